"""The nodes of a formula, gone through once for all that a search asks of them."""

from __future__ import annotations

from functools import lru_cache

from verify.statement.formulas import Node
from verify.statement.walk import distinct


@lru_cache(maxsize=256)
def nodes(formula: Node) -> tuple[Node, ...]:
    """Return the nodes of a statement, a hypothesis or a conclusion, each object once.

    A search asks for its axes, variables, large numbers and ways to move a variable, each time of all nodes.

    >>> from verify.statement.writing.variables import symbols
    >>> (x,) = symbols("x")
    >>> len(nodes(x * x >= 0))
    4
    """
    return tuple(distinct(formula))
