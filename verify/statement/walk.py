"""Going through a tree: children, rebuilding, free indices and variables, names."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields
from functools import cache
from operator import is_not
from typing import Any, TypeVar

from verify.errors import InputError
from verify.frozen import kept_as
from verify.statement.formulas import (
    Exists,
    ForAll,
    InSpan,
    Node,
    RunStatement,
    SameVector,
    Spectrum,
    Statement,
    ThereAreConstants,
)
from verify.statement.indices import Index
from verify.statement.tree import (
    Add,
    Apply,
    Diff,
    Extremum,
    Gradient,
    Indexed,
    Inner,
    Mul,
    Named,
    Number,
    Pow,
    Ranged,
    Relation,
    Scalar,
    Scaled,
    Size,
    Step,
    Sum,
    Symbol,
    Value,
    Vector,
    VectorAdd,
    VectorExpr,
    VectorSum,
)

T = TypeVar("T", bound=Node)
FORMULAS = (Relation, SameVector, InSpan, Spectrum, ForAll, Exists, ThereAreConstants)
NODES = (Scalar, VectorExpr, *FORMULAS, Statement, RunStatement)
BINDERS = (Sum, Extremum, VectorSum, Ranged)
# as the classes' annotations begin: no node stands in fields of these types
PLAIN = ("str", "int", "Fraction", "Kind", "Operator", "Literal[")
ELSEWHERE = ""  # no variable has this name
# nodes without a name, an index or a variable of their own: they are as the nodes below them are
NAMELESS = frozenset({Number, Size, Inner, Add, Mul, Pow, Apply, VectorAdd, Scaled, Relation})
OF_RUNS = (Step, Ranged, SameVector, ForAll, Exists, ThereAreConstants, Value, Gradient)


@kept_as("_below")
def children(node: Node) -> tuple[Node, ...]:
    """Return the nodes directly below a node, which keeps them once they are found."""
    found: list[Node] = []
    for name in _fields_of_nodes(type(node)):  # type: ignore[arg-type]
        value = getattr(node, name)
        if isinstance(value, tuple):
            found.extend([item for item in value if _is_node(type(item))])  # type: ignore[arg-type]
        elif _is_node(type(value)):  # type: ignore[arg-type]
            found.append(value)
    return tuple(found)


@cache
def _fields_of(kind: type) -> tuple[tuple[str, bool], ...]:
    """Return the fields of a class in order, each with whether it may hold nodes."""
    return tuple((field.name, not str(field.type).startswith(PLAIN)) for field in fields(kind))


@cache
def _fields_of_nodes(kind: type) -> tuple[str, ...]:
    """Return the fields of a class that may hold nodes: its names and numbers are not looked at each time."""
    return tuple(name for name, holds_nodes in _fields_of(kind) if holds_nodes)


@cache
def _is_node(kind: type) -> bool:
    """Tell whether objects of a class are nodes: asked once for each class, as trees are walked again and again."""
    return issubclass(kind, NODES)


def subtrees(node: Node) -> Iterator[Node]:
    """Yield a node and all nodes below it, parents first."""
    waiting = [node]
    while waiting:
        found = waiting.pop()
        yield found
        waiting.extend(reversed(children(found)))


def distinct(node: Node) -> Iterator[Node]:
    """Yield a node and all nodes below it, parents first, each object once however often it stands in the tree.

    Statements share most of their parts: a gradient that is written into ten places is one object.

    >>> from verify.statement.writing.variables import symbols
    >>> x, = symbols("x")
    >>> square = x * x
    >>> len(list(subtrees(square + square))), len(list(distinct(square + square)))
    (7, 3)
    """
    waiting, seen = [node], set[int]()
    while waiting:
        found = waiting.pop()
        if id(found) not in seen:
            seen.add(id(found))
            yield found
            waiting.extend(reversed(children(found)))


@kept_as("_free")
def free_indices(node: Node) -> frozenset[Index]:
    """Return the indices that occur in a node and are not bound in it; it keeps them once they are found.

    >>> from verify.statement.writing.operations import total
    >>> from verify.statement.writing.variables import family, samples
    >>> i, j = samples("i j")
    >>> free_indices(total(i, family("a", i) * family("b", j)))
    frozenset({Index(name='j', kind='sample')})
    """
    if isinstance(node, ThereAreConstants):
        return frozenset()
    if isinstance(node, Indexed | Vector):
        steps = (free_indices(found) for found in node.indices if isinstance(found, Step))
        return frozenset(found for found in node.indices if isinstance(found, Index)).union(*steps)
    if isinstance(node, Step):
        return frozenset({node.base}) if isinstance(node.base, Index) else frozenset()
    below = frozenset[Index]().union(*map(free_indices, children(node)))
    if isinstance(node, InSpan | Spectrum):
        # they speak of a whole family of samples and patches, and of one step of a run
        return frozenset(found for found in below if found.kind == "step")
    if isinstance(node, Ranged | ForAll):
        ends = (free_indices(end) for end in (node.start, node.stop) if end is not None)
        bound = node.index if isinstance(node, Ranged) else node.variable
        return (free_indices(node.body) - {bound}).union(*ends)
    return below - {node.index} if isinstance(node, BINDERS) else below


def free_steps(node: Node) -> frozenset[Index]:
    """Return the indices of steps that are free in a node: it says something for each of them, or of one alone.

    >>> from verify.statement.writing.variables import family, samples, steps
    >>> (i,), (t,) = samples("i"), steps("t")
    >>> [index.name for index in free_steps(family("a", i, t))]
    ['t']
    """
    return frozenset(index for index in free_indices(node) if index.kind == "step")


@kept_as("_symbols")
def free_symbols(node: Node) -> frozenset[str]:
    """Return the names of the real variables that occur free in a node; it keeps them once they are found."""
    if isinstance(node, ThereAreConstants):
        return frozenset()
    if isinstance(node, Symbol):
        return frozenset({node.name})
    if isinstance(node, Diff):
        return (free_symbols(node.body) - {node.variable.name}) | free_symbols(node.at)
    inside = frozenset[str]().union(*map(free_symbols, children(node)))
    if isinstance(node, ForAll | Exists):
        variables = node.variables if isinstance(node, Exists) else (node.variable,)
        return inside - {variable.name for variable in variables if isinstance(variable, Symbol)}
    return inside


def vector_names(node: Node) -> dict[str, tuple[str, ...]]:
    """Return every vector variable or family in a node, with the kinds of its indices."""
    return {
        found.name: tuple(index.kind for index in found.indices)
        for found in distinct(node)
        if isinstance(found, Vector)
    }


def family_names(node: Node) -> dict[str, tuple[str, ...]]:
    """Return every real family in a node, with the kinds of its indices."""
    return {
        found.name: tuple(index.kind for index in found.indices)
        for found in distinct(node)
        if isinstance(found, Indexed)
    }


def index_kinds(node: Node) -> frozenset[str]:
    """Return the kinds of index a node speaks of, sizes included."""
    kinds = {index.kind for index in free_indices(node)}
    for found in distinct(node):
        if isinstance(found, BINDERS):
            kinds.add(found.index.kind)
        elif isinstance(found, OF_RUNS) and not isinstance(found, Value | Gradient):
            kinds.add("step")
        elif isinstance(found, Size):
            kinds.add(found.kind)
        elif isinstance(found, Indexed | Vector):
            kinds.update(index.kind for index in found.indices)
    return frozenset(kinds)


def plain_indices(node: Indexed | Vector | Named) -> tuple[Index, ...]:
    """Return a node's indices where none of them is a step; InputError where one is."""
    for index in node.indices:
        if isinstance(index, Step):
            raise InputError(f"{node.name} depends on step {index.name}: only methods for runs decide what does")
    return tuple(index for index in node.indices if isinstance(index, Index))


