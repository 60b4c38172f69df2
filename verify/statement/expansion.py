"""A tree without derivatives and without sums inside inner products: what the methods read.

SymPy carries the derivatives out (``readings.symbolic``); inner products are expanded here, by bilinearity.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, TypeVar, overload

from verify.statement.formulas import Node
from verify.statement.functions import function
from verify.statement.indices import Index
from verify.statement.rewriting.substitution import fresh_index, substitute
from verify.statement.tree import (
    Add,
    Apply,
    Diff,
    Indexed,
    Inner,
    Mul,
    Named,
    Number,
    Pow,
    Scalar,
    Scaled,
    Size,
    Sum,
    Symbol,
    Vector,
    VectorAdd,
    VectorExpr,
    VectorSum,
    call,
    scalar,
)
from verify.statement.walk import distinct, free_indices, free_symbols, rebuild

T = TypeVar("T", bound=Node)
VARIABLE = Symbol("ε")


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


# a gradient is multiplied by the same few vectors again and again
@lru_cache(maxsize=2000)
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
    general = _General(expression.variable)
    derived = _derived(general.of(expand_inner(carry_out_derivatives(expression.body))))
    # the point is put in by our own substitution, which keeps its indices from being captured
    return substitute(derived, {**general.parts, VARIABLE: carry_out_derivatives(expression.at)})


# one objective is differentiated along several vectors, on several data
@lru_cache(maxsize=200)
def _derived(body: Scalar) -> Scalar:
    """Return SymPy's derivative of an expression in ``VARIABLE``."""
    # SymPy takes most of a second to load, and few statements hold a derivative
    from verify.statement.readings.symbolic import SympyReading

    return SympyReading().differentiate(body, VARIABLE)


class _General:
    """An expression with a variable of its own for each part in which the given one does not stand, and these parts.

    What is multiplied by the given variable is another part than what is not: f(x + εx) is read as f(a + εb), as
    f(x + εv) is. To put something in the place of a part and to differentiate may change places.
    """

    def __init__(self, variable: Symbol) -> None:
        self.variable = variable
        self.parts: dict[Any, Any] = {}
        self._names: dict[tuple[Scalar, bool], str] = {}

    def of(self, e: Scalar) -> Scalar:
        """Return the expression, or a part of it."""
        if e == self.variable:
            return VARIABLE
        if self._is_constant(e):
            return self._variable_for(e)
        match e:
            case Named(_, _, body, _):
                return self.of(body)
            case Add(terms):
                return Add(self._apart(terms, Add))
            case Mul(factors):
                return Mul(self._apart(factors, Mul))
        return rebuild(e, lambda part: self.of(part) if isinstance(part, Scalar) else part)

    def _apart(self, parts: tuple[Scalar, ...], kind: type[Add] | type[Mul]) -> tuple[Scalar, ...]:
        """Return the parts of a sum or a product, those that are constant taken together."""
        constant = [part for part in parts if self._is_constant(part)]
        varying = [self.of(part) for part in parts if not self._is_constant(part)]
        if not constant:
            return tuple(varying)
        whole = constant[0] if len(constant) == 1 else kind(tuple(constant))
        return (*varying, self._variable_for(whole, along=kind is Mul and VARIABLE in varying))

    def _is_constant(self, part: Scalar) -> bool:
        # what SymPy is not trusted with is left to be refused, wherever it stands
        return self.variable.name not in free_symbols(part) and all(map(_is_read, distinct(part)))

    def _variable_for(self, part: Scalar, *, along: bool = False) -> Scalar:
        indices = sorted(free_indices(part), key=lambda index: (index.kind, index.name))
        slots = {index: Index(f"i{place}", index.kind) for place, index in enumerate(indices)}
        shape = substitute(part, slots)
        name = self._names.setdefault((shape, along), f"x{len(self._names)}")
        if not indices:
            self.parts[Symbol(name)] = part
            return Symbol(name)
        self.parts[Indexed(name, tuple(slots.values()))] = shape
        return Indexed(name, tuple(indices))


def _is_read(node: Node) -> bool:
    """Tell whether SymPy reads a node, where it reads the nodes below it."""
    if isinstance(node, Indexed | Vector):
        return all(isinstance(index, Index) for index in node.indices)
    if isinstance(node, Inner):
        return isinstance(node.left, Vector) and isinstance(node.right, Vector)
    if isinstance(node, Sum):
        return node.index.name not in ("n", "P")
    return isinstance(node, Number | Symbol | Size | Named | Add | Mul | Pow | Apply)


def reduced(expression: Apply) -> Scalar | None:
    """Return what every normal form uses in the place of an applied function, or None where it stands for itself.

    >>> from verify.statement.tree import Symbol
    >>> reduced(Apply("relu", (Symbol("x"),))) == (Symbol("x") + call("abs", Symbol("x"))) / 2
    True
    """
    formula = function(expression.function).reduces_to
    return None if formula is None else scalar(formula(call, *expression.arguments))
