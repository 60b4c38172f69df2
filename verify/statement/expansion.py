"""A tree without derivatives and without sums inside inner products: what the methods read.

SymPy carries the derivatives out (``readings.symbolic``); inner products are expanded here, by bilinearity.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TypeVar, overload

from verify.statement.formulas import Node
from verify.statement.functions import function
from verify.statement.tree import (
    Add,
    Apply,
    Diff,
    Inner,
    Mul,
    Scalar,
    Scaled,
    Sum,
    Vector,
    VectorAdd,
    VectorExpr,
    VectorSum,
    call,
    scalar,
)
from verify.statement.walk import distinct, free_indices, fresh_index, rebuild, substitute

T = TypeVar("T", bound=Node)


@overload
def expand_inner(expression: Scalar) -> Scalar: ...
@overload
def expand_inner(expression: T) -> T: ...
def expand_inner(expression: Node) -> Node:
    """Return the tree with inner products expanded by bilinearity, down to vector variables.

    >>> from verify.statement.writing.variables import samples, vector, symbols
    >>> from verify.statement.writing.operations import inner
    >>> from verify.statement.readings.notation import to_text
    >>> i, = samples("i"); c, = symbols("c"); w, v = vector("w"), vector("v")
    >>> to_text(expand_inner(inner(w + c * v, vector("z", i))))
    '⟨w, z_i⟩ + c·⟨v, z_i⟩'
    """
    if isinstance(expression, Inner):
        return _bilinear(expression.left, expression.right)
    return rebuild(expression, expand_inner)


def _bilinear(left: VectorExpr, right: VectorExpr) -> Scalar:
    match left:
        case VectorAdd(terms):
            return Add(tuple(_bilinear(term, right) for term in terms))
        case Scaled(coefficient, vector):
            return Mul((expand_inner(coefficient), _bilinear(vector, right)))
        case VectorSum(index, body):
            fresh = fresh_index(index, free_indices(right) | (free_indices(body) - {index}))
            return Sum(fresh, _bilinear(substitute(body, {index: fresh}), right))
    if isinstance(right, Vector):
        return Inner(left, right)
    return _bilinear(right, left)


@overload
def carry_out_derivatives(expression: Scalar) -> Scalar: ...
@overload
def carry_out_derivatives(expression: T) -> T: ...
def carry_out_derivatives(expression: Node) -> Node:
    """Return the tree with every derivative in it carried out by SymPy.

    >>> from verify.statement.writing.variables import samples, family, symbols
    >>> from verify.statement.writing.operations import mean, derivative
    >>> from verify.statement.readings.notation import to_text
    >>> i, = samples("i"); e, = symbols("ε")
    >>> to_text(carry_out_derivatives(derivative(mean(i, (family("u", i) + e * family("v", i)) ** 2), e, 0)))
    '(Σ_i 2·(0·v_i + u_i)·v_i)/n'
    """
    if not any(isinstance(found, Diff) for found in distinct(expression)):
        return expression
    return _carried_out(expression) if isinstance(expression, Diff) else rebuild(expression, carry_out_derivatives)


# claims of a page speak of the same gradient, and SymPy takes a tenth of a second for it
@lru_cache(maxsize=1000)
def _carried_out(expression: Diff) -> Scalar:
    # SymPy takes most of a second to load, and few statements hold a derivative
    from verify.statement.readings.symbolic import SympyReading

    body = expand_inner(carry_out_derivatives(expression.body))
    derived = SympyReading().differentiate(body, expression.variable)
    # the point is put in by our own substitution, which keeps its indices from being captured
    return substitute(derived, {expression.variable: carry_out_derivatives(expression.at)})


def reduced(expression: Apply) -> Scalar | None:
    """Return what every normal form uses in the place of an applied function, or None where it stands for itself.

    >>> from verify.statement.tree import Symbol
    >>> reduced(Apply("relu", (Symbol("x"),))) == (Symbol("x") + call("abs", Symbol("x"))) / 2
    True
    """
    formula = function(expression.function).reduces_to
    return None if formula is None else scalar(formula(call, *expression.arguments))
