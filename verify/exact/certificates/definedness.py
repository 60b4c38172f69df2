"""Where a claim is defined, and whether what a certificate brings in is defined there too.

**Defined.** (D) In the terms, the multiplier and the mapped lemmas, each base of a negative power must be positive by
S or a number ≠ 0, each base of a fractional power nonnegative by N, each argument of log positive by S, each argument
of W₀ nonnegative by N; or the same part must occur in that role in a hypothesis or in the conclusion at hand, whose
points are those where it is defined, or (for a negative power) a hypothesis ≠ must say so. A derivative counts at its
point.
Without D, x = x²·(1/x) would prove something of x = 0.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from copy import copy
from itertools import chain
from typing import Any

from verify.exact.certificates.signs import Fact, Signs, is_instance_of
from verify.exact.sums.atoms import Frozen
from verify.frozen import kept_as
from verify.statement.derivatives import differentiate
from verify.statement.formulas import Node, Statement
from verify.statement.functions import function
from verify.statement.rewriting.substitution import substitute
from verify.statement.tree import Apply, Diff, Mul, Named, Pow, Relation, Scalar
from verify.statement.walk import children


@kept_as("_demands")
def demands(node: Node) -> tuple[tuple[str, Scalar], ...]:
    """Return each part that has to be nonzero, nonnegative, positive or in W₀'s domain for a node to be defined.

    A derivative is defined where its body and the derivative by the rules of differentiation are, at its point. A node
    keeps what it demands, without repetition: statements share most of their parts.
    """
    if isinstance(node, Diff):
        body, variable, at = node.body, node.variable, node.at
        here = [substitute(inside, {variable: at}) for inside in (body, differentiate(body, variable))]
        return tuple(dict.fromkeys(one for inside in (*here, at) for one in demands(inside)))
    below = [found for child in children(node) if (found := demands(child))]
    own = _own_demands(node)
    if own or len(below) > 1:
        return tuple(dict.fromkeys([*own, *chain.from_iterable(below)]))
    return below[0] if below else ()


def _own_demands(node: Node) -> list[tuple[str, Scalar]]:
    if isinstance(node, Pow):
        nonzero = [("nonzero", part) for part in nonzero_parts(node.base)] if node.exponent < 0 else []
        return [*nonzero, *([("nonnegative", node.base)] if node.exponent.denominator != 1 else [])]
    if isinstance(node, Apply) and (role := function(node.function).role):
        return [(role, node.arguments[0])]
    return []


def nonzero_parts(base: Scalar) -> Iterator[Scalar]:
    """Yield the parts that are all nonzero just where the base is: factors, and the bases of its powers."""
    match base:
        case Named(_, _, body, _):
            yield from nonzero_parts(body)
        case Mul(factors):
            for factor in factors:
                yield from nonzero_parts(factor)
        case Pow(inside, exponent) if exponent > 0:
            yield from nonzero_parts(inside)
        case _:
            yield base


class Domain:
    """Rule D: where a claim is defined, and whether other expressions are defined there too."""

    def __init__(self, statement: Statement, conclusion: Relation | None, signs: Signs) -> None:
        self.signs = signs
        # the parts that are shown to keep their role: with more facts they keep it too
        self._shown = set[tuple[str, Scalar]]()
        normal = signs.normaliser
        self.granted = self._granted_by((*statement.hypotheses, *(() if conclusion is None else (conclusion,))))
        for hypothesis in statement.hypotheses:
            if isinstance(hypothesis, Relation) and hypothesis.operator == "!=":
                for difference in (hypothesis.left - hypothesis.right, hypothesis.right - hypothesis.left):
                    self.granted.append(("nonzero", normal.frozen(difference)))

    def knowing(self, facts: Iterable[Fact]) -> Domain:
        """Return the same domain with further facts; what the claim grants is not computed again."""
        wider = copy(self)
        wider.signs = self.signs.knowing(facts)
        wider._shown = set(self._shown)
        return wider

    def of(self, conclusion: Relation) -> Domain:
        """Return the domain of a claim that concludes so, where this one is of its hypotheses alone.

        Other conclusions are not assumed: each is proved, and used as a lemma, without them.
        """
        narrower = copy(self)
        narrower.granted = [*self.granted, *self._granted_by((conclusion,))]
        narrower._shown = set(self._shown)
        return narrower

    def _granted_by(self, granting: Iterable[Node]) -> list[tuple[str, Frozen]]:
        normal = self.signs.normaliser
        return [(role, normal.frozen(part)) for node in granting for role, part in demands(node)]

    def undefined_part(self, nodes: Iterable[Any]) -> Scalar | None:
        """Return the first part that may be undefined, or None."""
        for node in nodes:
            for one in demands(node):
                if one not in self._shown:
                    if not self._granted(*one):
                        return one[1]
                    self._shown.add(one)
        return None

    def _granted(self, role: str, part: Scalar) -> bool:
        if self.signs.positive(part) or (role in ("nonnegative", "W₀") and self.signs.nonnegative(part)):
            return True
        found = self.signs.normaliser.of(part)
        if role == "nonzero" and len(found) == 1 and () in found:
            return True  # a number that is not 0
        form = self.signs.normaliser.frozen(part)
        return any(known == role and is_instance_of(form, pattern) for known, pattern in self.granted)
