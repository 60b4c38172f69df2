"""Substitution without capture: symbols, families' members, vectors and free indices replaced all at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any, TypeVar

from verify.errors import InputError
from verify.statement.formulas import (
    Exists,
    ForAll,
    InSpan,
    Node,
    Spectrum,
    ThereAreConstants,
    whole_family,
)
from verify.statement.indices import Index
from verify.statement.tree import (
    Diff,
    Extremum,
    Indexed,
    Named,
    Number,
    Ranged,
    Size,
    Step,
    Sum,
    Symbol,
    Vector,
    VectorSum,
)
from verify.statement.walk import (
    BINDERS,
    ELSEWHERE,
    NAMELESS,
    family_names,
    free_indices,
    free_symbols,
    mentions,
    rebuild,
    vector_names,
)

T = TypeVar("T", bound=Node)
# what may be put something in the place of by its name
REPLACED = (Symbol, Vector, Indexed, Index)


def substitute(node: T, mapping: Mapping[Any, Any]) -> T:
    """Return the node with symbols, families' members, vectors and free indices replaced, all at once.

    Keys are ``Symbol``, ``Vector``, ``Indexed`` or ``Index``. A key with indices stands for the whole family: where
    the member a_j is met and the key is a_i, its value is taken with j in the place of i. Bound indices are renamed
    where a replacement would be captured.

    >>> from verify.statement.writing.variables import samples, family, symbols
    >>> from verify.statement.writing.operations import total
    >>> i, j = samples("i j")
    >>> c, = symbols("c")
    >>> substitute(total(i, c * family("a", i)), {c: family("a", i)}).index.name
    'i_1'
    """
    # hypotheses are gone through with what was solved for, and most mention nothing of it
    result: T = _substitute(node, _Mapping(mapping)) if mapping else node
    return result


def substitution(mapping: Mapping[Any, Any]) -> Callable[[T], T]:
    """Return ``substitute`` with one mapping for several nodes: what is made of a part is made once for all of them.

    >>> from verify.statement.writing.variables import symbols
    >>> x, y = symbols("x y")
    >>> put = substitution({x: y + 1})
    >>> put(x * y) == substitute(x * y, {x: y + 1})
    True
    """
    if not mapping:
        return lambda node: node
    made, held = _Mapping(mapping), list[Any]()

    def put(node: T) -> T:
        held.append(node)  # parts are known by their identity
        result: T = _substitute(node, made)
        return result

    return put


class _Mapping(dict[Any, Any]):
    """What is put in the place of what, and what was made with it: parts that stand in many places are made once."""

    def __init__(self, mapping: Mapping[Any, Any]) -> None:
        super().__init__(mapping)
        # by identity; the parts are held by the node that is gone through
        self.made: dict[int, Any] = {}
        # the names that a part must mention to be changed; None where something else is replaced
        self.names = self._names()

    @cached_property
    def arriving(self) -> frozenset[Index]:
        """The free indices that come with the replacements."""
        found: set[Index] = set()
        for key, value in self.items():
            own = frozenset[Index]() if isinstance(key, Index) else free_indices(key)
            found |= {value} if isinstance(value, Index) else free_indices(value) - own
        return frozenset(found)

    def _names(self) -> frozenset[str] | None:
        if not all(isinstance(key, REPLACED) for key in self):
            return None
        return frozenset([ELSEWHERE, *[key.name for key in self], *[index.name for index in self.arriving]])


def _substitute(node: Node, mapping: _Mapping) -> Any:
    # most parts mention nothing of what is replaced, and no index that would be captured
    if mapping.names is not None and mapping.names.isdisjoint(mentions(node)):
        return node
    made = mapping.made.get(id(node))
    if made is None:
        made = mapping.made[id(node)] = _substituted(node, mapping)
    return made


def _substituted(node: Node, mapping: _Mapping) -> Any:
    if type(node) in NAMELESS:  # as most are
        return rebuild(node, lambda child: _substitute(child, mapping))
    if isinstance(node, ThereAreConstants):
        return node  # nothing in it is free
    if isinstance(node, Symbol):
        return mapping.get(node, node)
    if isinstance(node, Step):
        return _moved(node, mapping)
    if isinstance(node, Vector | Indexed):
        indices = tuple(_argument(index, mapping) for index in node.indices)
        for key, value in mapping.items():
            if type(key) is type(node) and key.name == node.name and len(key.indices) == len(indices):
                slots = (slot.base if isinstance(slot, Step) else slot for slot in key.indices)
                return _substitute(value, _Mapping(dict(zip(slots, indices, strict=True))))
        return replace(node, indices=indices) if indices != node.indices else node
    if isinstance(node, Diff):
        return _substitute_diff(node, mapping)
    if isinstance(node, BINDERS) or (isinstance(node, ForAll) and isinstance(node.variable, Index)):
        return _substitute_binder(node, mapping)
    if isinstance(node, ForAll | Exists):
        return _substitute_quantified(node, mapping)
    if isinstance(node, Named):
        return _substitute_named(node, mapping)
    made = rebuild(node, lambda child: _substitute(child, mapping))
    return whole_family(made) if isinstance(made, InSpan | Spectrum) else made


def _argument(index: Index | Step, mapping: dict[Any, Any]) -> Any:
    return _moved(index, mapping) if isinstance(index, Step) else mapping.get(index, index)


def _moved(step: Step, mapping: dict[Any, Any]) -> Step:
    """Return a step with its base replaced by an index, by another step, or by a whole number."""
    value = mapping.get(step.base, step.base)
    if value is step.base:
        return step
    match value:
        case Step(base, shift):
            return Step(base, shift + step.shift)
        case Index() | Symbol() | None:
            # a variable in the place of a step is checked to be one where that matters (``exact.runs.freezing``)
            return replace(step, base=value)
        case Number(number) if number.denominator == 1 and number >= 0:
            return Step(None, number.numerator + step.shift)
    raise InputError(f"step {step.name}: what is put in its place is no step; use a step or a whole number")


def _substitute_diff(node: Diff, mapping: _Mapping) -> Diff:
    inside = {key: value for key, value in mapping.items() if key != node.variable}
    values = [value for value in inside.values() if not isinstance(value, Index)]
    arriving = frozenset[str]().union(*(free_symbols(value) for value in values))
    variable = node.variable
    if variable.name in arriving:
        taken = arriving | free_symbols(node.body) | {key.name for key in inside if isinstance(key, Symbol)}
        name = variable.name
        while name in taken:
            name += "'"
        variable = Symbol(name)
        inside[node.variable] = variable
    return Diff(_substitute(node.body, _Mapping(inside)), variable, _substitute(node.at, mapping))


def _substitute_named(node: Named, mapping: _Mapping) -> Any:
    body = _substitute(node.body, mapping)
    moving = {key: value for key, value in mapping.items() if isinstance(key, Index) or isinstance(value, Step)}
    # abbreviations stand in abbreviations: a body that is gone through twice at each is gone through 2^depth times
    if len(moving) < len(mapping) and body != (_substitute(node.body, _Mapping(moving)) if moving else node.body):
        return body  # the abbreviation names another quantity now
    indices = tuple(_argument(index, mapping) for index in node.indices)
    return node if body is node.body and indices == node.indices else replace(node, body=body, indices=indices)


def _substitute_binder(node: Sum | Extremum | VectorSum | Ranged | ForAll, mapping: _Mapping) -> Any:
    bound: Index = node.variable if isinstance(node, ForAll) else node.index  # type: ignore[assignment]
    inside = _Mapping({key: value for key, value in mapping.items() if key != bound}) if bound in mapping else mapping
    index = bound
    if index.name in {found.name for found in inside.arriving}:
        index = fresh_index(index, inside.arriving | free_indices(node.body))
        inside = _Mapping({**inside, bound: index})
    changes: dict[str, Any] = {"variable" if isinstance(node, ForAll) else "index": index}
    if isinstance(node, Ranged | ForAll):
        ends = {"start": node.start, "stop": node.stop}
        changes |= {name: None if end is None else _moved(end, mapping) for name, end in ends.items()}
    changes["body"] = _substitute(node.body, inside)
    return node if all(getattr(node, name) is value for name, value in changes.items()) else replace(node, **changes)


def _substitute_quantified(node: ForAll | Exists, mapping: _Mapping) -> Any:
    """Return a formula about other variables than steps; what would be captured by them is refused."""
    bound = node.variables if isinstance(node, Exists) else (node.variable,)
    # a vector x that is bound is not the number x, which still has its value
    own = {(type(variable), variable.name) for variable in bound if not isinstance(variable, Size)}
    names = {name for _, name in own}
    inside = _Mapping({key: mapping[key] for key in mapping if (type(key), getattr(key, "name", "")) not in own})
    for value in inside.values():
        arriving = free_symbols(value) | vector_names(value).keys() | family_names(value).keys()
        if captured := sorted(names & arriving):
            raise InputError(f"{captured[0]} would be bound by a quantifier that it comes from without: rename one")
    if isinstance(node, Exists):
        return replace(node, parts=tuple(_substitute(part, inside) for part in node.parts))
    return replace(node, body=_substitute(node.body, inside))


def fresh_index(index: Index, taken: frozenset[Index]) -> Index:
    """Return the index itself, or one of its kind with a new name where its name is taken.

    >>> fresh_index(Index("i", "sample"), frozenset({Index("i", "sample")})).name
    'i_1'
    """
    names = {found.name for found in taken}
    name, count = index.name, 0
    while name in names:
        count += 1
        name = f"{index.name}_{count}"
    return Index(name, index.kind)
