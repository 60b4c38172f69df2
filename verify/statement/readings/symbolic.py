"""The SymPy reading of a statement, for generic n, and the way back; gradients are derived here.

SymPy's matrix calculus is silently wrong for these objectives, so vectors never reach SymPy: inner products become
scalars, indexed where a vector is, and a gradient is read off the derivative along an arbitrary direction v,
d/dε of u_i + ε⟨v, z_i⟩ at ε = 0. That is scalar calculus on ``Sum`` and ``Indexed``.
"""

from __future__ import annotations

from fractions import Fraction
from functools import cached_property
from typing import Any

import sympy

from verify.errors import InputError
from verify.statement.expansion import expand_inner
from verify.statement.functions import FUNCTIONS as RECORDS
from verify.statement.functions import Function
from verify.statement.indices import Index
from verify.statement.tree import Add, Apply, Indexed, Inner, Mul, Named, Number, Pow, Scalar, Size, Sum, Symbol, Vector
from verify.statement.walk import plain_indices


def _sympy_function(record: Function) -> Any:
    """Return SymPy's own function, or a class of ours whose derivative is the record's."""
    if record.sympy:
        return getattr(sympy, record.sympy)

    def fdiff(self: Any, argindex: int = 1) -> Any:
        return record.slopes(lambda name, *arguments: FUNCTIONS[name](*arguments), self.args, argindex - 1)

    # SymPy prints and compares functions by the name of their class
    return type(record.name, (sympy.Function,), {"fdiff": fdiff})


FUNCTIONS: dict[str, Any] = {record.name: _sympy_function(record) for record in RECORDS.values()}
SIZES: dict[str, Any] = {
    "sample": sympy.Symbol("n", positive=True, integer=True),
    "patch": sympy.Symbol("P", positive=True, integer=True),
}


class KeptSum(sympy.Sum):
    """SymPy's sum, which keeps its free symbols: SymPy finds them again each time, half the time of a derivative."""

    @cached_property
    def _symbols(self) -> frozenset[Any]:
        return frozenset(super().free_symbols)

    @property
    def free_symbols(self) -> set[Any]:
        """The symbols that are not bound; a set of its own each time, because SymPy changes what it is given."""
        return set(self._symbols)

    def _unknown(self) -> None:
        """What SymPy asks of a sum on its way through a product, such as whether it is 0, is left open."""

    _eval_is_zero = _eval_is_finite = _eval_is_extended_real = _eval_is_positive = _eval_is_negative = _unknown


# SymPy puts terms in order by the names of their classes
KeptSum.__name__ = "Sum"


