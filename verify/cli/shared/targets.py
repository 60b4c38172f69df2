"""What a name on the command line means: a module, package or file that holds claims, or the id of a claim."""

from __future__ import annotations


def is_target(name: str) -> bool:
    """Tell whether a name is that of a file of claims, or of a module that can be imported.

    >>> is_target("my_lemma.py"), is_target("proofs.cao2023"), is_target("lemma-4.2")
    (True, True, False)
    """
    from importlib.util import find_spec

    from verify.deciding.pages.collect import is_file_target

    if is_file_target(name):
        return True
    try:
        return all(part.isidentifier() for part in name.split(".")) and find_spec(name) is not None
    except ModuleNotFoundError:
        return False
