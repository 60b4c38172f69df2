"""What is shown on a terminal or drawn into a file; ``terminal`` is the one place that writes to it.

In: results. Out: tables, progress, plots. Trusted: ``terminal``, in that nothing of a user's reaches a screen as it is.
"""
