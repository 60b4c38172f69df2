"""The reading of expressions as programs on arrays: written down once, run at every step of a descent.

Samples are rows and features (patches, hidden units) are columns. A part with one free sample index and one free patch
index is an n × P array, whatever the indices are called, so that equal parts are computed once; a sum runs along an
axis. A part with two free indices of one kind would need a table of pairs and is refused. The programs work on floats
and, entry by entry, on any numbers with + − * / and methods ``exp`` and ``sqrt``, such as balls, without
other functions and roots.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from verify.errors import InputError
from verify.statement.formulas import Node
from verify.statement.functions import function
from verify.statement.indices import Index
from verify.statement.rewriting.substitution import substitute
from verify.statement.tree import Add, Apply, Indexed, Inner, Mul, Named, Number, Pow, Scalar, Size, Sum, Symbol
from verify.statement.walk import free_indices, rebuild

Array: TypeAlias = NDArray[Any]
COLUMNS: dict[str, Index] = {"sample": Index("sample", "sample"), "patch": Index("patch", "patch")}


def nearest_float(number: Fraction) -> float:
    """Return the double next to a rational; an infinite one where the number is beyond all doubles.

    >>> nearest_float(Fraction(1, 3)), nearest_float(Fraction(-(10**400)))
    (0.3333333333333333, -inf)
    """
    try:
        return float(number)
    except OverflowError:
        return float("inf") if number > 0 else float("-inf")


@dataclass(frozen=True)
class Program:
    """Operations whose results stand in numbered places; ``outputs`` are the places of what was asked for."""

    inputs: tuple[tuple[int, Scalar], ...]
    constants: tuple[tuple[int, Fraction], ...]
    sizes: tuple[tuple[int, str], ...]
    operations: tuple[tuple[int, Callable[..., Any], tuple[int, ...]], ...]
    outputs: tuple[int, ...]
    length: int

    def run(
        self,
        given: Mapping[Scalar, Any],
        *,
        samples: int,
        patches: int,
        number: Callable[[Fraction], Any] = nearest_float,
    ) -> list[Any]:
        """Return the values of the expressions: arrays of n rows or 1 and P columns or 1, or scalars.

        ``given`` holds a value for every leaf with its indices as ``leaf`` writes them.
        """
        places: list[Any] = [None] * self.length
        for place, leaf in self.inputs:
            places[place] = given[leaf]
        for place, value in self.constants:
            places[place] = number(value)
        for place, kind in self.sizes:
            places[place] = number(Fraction(samples if kind == "sample" else patches))
        for place, operation, arguments in self.operations:
            places[place] = operation(*[places[argument] for argument in arguments])
        return [places[place] for place in self.outputs]


def leaf(expression: Scalar) -> Scalar:
    """Return a leaf with its free indices as programs call them.

    >>> from verify.statement.writing.variables import family, samples
    >>> leaf(family("y", *samples("i"))).indices
    (Index(name='sample', kind='sample'),)
    """
    return substitute(expression, _columns(expression))


def program_of(expressions: Sequence[Scalar]) -> Program:
    """Return the program that computes several expressions; InputError for a part that pairs two samples or patches.

    >>> from verify.statement.writing.variables import family, samples
    >>> from verify.statement.writing.operations import mean
    >>> (i,) = samples("i")
    >>> program = program_of([mean(i, family("a", i) ** 2)])
    >>> float(program.run({leaf(family("a", i)): np.array([[3.0], [4.0]])}, samples=2, patches=1)[0])
    12.5
    """
    writer = _Writer()
    outputs = tuple(writer.place(_canonical(leaf(expression))) for expression in expressions)
    return Program(
        tuple(writer.inputs),
        tuple(writer.constants),
        tuple(writer.sizes),
        tuple(writer.operations),
        outputs,
        len(writer.known),
    )


class _Writer:
    def __init__(self) -> None:
        self.known: dict[Scalar, int] = {}
        self.inputs: list[tuple[int, Scalar]] = []
        self.constants: list[tuple[int, Fraction]] = []
        self.sizes: list[tuple[int, str]] = []
        self.operations: list[tuple[int, Callable[..., Any], tuple[int, ...]]] = []

    def place(self, node: Scalar) -> int:
        """Return the place of a canonical node."""
        if node not in self.known:
            self._write(node)
        return self.known[node]

    def _write(self, node: Scalar) -> None:
        match node:
            case Number(value):
                self.constants.append((self._next(node), value))
            case Size(kind):
                self.sizes.append((self._next(node), kind))
            case Symbol() | Indexed() | Inner():
                self.inputs.append((self._next(node), node))
            case Add(terms):
                self._operation(node, _sum if len(terms) != 2 else np.add, [self.place(term) for term in terms])
            case Mul(factors):
                places = [self.place(factor) for factor in factors]
                self._operation(node, _product if len(places) != 2 else np.multiply, places)
            case Pow(base, exponent):
                self._operation(node, _power(exponent), [self.place(base)])
            case Apply(name, arguments):
                operation = FUNCTIONS.get(name) or _of_floats(name)
                self._operation(node, operation, [self.place(argument) for argument in arguments])
            case Sum(index, body):
                self._sum(node, index, body)
            case _:
                raise InputError(f"{type(node).__name__} has no reading on arrays: write it with sums and functions")

    def _sum(self, node: Scalar, index: Index, body: Scalar) -> None:
        free = free_indices(body)
        at = self.place(body)
        if index not in free:
            size = self.place(Size(index.kind))
            self._operation(node, np.multiply, [at, size])
        elif len(free) == 1:
            self._operation(node, _total, [at])
        else:
            self._operation(node, _down if index.kind == "sample" else _across, [at])

    def _operation(self, node: Scalar, operation: Callable[..., Any], places: list[int]) -> None:
        self.operations.append((self._next(node), operation, tuple(places)))

    def _next(self, node: Scalar) -> int:
        self.known[node] = len(self.known)
        return self.known[node]


def _canonical(node: Node) -> Any:
    """Return a node without abbreviations, every index called by its column's name: equal parts become equal trees.

    No index is captured: where an inner sum takes an outer one's name, its body does not depend on the outer one.
    """
    if isinstance(node, Named):
        return _canonical(node.body)
    if isinstance(node, Sum):
        body = substitute(node.body, _columns(node.body))
        return Sum(COLUMNS[node.index.kind], _canonical(body))
    return node if isinstance(node, Inner) else rebuild(node, _canonical)


def _columns(node: Scalar) -> dict[Index, Index]:
    """Return new names for the free indices of a node: one of a kind."""
    free = free_indices(node)
    if len({index.kind for index in free}) < len(free):
        names = ", ".join(sorted(index.name for index in free))
        raise InputError(f"a part depends on {names} at once: sum over one of them before they meet")
    return {index: COLUMNS[index.kind] for index in free}


def _sum(*terms: Any) -> Any:
    result = terms[0]
    for term in terms[1:]:
        result = result + term
    return result


def _product(*factors: Any) -> Any:
    result = factors[0]
    for factor in factors[1:]:
        result = result * factor
    return result


def _total(array: Array) -> Any:
    return np.add.reduce(array.ravel())


def _down(array: Array) -> Array:
    return np.add.reduce(array, axis=0, keepdims=True)


def _across(array: Array) -> Array:
    return np.add.reduce(array, axis=1, keepdims=True)


def _root(x: Any) -> Any:
    # a ball has a method sqrt, a float needs NumPy's
    return x.sqrt() if hasattr(x, "sqrt") else np.sqrt(x)


def _power(exponent: Fraction) -> Callable[[Any], Any]:
    half = exponent % 1

    def power(x: Any) -> Any:
        base, size = x, abs(int(exponent) if not half else int(2 * exponent))
        if half:
            base = _root(x)
        result = base
        for _ in range(size - 1):
            result = result * base
        if exponent > 0:
            return result
        # Python's own numbers raise here, where arrays have an infinity: a part that is 0 everywhere has no inverse
        return np.nan if type(result) in (int, float) and result == 0 else 1 / result

    def root_of_floats(x: Any) -> Any:
        if _is_exact(x):
            raise InputError(f"power {exponent} has a reading on floats only: use whole and half powers")
        return np.where(np.asarray(x) < 0, np.nan, np.abs(x) ** float(exponent))

    if not exponent:
        raise InputError("power 0 has no reading on arrays: write 1")
    return power if half in (0, Fraction(1, 2)) else root_of_floats


def _of_floats(name: str) -> Callable[..., Any]:
    """Return the reading of a function symbol on floats, as its record has it."""

    def value(*arguments: Any) -> Any:
        if any(map(_is_exact, arguments)):
            raise InputError(f"{name} has a reading on floats only")
        with np.errstate(invalid="ignore", divide="ignore"):  # nan is the answer outside of a domain
            return function(name).floats(*(np.asarray(argument, dtype=float) for argument in arguments))

    return value


def _exp(x: Any) -> Any:
    return x.exp() if hasattr(x, "exp") else np.exp(x)


def _is_exact(x: Any) -> bool:
    """Tell whether these are numbers of their own, such as balls, and no floats."""
    return not isinstance(x, float | int) and np.asarray(x).dtype.kind == "O"


def _sigmabar(x: Any) -> Any:
    if _is_exact(x):
        return 1 / (1 + _exp(x))
    small = np.exp(-np.abs(x))  # no overflow at either end
    return np.where(x > 0, small, 1.0) / (1.0 + small)


def _ell(x: Any) -> Any:
    if _is_exact(x):
        raise InputError("ℓ has a reading on floats only")
    return np.logaddexp(0, -x)


FUNCTIONS: dict[str, Callable[..., Any]] = {"exp": _exp, "sigmabar": _sigmabar, "ell": _ell}
