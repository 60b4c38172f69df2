"""What canonical forms (``canonical``) are made of: their sums, labels, binders, and instances."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from itertools import chain, permutations, product
from math import prod
from typing import Any

from gmpy2 import mpq

from verify.recheck.reading import RejectedError

Form = frozenset[tuple[Any, mpq]]
NIL: Form = frozenset()
UNIT = mpq(1)
# the types of parts that have parts
PARTS = (tuple, frozenset)
BINDERS = ("sum", "max", "min")


def collect(pairs: Iterable[tuple[Any, mpq]]) -> Form:
    """Return pairs with equal first entries taken together: the sum of forms, or the product of products."""
    found: dict[Any, mpq] = {}
    for part, value in pairs:
        found[part] = found[part] + value if part in found else value
    items = found.items()
    return frozenset(items) if all(found.values()) else frozenset([item for item in items if item[1]])


def joined(one: Any, other: Any) -> Any:
    """Return the product of two products: what ``collect`` makes of the factors of both.

    >>> x, y = ("sym", "x"), ("sym", "y")
    >>> joined(frozenset({(x, UNIT), (y, UNIT)}), frozenset({(y, -UNIT)})) == frozenset({(x, UNIT)})
    True
    """
    found = dict(one)
    for atom, exponent in other:
        if atom not in found:
            found[atom] = exponent
        elif both := found[atom] + exponent:
            found[atom] = both
        else:
            del found[atom]
    return frozenset(found.items())


@lru_cache(maxsize=10_000)
def constant(value: int | mpq) -> Form:
    """Return the form of a rational."""
    return collect([(NIL, mpq(value))])


ONE = constant(1)


def scaled(form: Form, factor: Any) -> Form:
    """Return a rational multiple of a form."""
    if factor == 1:
        return form
    return frozenset([(part, value * factor) for part, value in form]) if factor else NIL


def plus(*forms: Form) -> Form:
    """Return the sum of forms."""
    return collect(chain.from_iterable(forms))


@lru_cache(maxsize=200_000)
def key(part: Any) -> str:
    """Return the text by which parts are ordered; the same for equal parts."""
    if isinstance(part, frozenset):
        return "{" + ",".join(sorted([f"({key(inner)},{key(value)})" for inner, value in part])) + "}"
    return "(" + ",".join(map(key, part)) + ")" if isinstance(part, tuple) else f"{type(part).__name__} {part}"


@lru_cache(maxsize=200_000)
def labels(part: Any) -> frozenset[Any]:
    """Return the free labels ("@", name, kind) of a part."""
    if isinstance(part, frozenset):
        return NIL.union(*[labels(inner) for inner, _ in part])
    if not isinstance(part, tuple):
        return NIL
    if part[:1] == ("@",):
        return frozenset({part})
    inside = NIL.union(*[labels(inner) for inner in part if isinstance(inner, PARTS)])
    return inside.difference(part[1]) if part[:1] and part[0] in BINDERS else inside


@lru_cache(maxsize=200_000)
def variables(part: Any) -> frozenset[str]:
    """Return the names of the real variables in a form or an atom."""
    if isinstance(part, frozenset):
        return frozenset[str]().union(*[variables(inner) for inner, _ in part])
    if part[:1] == ("sym",):
        return frozenset({part[1]})
    return frozenset[str]().union(*[variables(inner) for inner in part if isinstance(inner, PARTS)])


@lru_cache(maxsize=200_000)
def level(part: Any) -> int:
    """Return how deep the binders in a part are nested."""
    if isinstance(part, frozenset):
        return max([level(inner) for inner, _ in part], default=0)
    below = max([level(inner) for inner in part if isinstance(inner, PARTS)], default=0)
    return below + 1 if part[:1] and part[0] in BINDERS else below


def fresh_label(number: int, kind: str) -> Any:
    """Return the label of a number: the greater one comes last also where labels are ordered as texts.

    >>> fresh_label(9, "sample") < fresh_label(10, "sample")
    True
    """
    return "@", f"!{number:012}", kind


class Names(dict[Any, Any]):
    """Labels with those that they become: one object for equal ones, which is known by its identity."""

    __slots__ = ()
    __hash__ = object.__hash__  # type: ignore[assignment]


@lru_cache(maxsize=20_000)
def _names(pairs: tuple[tuple[Any, Any], ...]) -> Names:
    return Names(pairs)


def rename(part: Any, names: dict[Any, Any]) -> Any:
    """Return a part with free labels renamed, its canonical shape restored.

    >>> i, j = (("@", name, "sample") for name in "ij")
    >>> rename(("idx", "a", (i, j)), {i: j, j: i}) == ("idx", "a", (j, i))
    True
    """
    if not isinstance(part, PARTS) or labels(part).isdisjoint(names):
        return part
    return renamed(part, _names(tuple(names.items())))


@lru_cache(maxsize=200_000)
def renamed(part: Any, names: Names) -> Any:
    """Return a part in which one of some labels is free with these renamed: sums often have the same factors."""
    if isinstance(part, frozenset):
        moved = [(inner if labels(inner).isdisjoint(names) else renamed(inner, names), value) for inner, value in part]
        # where two become equal, they are taken together
        return frozenset(moved) if len(dict(moved)) == len(moved) else collect(moved)
    if part[0] == "@":
        return names[part]
    if part[0] in BINDERS:
        return close(part[0], part[1], renamed(part[2], names))
    made = tuple(
        [
            renamed(inner, names) if isinstance(inner, PARTS) and not labels(inner).isdisjoint(names) else inner
            for inner in part
        ]
    )
    return ("inner", *sorted(made[1:], key=key)) if part[0] == "inner" else made


def close(head: str, bound: tuple[Any, ...], body: Any) -> Any:
    """Return a binder's atom; its labels are named by depth and number, in an order that the body alone decides.

    The order is by kind, then by what the body looks like from each label of a kind; those that look alike come in the
    order that makes the least text. One that is alone of its kind is not looked at, and of two every order is tried.
    """
    depth = level(body) + 1
    if len(bound) == 1:
        only = ("@", f"#{depth}.0", bound[0][2])
        return head, (only,), rename(body, {bound[0]: only})

    def seen_from(label: Any) -> str:
        colours = {other: ("@", "*" if other == label else "?", other[2]) for other in bound}
        return key(rename(body, colours))

    kinds: dict[str, list[Any]] = {}
    for label in bound:
        kinds.setdefault(label[2], []).append(label)
    few = prod(prod(range(1, len(alike) + 1)) for alike in kinds.values()) <= 2
    ties: dict[tuple[str, str], list[Any]] = {}
    for label in bound:
        ties.setdefault((label[2], "" if few or len(kinds[label[2]]) == 1 else seen_from(label)), []).append(label)
    if prod(prod(range(1, len(tie) + 1)) for tie in ties.values()) > 5040:
        raise RejectedError("a sum ties too many indices together")
    found = []
    for orders in product(*(permutations(ties[colour]) for colour in sorted(ties))):
        names = {label: ("@", f"#{depth}.{k}", label[2]) for k, label in enumerate(chain.from_iterable(orders))}
        found.append((head, tuple(names.values()), rename(body, names)))
    return found[0] if len(found) == 1 else min(found, key=key)


@lru_cache(maxsize=20_000)
def opened(atom: Any, others: int) -> tuple[tuple[Any, ...], Any]:
    """Return labels and the body of a sum in these, to be closed again with some other labels: no other has their name.

    No label of a ledger begins so, and none of these is left where its sum is closed.
    """
    again = tuple([("@", f"!open {others + k}", label[2]) for k, label in enumerate(atom[1])])
    return again, rename(atom[2], dict(zip(atom[1], again, strict=True)))


@lru_cache(maxsize=200_000)
def shape(part: Any) -> str:
    """Return the text of a part with labels of one kind alike: a renaming that keeps them apart does not change it."""
    if isinstance(part, frozenset):
        return "{" + ",".join(sorted([f"({shape(inner)},{shape(value)})" for inner, value in part])) + "}"
    if isinstance(part, tuple) and part[:1] == ("@",):
        return f"@{part[2]}"
    return "(" + ",".join(map(shape, part)) + ")" if isinstance(part, tuple) else f"{type(part).__name__} {part}"


def instances(form: Any, pattern: Any) -> Iterable[dict[Any, Any]]:
    """Yield the ways to rename a pattern's free labels so that it becomes the form."""
    slots = sorted(labels(pattern))
    alike = shape(form) == shape(pattern)
    if len(slots) > 4 or (len(slots) < 2 and not alike):
        return
    choices = [[label for label in labels(form) if label[2] == slot[2]] for slot in slots]
    for choice in product(*choices):
        # where two labels become one, terms can become equal and be taken together: only then can the shape change
        if alike or len({*choice}) < len(choice):
            names = dict(zip(slots, choice, strict=True))
            if rename(pattern, names) == form:
                yield names
