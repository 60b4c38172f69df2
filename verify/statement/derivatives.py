"""Differentiation of a tree in one real variable, rule by rule; values of ``Diff`` are computed with it."""

from __future__ import annotations

from fractions import Fraction

from verify.errors import InputError
from verify.statement.functions import function
from verify.statement.rewriting.substitution import substitute
from verify.statement.tree import (
    Add,
    Apply,
    Diff,
    Inner,
    Mul,
    Named,
    Number,
    Pow,
    Scalar,
    Scaled,
    Sum,
    Symbol,
    Vector,
    VectorAdd,
    VectorExpr,
    VectorSum,
    call,
    scalar,
)
from verify.statement.walk import free_symbols

ZERO, ONE = Number(Fraction(0)), Number(Fraction(1))


def differentiate(expression: Scalar, variable: Symbol) -> Scalar:
    """Return the derivative of an expression, wherever it is differentiable.

    Where there is none, as for |x| at 0, it has no value either: it divides by zero there. Raises InputError for a
    maximum or minimum over an index, whose derivative is no expression of the language.

    >>> from verify.statement.readings.notation import to_text
    >>> x = Symbol("x")
    >>> to_text(differentiate(x**3, x))
    '3·x²'
    """
    if variable.name not in free_symbols(expression):
        return ZERO
    match expression:
        case Symbol():
            return ONE
        case Named(_, _, body, _):
            return differentiate(body, variable)
        case Add(terms):
            return Add(tuple(differentiate(term, variable) for term in terms))
        case Mul(factors):
            return Add(tuple(_product_rule(factors, k, variable) for k in range(len(factors))))
        case Pow(base, exponent):
            return Mul((Number(exponent), Pow(base, exponent - 1), differentiate(base, variable)))
        case Sum(index, body):
            return Sum(index, differentiate(body, variable))
        case Apply(name, arguments):
            moving = [k for k, argument in enumerate(arguments) if variable.name in free_symbols(argument)]
            parts = [slope(name, arguments, k) * differentiate(arguments[k], variable) for k in moving]
            return parts[0] if len(parts) == 1 else Add(tuple(parts))
        case Inner(left, right):
            return Inner(_vector(left, variable), right) + Inner(left, _vector(right, variable))
        case Diff(body, inside, at):
            moved = substitute(differentiate(body, inside), {inside: at})
            return differentiate(moved, variable)
    raise InputError(f"no derivative of {type(expression).__name__}: keep it out of what is differentiated")


def slope(name: str, arguments: tuple[Scalar, ...], position: int) -> Scalar:
    """Return the derivative of a function in one of its arguments, at its arguments."""
    return scalar(function(name).slopes(call, arguments, position))


def _product_rule(factors: tuple[Scalar, ...], position: int, variable: Symbol) -> Scalar:
    others = factors[:position] + factors[position + 1 :]
    return Mul((*others, differentiate(factors[position], variable)))


def _vector(expression: VectorExpr, variable: Symbol) -> VectorExpr:
    match expression:
        case Vector():
            return Scaled(ZERO, expression)
        case VectorAdd(terms):
            return VectorAdd(tuple(_vector(term, variable) for term in terms))
        case Scaled(coefficient, vector):
            return Scaled(differentiate(coefficient, variable), vector) + Scaled(coefficient, _vector(vector, variable))
        case VectorSum(index, body):
            return VectorSum(index, _vector(body, variable))
    raise TypeError(f"{type(expression).__name__} is not a vector expression")
