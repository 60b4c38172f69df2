"""Tables of samples and labels: from arrays and data frames, which columns are what, and the exact numbers in them.

In: arrays, data frames, cells as text. Out: a table whose rows and labels are exact, or one line that names the place.
Trusted: ``table`` and ``labels``, which say what a cell and a label are.
"""
