"""How fast D falls: in the linear model, on several datasets, and in the CNN.

In: a dataset, step sizes, a last time. Out: the measured constant or power beside the predicted one.
Trusted: nothing; these are measurements.
"""