class SympyReading:
    """Turns trees into SymPy expressions and back; sums stay sums over 1..n, inner products become symbols.

    >>> from verify.statement.writing.variables import samples, family
    >>> from verify.statement.writing.operations import total
    >>> i, = samples("i")
    >>> SympyReading().write(total(i, family("u", i)**2))
    Sum(family u[sample][i]**2, (i, 1, n))
    """

    def __init__(self) -> None:
        self._leaves: dict[str, Any] = {}

    def write(self, expression: Scalar) -> Any:
        """Return the SymPy expression of a tree; InputError for a part that SymPy is not trusted with."""
        match expression:
            case Number(value):
                return sympy.Rational(value.numerator, value.denominator)
            case Symbol(name):
                return self._leaf(f"symbol {name}", expression, ())
            case Size(kind):
                return SIZES[kind]
            case Indexed(name, _):
                indices = plain_indices(expression)
                return self._leaf(f"family {name}[{_kinds(indices)}]", Indexed(name, ()), indices)
            case Inner(Vector(left, _) as one, Vector(right, _) as other):
                left_indices, right_indices = plain_indices(one), plain_indices(other)
                # repr of both, because names with brackets could look alike once joined
                name = f"inner {(left, _kinds(left_indices), right, _kinds(right_indices))!r}"
                bare = Inner(Vector(left, left_indices), Vector(right, right_indices))
                return self._leaf(name, bare, (*left_indices, *right_indices))
            case Inner():
                return self.write(expand_inner(expression))
            case Named(_, _, body, _):
                return self.write(body)
            case Add(terms):
                return sympy.Add(*map(self.write, terms))
            case Mul(factors):
                return sympy.Mul(*map(self.write, factors))
            case Pow(base, exponent):
                return self.write(base) ** sympy.Rational(exponent.numerator, exponent.denominator)
            case Apply(function, arguments):
                return FUNCTIONS[function](*map(self.write, arguments))
            case Sum(index, body):
                return KeptSum(self.write(body), (_index_symbol(index), 1, SIZES[index.kind]))
        raise InputError(f"{type(expression).__name__} has no SymPy reading: keep it out of what SymPy derives")

    def differentiate(self, body: Scalar, variable: Symbol) -> Scalar:
        """Return SymPy's derivative of a tree in one variable, as a tree."""
        return self.read(sympy.diff(self.write(body), self.write(variable)))

    def read(self, expression: Any) -> Scalar:
        """Return the tree of a SymPy expression made of what ``write`` makes."""
        if expression in SIZES.values():
            return Size("sample" if expression == SIZES["sample"] else "patch")
        if expression.is_Rational:
            return Number(Fraction(int(expression.p), int(expression.q)))
        if isinstance(expression, sympy.Indexed):
            indices = tuple(Index(symbol.name, _kind_of(symbol)) for symbol in expression.indices)
            return self._read_leaf(expression.base.label.name, indices)
        if expression.is_Symbol:
            return self._read_leaf(expression.name, ())
        if expression.is_Add or expression.is_Mul:
            parts = tuple(self.read(part) for part in expression.args)
            return Add(parts) if expression.is_Add else Mul(parts)
        if isinstance(expression, sympy.Sum):
            return self._read_sum(expression)
        if expression.is_Pow and expression.exp.is_Rational:
            return Pow(self.read(expression.base), Fraction(int(expression.exp.p), int(expression.exp.q)))
        for name, function in FUNCTIONS.items():
            if isinstance(expression, function):
                return Apply(name, tuple(self.read(argument) for argument in expression.args))
        if expression in (sympy.zoo, sympy.nan):
            raise InputError("a derivative divides by zero everywhere: it has no value, and nothing is said of it")
        raise InputError(f"SymPy answered with {type(expression).__name__}, which the language does not have")

    def _read_sum(self, expression: Any) -> Scalar:
        result = self.read(expression.function)
        for symbol, low, high in expression.limits:  # SymPy joins nested sums, the innermost limit first
            kind = _kind_of(symbol)
            if low != 1 or high != SIZES[kind]:
                raise InputError(f"SymPy answered with a sum from {low} to {high}, which the language does not have")
            result = Sum(Index(symbol.name, kind), result)
        return result

    def _leaf(self, name: str, leaf: Scalar, indices: tuple[Index, ...]) -> Any:
        """Return the SymPy name of a leaf; it begins with the leaf's sort, so that no two sorts share one."""
        if self._leaves.setdefault(name, leaf) != (leaf if not isinstance(leaf, Inner) else self._leaves[name]):
            raise InputError(f"{name} stands for two things in SymPy: call one of them otherwise")
        if not indices:
            return sympy.Symbol(name)
        return sympy.IndexedBase(name)[tuple(_index_symbol(index) for index in indices)]

    def _read_leaf(self, name: str, indices: tuple[Index, ...]) -> Scalar:
        leaf = self._leaves[name]
        if isinstance(leaf, Indexed):
            return Indexed(leaf.name, indices)
        if isinstance(leaf, Inner) and isinstance(leaf.left, Vector) and isinstance(leaf.right, Vector):
            cut = len(leaf.left.indices)
            return Inner(Vector(leaf.left.name, indices[:cut]), Vector(leaf.right.name, indices[cut:]))
        if isinstance(leaf, Symbol):
            return leaf
        raise InputError(f"{name} came back from SymPy, which it was never given")


def _kinds(indices: tuple[Index, ...]) -> str:
    """Return what tells families of one name and different indices apart."""
    return ",".join(index.kind for index in indices)


def _index_symbol(index: Index) -> Any:
    if index.name in ("n", "P"):
        raise InputError(f"index {index.name}: that is the name of a size; call the index otherwise")
    # the kind travels in an assumption, so that it survives SymPy and two kinds never share a symbol
    return sympy.Symbol(index.name, integer=True, positive=True if index.kind == "patch" else None)


def _kind_of(symbol: Any) -> Any:
    return "patch" if symbol.is_positive else "sample"
