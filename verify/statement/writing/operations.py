"""Operations on what a formula is made of: inner products, norms, sums, means, products, extrema, derivatives."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Literal

from verify.errors import InputError
from verify.frozen import shared
from verify.statement.indices import Index
from verify.statement.readings.said import said
from verify.statement.tree import (
    Diff,
    Extremum,
    Inner,
    Named,
    Ranged,
    Scalar,
    Scalarlike,
    Size,
    Step,
    Sum,
    Symbol,
    VectorExpr,
    VectorSum,
    scalar,
)
from verify.statement.writing.variables import bound_index, check_ends, sample_or_patch, step


def inner(left: VectorExpr, right: VectorExpr) -> Scalar:
    """Return the Euclidean inner product ⟨left, right⟩.

    >>> from verify.statement.writing.variables import samples, vector
    >>> from verify.statement.readings.notation import to_text
    >>> to_text(inner(vector("w"), vector("z", *samples("i"))))
    '⟨w, z_i⟩'

    Raises InputError for what is no vector.
    """
    for side in (left, right):
        if not isinstance(side, VectorExpr):
            raise InputError(f"inner of {said(side)}, which is no vector: make it with vector(…), or write a product")
    return shared(Inner(left, right))


def square_norm(v: VectorExpr) -> Scalar:
    """Return ‖v‖² = ⟨v, v⟩.

    >>> from verify.statement.writing.variables import vector
    >>> from verify.statement.readings.notation import to_text
    >>> to_text(square_norm(vector("w")))
    '‖w‖²'
    """
    return shared(Inner(v, v))


def norm(v: VectorExpr) -> Scalar:
    """Return ‖v‖ = √⟨v, v⟩.

    >>> from verify.statement.writing.variables import vector
    >>> from verify.statement.readings.notation import to_text
    >>> to_text(norm(vector("w") - vector("v")))
    '‖w - v‖'
    """
    return square_norm(v) ** Fraction(1, 2)


def _as_number(body: object) -> object:
    """Return whole numbers and fractions as constants, as a body may be one; anything else as it is."""
    return scalar(body) if isinstance(body, int | Fraction) and not isinstance(body, bool) else body


def _number(body: object, words: str) -> Scalar:
    """Return a body as a number; InputError, which begins with the words, for what is none."""
    found = _as_number(body)
    if not isinstance(found, Scalar):
        raise InputError(f"{words} of {said(body)}: give a number, such as a member a(t)")
    return found


def total(*parts: Index | Step | Scalarlike, start: Step | int = 0, stop: Step | int | None = None) -> Scalar:
    """Return the sum over one or several indices; the last argument is the body.

    Over a step, the sum is over start ≤ t < stop. Raises InputError where it has no stop.

    >>> from verify.statement.writing.variables import samples, family
    >>> i, j = samples("i j")
    >>> total(i, j, family("a", i, j)) == Sum(i, Sum(j, family("a", i, j))), total(i, 1) == Sum(i, scalar(1))
    (True, True)
    """
    *indices, body = parts
    result = _as_number(body)
    for index in reversed(indices):
        if not isinstance(index, Index | Step) or not isinstance(result, Scalar):
            raise InputError(f"total of {_told(parts)}: name the indices first and the body last, a number")
        result = (
            _ranged("sum", index, result, start, stop)
            if index.kind == "step"
            else shared(Sum(sample_or_patch(index), result))
        )
    if not isinstance(result, Scalar):
        raise InputError(f"total of {_told(parts)}: name the indices first and the body last, a number")
    return result


def _told(parts: tuple[Any, ...]) -> str:
    return ", ".join(f"{said(part)}" for part in parts)


def product_over(index: Step, body: Scalarlike, *, start: Step | int = 0, stop: Step | int | None = None) -> Scalar:
    """Return the product of the body over the steps start ≤ t < stop; an empty one is 1.

    >>> from verify.statement.writing.variables import steps, family
    >>> t, = steps("t")
    >>> from verify.statement.readings.notation import to_text
    >>> to_text(product_over(t, 1 - family("c", t), stop=4))
    '∏_{t<4} (1 - c(t))'
    """
    return _ranged("product", index, body, start, stop)


def factorial(number: Step) -> Scalar:
    """Return T! = ∏_{k<T} (k+1) of a whole number, which is one of ``fixed_steps`` or an index of steps.

    >>> from verify.statement.writing.variables import fixed_steps
    >>> from verify.statement.readings.notation import to_text
    >>> T, = fixed_steps("T")
    >>> to_text(factorial(T)), to_text(factorial(T + 1))
    ('∏_{k<T} (k+1)', '∏_{k<T+1} (k+1)')

    Raises InputError for what is no step.
    """
    if not isinstance(number, Step):
        raise InputError(f"factorial({said(number)}): give one of fixed_steps(…), which is a whole number")
    name = "k'" if getattr(number.base, "name", "") == "k" else "k"
    k = Step(Index(name, "step"))
    return product_over(k, k + 1, stop=number)


def _ranged(
    which: Literal["sum", "product", "max", "min"],
    index: Index | Step,
    body: Scalarlike,
    start: Step | int,
    stop: Step | int | None,
) -> Scalar:
    body = _number(body, f"the {which}")
    if stop is None:
        raise InputError(f"the {which} over the steps {index.name} has no end: say stop=")
    bound = bound_index(index)
    check_ends(bound, step(start), step(stop))
    return Ranged(which, bound, step(start), step(stop), body)


def mean(*parts: Index | Scalarlike) -> Scalar:
    """Return the mean over one or several indices; the last argument is the body.

    >>> from verify.statement.writing.variables import samples, family
    >>> from verify.statement.readings.notation import to_text
    >>> i, j = samples("i j")
    >>> to_text(mean(i, j, family("a", i, j)))
    '(Σ_i Σ_j a_i,j)/(n·n)'
    """
    if len(parts) < 2:
        raise InputError(f"mean of {_told(parts)} over no index: name one first, as in mean(i, family('u', i))")
    result = total(*parts)
    for index in parts[:-1]:
        if isinstance(index, Index):
            result = result / shared(Size(index.kind))
    return result


def vector_total(*parts: Index | VectorExpr) -> VectorExpr:
    """Return the sum of a vector over one or several indices; the last argument is the body.

    >>> from verify.statement.writing.variables import samples, family, vector
    >>> from verify.statement.readings.notation import to_text
    >>> i, = samples("i")
    >>> to_text(vector_total(i, family("a", i) * vector("z", i)))
    'Σ_i a_i·z_i'
    """
    *indices, result = parts
    for index in reversed(indices):
        if not isinstance(index, Index) or not isinstance(result, VectorExpr):
            raise InputError(f"vector_total of {_told(parts)}: name the indices first and the body last, a vector")
        result = VectorSum(index, result)
    if not isinstance(result, VectorExpr):
        raise InputError(f"vector_total of {_told(parts)}: name the indices first and the body last, a vector")
    return result


def greatest(index: Index | Step, body: Scalarlike, *, start: Step | int = 0, stop: Step | int | None = None) -> Scalar:
    """Return the maximum of the body over an index, or over the steps start ≤ t < stop.

    >>> from verify.statement.writing.variables import samples, steps, family
    >>> from verify.statement.readings.notation import to_text
    >>> (i,), (t,) = samples("i"), steps("t")
    >>> to_text(greatest(i, family("a", i))), to_text(greatest(t, family("a", t), stop=5))
    ('max_i a_i', 'max_{t<5} a(t)')
    """
    return (
        _ranged("max", index, body, start, stop)
        if index.kind == "step"
        else Extremum("max", sample_or_patch(index), _number(body, "the max"))
    )


def least(index: Index | Step, body: Scalarlike, *, start: Step | int = 0, stop: Step | int | None = None) -> Scalar:
    """Return the minimum of the body over an index, or over the steps start ≤ t < stop.

    >>> from verify.statement.writing.variables import samples, steps, family
    >>> from verify.statement.readings.notation import to_text
    >>> (i,), (t,) = samples("i"), steps("t")
    >>> to_text(least(i, family("a", i))), to_text(least(t, family("a", t), start=1, stop=5))
    ('min_i a_i', 'min_{1≤t<5} a(t)')
    """
    return (
        _ranged("min", index, body, start, stop)
        if index.kind == "step"
        else Extremum("min", sample_or_patch(index), _number(body, "the min"))
    )


def derivative(body: Scalarlike, variable: Symbol, at: Scalarlike | None = None) -> Scalar:
    """Return the derivative of the body in ``variable``, taken at the variable itself or at ``at``.

    >>> from verify.statement.writing.variables import symbols
    >>> from verify.statement.readings.notation import to_text
    >>> x, = symbols("x")
    >>> to_text(derivative(x**2, x)), to_text(derivative(x**2, x, at=3))
    ('d/dx [x²]', 'd/dx [x²]|_{x=3}')
    """
    if not isinstance(variable, Symbol):
        raise InputError(f"derivative by {said(variable)}, which is no variable: name one of symbols(…)")
    return Diff(_number(body, "the derivative"), variable, variable if at is None else scalar(at))


def named(name: str, body: Scalarlike, *indices: Index | Step, latex: str | None = None) -> Scalar:
    """Return an abbreviation that is shown as ``name`` with its indices and decided as ``body``.

    >>> from verify.statement.writing.variables import samples, family
    >>> from verify.statement.readings.notation import to_text
    >>> i, = samples("i")
    >>> to_text(named("F", family("a", i) ** 2, i))
    'F_i'
    """
    return Named(name, name if latex is None else latex, _number(body, "the abbreviation"), indices)
