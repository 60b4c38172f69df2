"""Exact points where parts of a statement meet: where exponents vanish or are equal, and arguments change their sign.

exp(a) = exp(b) where a = b, and |a|, max(a, 0), sign(a) turn where a = 0. A draw in floats never meets such a point
where coefficients are large. Along one variable most such parts are linear: their values at 0, 1 and 2 tell the root,
without reading the formula.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations, product

from verify.statement.formulas import Statement
from verify.statement.instance import Instance
from verify.statement.readings.arithmetic import NotRationalError, UndefinedError
from verify.statement.readings.values import rational_value
from verify.statement.tree import Apply, Number, Pow, Scalar
from verify.statement.walk import distinct, free_indices

PLAIN = tuple(map(Fraction, (1, 0, 2, -1)))
MOST_PARTS, MOST_VARIABLES, MOST_SAID, MOST_POINTS = 24, 4, 3, 60


def parts(statement: Statement) -> tuple[Scalar, ...]:
    """Return the expressions whose roots are worth a look: arguments of functions, and differences of exponents.

    >>> from verify.statement.writing.relations import claim_that
    >>> from verify.statement.writing.variables import symbols
    >>> from verify.statement.writing.calls import exp
    >>> x, y = symbols("x y")
    >>> len(parts(claim_that(exp(x) + exp(3 * y) >= 0)))
    3
    """
    nodes = [node for node in distinct(statement) if isinstance(node, Apply | Pow) and not free_indices(node)]
    exponents = dict.fromkeys(node.arguments[0] for node in nodes if isinstance(node, Apply) and node.function == "exp")
    arguments = dict.fromkeys(one for node in nodes if isinstance(node, Apply) for one in node.arguments)
    bases = dict.fromkeys(node.base for node in nodes if isinstance(node, Pow))
    differences = dict.fromkeys(a - b for a, b in combinations(list(exponents)[:6], 2))
    return tuple(dict.fromkeys((*exponents, *arguments, *differences, *bases)))[:MOST_PARTS]


def meeting_points(statement: Statement, names: list[str]) -> Iterator[dict[str, Fraction]]:
    """Yield values of the variables at which one of the parts vanishes, each once and at most ``MOST_POINTS``.

    >>> from verify.statement.writing.relations import claim_that
    >>> from verify.statement.writing.variables import symbols
    >>> from verify.statement.writing.calls import exp
    >>> x, y = symbols("x y")
    >>> next(meeting_points(claim_that(exp(3 * x - 7 * y) >= 2), ["x", "y"]))
    {'x': Fraction(7, 3), 'y': Fraction(1, 1)}
    """
    seen: set[tuple[Fraction, ...]] = set()
    if not 0 < len(names) <= MOST_VARIABLES:
        return
    expressions = parts(statement)
    # a hypothesis such as x ≥ 3 is kept at its own number, and one beyond
    said = [one.value for given in statement.hypotheses for one in distinct(given) if isinstance(one, Number)]
    plain = tuple(dict.fromkeys((*PLAIN, *(value + more for value in said[:MOST_SAID] for more in (0, 1)))))
    for others in product(plain if len(names) <= 2 else PLAIN if len(names) == 3 else PLAIN[:2], repeat=len(names) - 1):
        for pivot in names:
            given = dict(zip([name for name in names if name != pivot], others, strict=True))
            for part in expressions:
                root = _root(part, pivot, given)
                if root is None:
                    continue
                point = {name: root if name == pivot else given[name] for name in names}
                key = tuple(point.values())
                if key not in seen:
                    seen.add(key)
                    yield point
                if len(seen) >= MOST_POINTS:
                    return


def _root(part: Scalar, pivot: str, given: dict[str, Fraction]) -> Fraction | None:
    """Return where a part that is linear in one variable vanishes, the others given; None where it is not linear."""
    try:
        at = [rational_value(part, Instance(scalars={**given, pivot: Fraction(k)})) for k in range(3)]
    except (NotRationalError, UndefinedError, ZeroDivisionError, KeyError, ValueError):
        return None
    slope = at[1] - at[0]
    return -at[0] / slope if slope and at[2] - at[1] == slope else None
