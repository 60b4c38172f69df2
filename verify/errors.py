"""The one error that a user's input can cause."""


class InputError(ValueError):
    """A user's input cannot be used: one line with the value, where it stands, and the remedy.

    The command prints the line and exits 2; it never shows a traceback for it.

    >>> str(InputError("label 3 in row 2 of a.csv is neither +1 nor -1: use two classes"))
    'label 3 in row 2 of a.csv is neither +1 nor -1: use two classes'
    """
