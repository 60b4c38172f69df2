"""The versions of the libraries that statuses depend on."""

from __future__ import annotations

import platform
from importlib.metadata import version
from importlib.util import find_spec

METHOD_LIBRARIES = ("sympy", "mpmath", "python-flint", "gmpy2", "numpy")
OPTIONAL_LIBRARIES = ("clarabel", "scipy")


def library_versions() -> str:
    """Return the versions of Python and of the libraries that the methods use, a line each.

    >>> [line.split()[0] for line in library_versions().splitlines()][:3]
    ['python', 'sympy', 'mpmath']
    """
    lines = [f"python {platform.python_version()}", *(f"{name} {version(name)}" for name in METHOD_LIBRARIES)]
    # with a solver more is proved: evidence found without one does not stand in for it
    lines += [f"{name} {version(name) if find_spec(name) else 'none'}" for name in OPTIONAL_LIBRARIES]
    return "".join(f"{line}\n" for line in lines)
