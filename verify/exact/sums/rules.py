"""Equations used from left to right: an atom, whose labels stand for all of theirs, becomes a polynomial.

Sound because a hypothesis with free indices holds for all their values: a rule is used only at labels that make its
atom the one at hand, and never at a label that is bound inside of it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from verify.exact.sums.atoms import (
    Atom,
    Frozen,
    Label,
    Monomial,
    Polynomial,
    add,
    as_monomial,
    constant,
    freeze,
    labels,
    merge,
    of_atom,
    rename,
    single,
    times,
    whole_power,
)
from verify.exact.sums.exponents import Long
from verify.statement.tree import Operator


@dataclass(frozen=True)
class Rule:
    """An equation used from left to right: an atom, its labels in order, and the polynomial it equals."""

    atom: Atom
    labels: tuple[Label, ...]
    value: Polynomial = field(hash=False)


# each hypothesis that is added makes a normaliser, whose rules and signs are mostly those of the one before
@lru_cache(maxsize=20_000)
def variables_of(part: Atom | Frozen) -> frozenset[str]:
    """Return the names of the variables, vectors and families in an atom or a frozen polynomial.

    >>> sorted(variables_of(("inner", ("vector", "w", ()), ("vector", "z", (("@", "i", "sample"),)))))
    ['w', 'z']
    """
    found, waiting = set[str](), list[Any]([part])
    while waiting:
        inside = waiting.pop()
        if isinstance(inside, tuple):
            waiting.extend(inside)
            if inside and inside[0] in ("symbol", "member", "vector"):
                found.add(inside[1])
    return frozenset(found)


def that_concern(
    rules: Sequence[Rule], nonnegative: Sequence[Atom], names: frozenset[str]
) -> tuple[tuple[Rule, ...], tuple[Atom, ...]]:
    """Return those of some rules and signs that can be used in an expression with variables of some names, in order.

    No other can: an atom that a rule or a sign is for has all the names of the rule's own atom, and names come into an
    expression only with the values of rules that are used in it.
    """
    concerned = set[int]()
    while True:
        more = [k for k, rule in enumerate(rules) if k not in concerned and variables_of(rule.atom) <= names]
        if not more:
            break
        concerned.update(more)
        names = names.union(*(variables_of(freeze(rules[k].value)) for k in more))
    signs = tuple(atom for atom in nonnegative if variables_of(atom) <= names)
    return tuple(rule for k, rule in enumerate(rules) if k in concerned), signs


def mentions(polynomial: Polynomial, atom: Atom) -> bool:
    """Tell whether atoms of the name of one stand in a polynomial."""
    head = atom[:2]
    return any(found[:2] == head for monomial in polynomial for found, _ in monomial)


def rewritten(polynomial: Polynomial, rules: Sequence[Rule]) -> Polynomial:
    """Return a polynomial with the rules applied to sum atoms, which arise only after their bodies."""
    values = {rule.atom: rule.value for rule in reversed(rules) if rule.atom[0] == "sum"}
    if not values:
        return polynomial
    result: Polynomial = {}
    for monomial, coefficient in polynomial.items():
        term = constant(coefficient)
        for atom, exponent in monomial:
            value = values.get(atom) if exponent.denominator == 1 and exponent > 0 else None
            term = times(term, of_atom(atom, exponent) if value is None else whole_power(value, int(exponent)))
        result = add(result, term)
    return result


def match_names(rule: Rule, atom: Atom) -> dict[Label, Label] | None:
    """Return the labels that make the atom of a rule the given one, or None where nothing does."""
    if rule.atom == atom:
        return {}
    if not rule.labels or rule.atom[:1] != atom[:1]:
        return None
    names: dict[Label, Label] = {}
    if not _match_parts(rule.atom, atom, set(rule.labels), names):
        return None
    # a free label never stands for one that is bound inside the atom
    return names if set(names.values()) <= labels(atom) and rename(rule.atom, names) == atom else None


def _match_parts(pattern: Any, part: Any, free: set[Label], names: dict[Label, Label]) -> bool:
    if pattern in free:
        same_kind = isinstance(part, tuple) and len(part) == 3 and part[::2] == pattern[::2]
        return same_kind and names.setdefault(pattern, part) == part
    if isinstance(pattern, tuple) and isinstance(part, tuple) and len(pattern) == len(part):
        return all(_match_parts(a, b, free, names) for a, b in zip(pattern, part, strict=True))
    return bool(pattern == part)


def said(
    operator: Operator, left: Polynomial, right: Polynomial, is_nonnegative: Callable[[Monomial], bool]
) -> Rule | Atom | None:
    """Return the rule that an equation of normal forms gives, or the atom that an inequality says is never negative."""
    if operator == "=" and names_the_left(left, right):
        left, right = right, left
    only = single(left)
    chief = [factor for factor in only[0] if factor[0][0] != "size"] if only else []
    if operator == "=" and only and len(chief) == 1 and chief[0][1] == 1:
        atom = chief[0][0]
        # n and P are not 0, so that a mean is as good as a sum
        sizes = merge((size, -e) for size, e in only[0] if size[0] == "size")
        value = dict(freeze(times(right, as_monomial(sizes, 1 / only[1]))))
        free = tuple(sorted(labels(atom)))
        if labels(freeze(value)) <= set(free) and not mentions(value, atom):
            return Rule(Long(atom), free, value)
    if operator in (">", ">=", "<", "<="):
        big, small = (left, right) if operator in (">", ">=") else (right, left)
        only = single(big)
        known = not small or all(c >= 0 and is_nonnegative(m) for m, c in small.items())
        if only and len(only[0]) == 1 and only[1] > 0 and only[0][0][1] == 1 and known:
            # it is looked up for each list of hypotheses with this one
            return Long(only[0][0][0])
    return None


def names_the_left(left: Polynomial, right: Polynomial) -> bool:
    """Tell whether an equation such as x + y = s or xy = p names what no rule is made of: it is read from the right."""
    name = _only_atom(right)
    return name is not None and name[0] == "symbol" and set(right.values()) == {1} and _only_atom(left) is None


def _only_atom(polynomial: Polynomial) -> Atom | None:
    """Return the atom of which, but for sizes, a polynomial is a multiple."""
    only = single(polynomial)
    chief = [(atom, e) for atom, e in only[0] if atom[0] != "size"] if only else []
    return chief[0][0] if len(chief) == 1 and chief[0][1] == 1 else None
