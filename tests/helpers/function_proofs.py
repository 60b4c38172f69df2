"""Whether a tree of rules of the method *functions* is accepted: what a test of the checker asks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from verify.exact.functions.checker import RejectedError, check_root
from verify.exact.functions.prove import root_of
from verify.exact.functions.quotients import NotSupportedError
from verify.statement.formulas import Statement


def proves(proof: Mapping[str, Any], statement: Statement, conclusion: int) -> bool:
    """Tell whether a tree of rules proves one conclusion of a statement; a malformed tree does not.

    >>> from verify.statement.writing.variables import symbols
    >>> from verify.statement.writing.relations import claim_that
    >>> from verify.statement.writing.calls import exp
    >>> x, = symbols("x")
    >>> proves({"rule": "sign"}, claim_that(exp(x) > 0), 0)
    False
    """
    root = root_of(statement, conclusion)
    if root is None:
        return False
    try:
        check_root(root, proof)
    except (RejectedError, NotSupportedError, KeyError, TypeError, ValueError, IndexError, AttributeError):
        return False
    return True
