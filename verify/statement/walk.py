"""Going through a tree: children, rebuilding, free indices and variables, substitution without capture."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, replace
from functools import cache, cached_property
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
    whole_family,
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
# what may be put something in the place of by its name
REPLACED = (Symbol, Vector, Indexed, Index)
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
        self.names = self._names()
        """The names that a part must mention to be changed; None where something else is replaced."""

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