def rebuild(node: T, change: Callable[[Any], Any]) -> T:
    """Return the node with ``change`` applied to each child; the very node where no child changes."""
    below = children(node)
    changed = [change(child) for child in below]
    if not any(map(is_not, changed, below)):
        return node  # as most do
    later, values = iter(changed), list[Any]()
    for name, holds_nodes in _fields_of(type(node)):  # type: ignore[arg-type]
        value = getattr(node, name)
        if not holds_nodes:
            pass
        elif isinstance(value, tuple):
            value = tuple([next(later) if _is_node(type(item)) else item for item in value])  # type: ignore[arg-type]
        elif _is_node(type(value)):  # type: ignore[arg-type]
            value = next(later)
        values.append(value)
    return type(node)(*values)


@kept_as("_mentions")
def mentions(node: Node) -> frozenset[str]:
    """Return the names of variables, vectors, families and indices in a node, bound ones too; it keeps them once found.

    ``ELSEWHERE`` is among them where a variable is bound that is no index.

    >>> from verify.statement.writing.operations import total
    >>> from verify.statement.writing.variables import family, samples, symbols
    >>> (i,), (c,) = samples("i"), symbols("c")
    >>> sorted(mentions(c * total(i, family("a", i))))
    ['a', 'c', 'i']
    """
    below = [mentions(child) for child in children(node)]
    if type(node) in NAMELESS:
        # most nodes with one child have its names, and share them with it
        return below[0] if len(below) == 1 else frozenset[str]().union(*below)
    return _own_names(node).union(*below)


def _own_names(node: Node) -> frozenset[str]:
    bound = getattr(node, "index", None) or getattr(node, "variable", None) or getattr(node, "base", None)
    own = {index.name for index in (bound, *getattr(node, "indices", ())) if isinstance(index, Index)}
    if isinstance(node, Symbol | Vector | Indexed):
        own.add(node.name)
    elif isinstance(node, Diff | ForAll | Exists | ThereAreConstants) and not isinstance(bound, Index):
        own.add(ELSEWHERE)
    return frozenset(own)
