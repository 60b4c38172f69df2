"""Equations used from left to right: an atom, whose labels stand for all of theirs, becomes a polynomial.

Sound because a hypothesis with free indices holds for all their values: a rule is used only at labels that make its
atom the one at hand, and never at a label that is bound inside of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from verify.exact.sums.atoms import Atom, Label, Polynomial, labels, rename, single


@dataclass(frozen=True)
class Rule:
    """An equation used from left to right: an atom, its labels in order, and the polynomial it equals."""

    atom: Atom
    labels: tuple[Label, ...]
    value: Polynomial


def mentions(polynomial: Polynomial, atom: Atom) -> bool:
    """Tell whether atoms of the name of one stand in a polynomial."""
    head = atom[:2]
    return any(found[:2] == head for monomial in polynomial for found, _ in monomial)


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


def names_the_left(left: Polynomial, right: Polynomial) -> bool:
    """Tell whether an equation such as x + y = s or xy = p names what no rule is made of: it is read from the right."""
    name = _only_atom(right)
    return name is not None and name[0] == "symbol" and set(right.values()) == {1} and _only_atom(left) is None


def _only_atom(polynomial: Polynomial) -> Atom | None:
    """Return the atom of which, but for sizes, a polynomial is a multiple."""
    only = single(polynomial)
    chief = [(atom, e) for atom, e in only[0] if atom[0] != "size"] if only else []
    return chief[0][0] if len(chief) == 1 and chief[0][1] == 1 else None
