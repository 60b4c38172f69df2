"""Going through a tree: children, rebuilding, free indices and variables, substitution without capture."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from typing import Any, TypeVar

from verify.statement.tree import (
    Diff,
    Extremum,
    Index,
    Indexed,
    InSpan,
    Named,
    Relation,
    Scalar,
    Size,
    Spectrum,
    Statement,
    Sum,
    Symbol,
    Vector,
    VectorExpr,
    VectorSum,
)

T = TypeVar("T")
NODES = (Scalar, VectorExpr, Relation, InSpan, Spectrum, Statement)
BINDERS = (Sum, Extremum, VectorSum)


def children(node: Any) -> Iterator[Any]:
    """Yield the nodes directly below a node."""
    for field in fields(node):
        value = getattr(node, field.name)
        if isinstance(value, NODES):
            yield value
        elif isinstance(value, tuple):
            yield from (item for item in value if isinstance(item, NODES))


def subtrees(node: Any) -> Iterator[Any]:
    """Yield a node and all nodes below it, parents first."""
    yield node
    for child in children(node):
        yield from subtrees(child)


def free_indices(node: Any) -> frozenset[Index]:
    """Return the indices that occur in a node and are not bound in it.

    >>> from verify.statement.build import samples, family, total
    >>> i, j = samples("i j")
    >>> free_indices(total(i, family("a", i) * family("b", j)))
    frozenset({Index(name='j', kind='sample')})
    """
    if isinstance(node, Indexed | Vector):
        return frozenset(node.indices)
    if isinstance(node, InSpan | Spectrum):
        return frozenset()  # they speak of a whole family
    below = frozenset[Index]().union(*(free_indices(child) for child in children(node)))
    return below - {node.index} if isinstance(node, BINDERS) else below


def free_symbols(node: Any) -> frozenset[str]:
    """Return the names of the real variables that occur free in a node."""
    if isinstance(node, Symbol):
        return frozenset({node.name})
    if isinstance(node, Diff):
        return (free_symbols(node.body) - {node.variable.name}) | free_symbols(node.at)
    return frozenset[str]().union(*(free_symbols(child) for child in children(node)))


def vector_names(node: Any) -> dict[str, tuple[str, ...]]:
    """Return every vector variable or family in a node, with the kinds of its indices."""
    return {
        found.name: tuple(index.kind for index in found.indices)
        for found in subtrees(node)
        if isinstance(found, Vector)
    }


def family_names(node: Any) -> dict[str, tuple[str, ...]]:
    """Return every real family in a node, with the kinds of its indices."""
    return {
        found.name: tuple(index.kind for index in found.indices)
        for found in subtrees(node)
        if isinstance(found, Indexed)
    }


def index_kinds(node: Any) -> frozenset[str]:
    """Return the kinds of index a node speaks of, sizes included."""
    kinds = {index.kind for index in free_indices(node)}
    for found in subtrees(node):
        if isinstance(found, BINDERS):
            kinds.add(found.index.kind)
        elif isinstance(found, Size):
            kinds.add(found.kind)
        elif isinstance(found, Indexed | Vector):
            kinds.update(index.kind for index in found.indices)
    return frozenset(kinds)


def rebuild(node: T, change: Any) -> T:
    """Return the node with ``change`` applied to each child."""
    updates: dict[str, Any] = {}
    for field in fields(node):  # type: ignore[arg-type]
        value = getattr(node, field.name)
        if isinstance(value, NODES):
            updates[field.name] = change(value)
        elif isinstance(value, tuple) and any(isinstance(item, NODES) for item in value):
            updates[field.name] = tuple(change(item) if isinstance(item, NODES) else item for item in value)
    return replace(node, **updates) if updates else node  # type: ignore[type-var]


def substitute(node: T, mapping: Mapping[Any, Any]) -> T:
    """Return the node with symbols, families' members, vectors and free indices replaced, all at once.

    Keys are ``Symbol``, ``Vector``, ``Indexed`` or ``Index``. A key with indices stands for the whole family: where
    the member a_j is met and the key is a_i, its value is taken with j in the place of i. Bound indices are renamed
    where a replacement would be captured.

    >>> from verify.statement.build import samples, family, total, symbols
    >>> i, j = samples("i j")
    >>> c, = symbols("c")
    >>> substitute(total(i, c * family("a", i)), {c: family("a", i)}).index.name
    'i_1'
    """
    result: T = _substitute(node, dict(mapping))
    return result


def _substitute(node: Any, mapping: dict[Any, Any]) -> Any:
    if isinstance(node, Symbol):
        return mapping.get(node, node)
    if isinstance(node, Vector | Indexed):
        indices = tuple(mapping.get(index, index) for index in node.indices)
        for key, value in mapping.items():
            if type(key) is type(node) and key.name == node.name and len(key.indices) == len(indices):
                return _substitute(value, dict(zip(key.indices, indices, strict=True)))
        return replace(node, indices=indices)
    if isinstance(node, Diff):
        return _substitute_diff(node, mapping)
    if isinstance(node, BINDERS):
        return _substitute_binder(node, mapping)
    if isinstance(node, Named):
        return _substitute_named(node, mapping)
    return rebuild(node, lambda child: _substitute(child, mapping))


def _substitute_diff(node: Diff, mapping: dict[Any, Any]) -> Diff:
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
    return Diff(_substitute(node.body, inside), variable, _substitute(node.at, mapping))


def _substitute_named(node: Named, mapping: dict[Any, Any]) -> Any:
    body = _substitute(node.body, mapping)
    only_indices = {key: value for key, value in mapping.items() if isinstance(key, Index)}
    if body != _substitute(node.body, only_indices):
        return body  # the abbreviation names another quantity now
    return replace(node, body=body, indices=tuple(mapping.get(index, index) for index in node.indices))


def _substitute_binder(node: Any, mapping: dict[Any, Any]) -> Any:
    inside = {key: value for key, value in mapping.items() if key != node.index}
    arriving: set[Index] = set()
    for key, value in inside.items():
        own = frozenset(getattr(key, "indices", ()))
        arriving |= {value} if isinstance(value, Index) else free_indices(value) - own
    index = node.index
    if index.name in {found.name for found in arriving}:
        index = fresh_index(index, frozenset(arriving) | free_indices(node.body))
        inside[node.index] = index
    return replace(node, index=index, body=_substitute(node.body, inside))


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
