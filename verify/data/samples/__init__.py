"""The shipped datasets: small pieces of two public ones, each with its source and licence in its first lines.

In: a name. Out: the path of a file that the readers read. Trusted: nothing; they are read as any file is.
"""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from verify.data.tables.messages import shown
from verify.errors import InputError

NAMES = ("breast_cancer", "digits")


def sample_path(name: str) -> Path:
    """Return the path of a shipped CSV file: "breast_cancer" (linear model) or "digits" (CNN, two patches).

    Raises InputError for another name.

    >>> sample_path("digits").name
    'digits.csv'
    """
    if name not in NAMES:
        raise InputError(f"no shipped dataset is called {shown(name)}: use {' or '.join(NAMES)}")
    return Path(str(files("verify.data.samples").joinpath(f"{name}.csv")))
