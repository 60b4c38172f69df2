"""The commands on datasets and on gradient descent: look at data, descend, experiments, kept runs.

In: a file of data, starts and step sizes. Out: what the run came to, kept in the store of runs.
Trusted: nothing is decided here; numbers come from ``verify.batchnorm.dynamics`` and ``verify.experiments``.
"""
