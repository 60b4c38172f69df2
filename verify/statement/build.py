"""Short ways to write formulas: indices, sums, means, functions, norms, named quantities."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import (
    Any,
    Literal,
    NoReturn,
    TypeAlias,
    overload,
)

from verify.errors import InputError
from verify.statement.formulas import (
    Hypothesis,
    SameVector,
    Statement,
)
from verify.statement.tree import (
    SIZE_NAMES,
    Apply,
    Diff,
    Extremum,
    Index,
    Indexed,
    Inner,
    Named,
    Number,
    Pow,
    Ranged,
    Relation,
    Scalar,
    Scalarlike,
    Size,
    Step,
    Sum,
    Symbol,
    Vector,
    VectorExpr,
    VectorSum,
    scalar,
)

n = Size("sample")
# the density of the normal distribution at 0 is 1/√(2π), so that π has the exact enclosures of φ
pi = Named("π", r"\pi", Number(Fraction(1, 2)) * Apply("phi", (Number(Fraction(0)),)) ** -2)
P = Size("patch")
Place: TypeAlias = Index | Step | int


def _named(names: Any, maker: str, example: str) -> list[str]:
    """Return the names in a text; InputError for what is no text, and for one without names."""
    if not isinstance(names, str) or not names.split():
        raise InputError(f"{maker} of {names!r:.60}: give the names in one text, as in {maker}({example!r})")
    return names.split()


def samples(names: str) -> tuple[Index, ...]:
    """Return sample indices, one for each name.

    >>> samples("i j")
    (Index(name='i', kind='sample'), Index(name='j', kind='sample'))
    """
    return tuple(Index(name, "sample") for name in _named(names, "samples", "i j"))


def patches(names: str) -> tuple[Index, ...]:
    """Return patch indices, one for each name.

    >>> patches("p q")[1]
    Index(name='q', kind='patch')
    """
    return tuple(Index(name, "patch") for name in _named(names, "patches", "p q"))


def steps(names: str) -> tuple[Step, ...]:
    """Return steps that a formula speaks of for all their values, one for each name; t + 1 is the next one.

    >>> t, = steps("t")
    >>> family("γ", t + 1).indices[0].name
    't+1'
    """
    return tuple(Step(Index(name, "step")) for name in _named(names, "steps", "t k"))


def fixed_steps(names: str) -> tuple[Step, ...]:
    """Return steps that are variables of the whole statement, such as t₀ and T: whole numbers, 0 or more.

    >>> [step.name for step in fixed_steps("t₀ T")]
    ['t₀', 'T']
    """
    return tuple(Step(Symbol(name)) for name in _named(names, "fixed_steps", "T t₀"))


def symbols(names: str) -> tuple[Symbol, ...]:
    """Return real variables, one for each name.

    >>> symbols("a b")
    (Symbol(name='a'), Symbol(name='b'))

    Raises InputError for n and P, which would look like the numbers of samples and patches and not be them.
    """
    for name in _named(names, "symbols", "x y"):
        if name in SIZE_NAMES:
            raise InputError(
                f"symbol {name} would look like {SIZE_NAMES[name]}: use the {name} of verify.author, or a letter"
            )
    return Unpacked(Symbol(name) for name in names.split())


class Unpacked(tuple[Symbol, ...]):
    """Variables that are still to be unpacked: ``t, = symbols("t")``. Where one is used as a number, that is told."""

    __slots__ = ()

    def _refuse(self, *_: object) -> NoReturn:
        names = ", ".join(symbol.name for symbol in self)
        raise InputError(f"symbols returns a tuple, here of {names}: unpack it, as in {names}, = symbols({names!r})")

    # a tuple's own + and < would concatenate and compare without an error
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __rtruediv__ = _refuse
    __pow__ = __neg__ = __lt__ = __le__ = __gt__ = __ge__ = _refuse


def rational(value: int | str | Fraction, denominator: int = 1) -> Scalar:
    """Return an exact fraction; a string holds a fraction or a decimal, and a float is refused.

    >>> rational(13, 10) == rational("1.3") == rational("13/10")
    True
    """
    return Number(Fraction(Fraction(value) if isinstance(value, str) else value, denominator))


def family(name: str, *indices: Place | Iterable[Place]) -> Scalar:
    """Return the member of an arbitrary real family at the given indices and step; a whole number is a step.

    >>> i, j = samples("i j")
    >>> family("a", i, j) == family("a", samples("i j"))
    True

    Raises InputError where no index is given, or what is given is none.
    """
    if not indices:
        raise InputError(f"family {name!r:.60} has no index: name one, or use symbols for a single number")
    return Indexed(name, _indices(name, indices))


def vector(name: str, *indices: Place | Iterable[Place]) -> Vector:
    """Return a vector variable, or a member of a family of vectors. Raises InputError for what is no index.

    >>> from verify.statement.readings.notation import to_text
    >>> to_text(vector("z", *samples("i")))
    'z_i'
    """
    return Vector(name, _indices(name, indices))


def _indices(name: str, given: tuple[Place | Iterable[Place], ...]) -> tuple[Index | Step, ...]:
    """Return the indices; ``samples("i")`` is a tuple of one, and its meaning is plain."""
    found: list[Place] = []
    for part in given:
        found.extend([part] if isinstance(part, Index | Step) or not isinstance(part, Iterable) else part)
    for index in found:
        if isinstance(index, bool) or not isinstance(index, Index | Step | int):
            raise InputError(f"{name} has the index {index!r:.40}: use samples(...), patches(...) or steps(...)")
    return tuple(map(_place, found))


def _place(index: Place) -> Index | Step:
    if isinstance(index, int):
        if index < 0:
            raise InputError(f"step {index}: steps are counted from 0; use a whole number that is not negative")
        return Step(None, index)
    if isinstance(index, Index) and index.kind == "step":
        return Step(index)
    return index


def step(value: Step | Index | int) -> Step:
    """Return a step: itself, the step that an index of steps stands for, or the one of that number."""
    if isinstance(value, bool) or not isinstance(value, Index | Step | int):
        raise InputError(f"{value!r:.60} is no step: use one of steps(…) or fixed_steps(…), or a whole number")
    found = _place(value)
    if not isinstance(found, Step):
        raise InputError(f"{found.name} is an index of {found.kind}s: give a step")
    return found


def inner(left: VectorExpr, right: VectorExpr) -> Scalar:
    """Return the Euclidean inner product ⟨left, right⟩.

    >>> from verify.statement.readings.notation import to_text
    >>> to_text(inner(vector("w"), vector("z", *samples("i"))))
    '⟨w, z_i⟩'

    Raises InputError for what is no vector.
    """
    for side in (left, right):
        if not isinstance(side, VectorExpr):
            raise InputError(f"inner of {side!r:.60}, which is no vector: make it with vector(…), or write a product")
    return Inner(left, right)


def square_norm(v: VectorExpr) -> Scalar:
    """Return ‖v‖² = ⟨v, v⟩.

    >>> from verify.statement.readings.notation import to_text
    >>> to_text(square_norm(vector("w")))
    '‖w‖²'
    """
    return Inner(v, v)


def norm(v: VectorExpr) -> Scalar:
    """Return ‖v‖ = √⟨v, v⟩.

    >>> from verify.statement.readings.notation import to_text
    >>> to_text(norm(vector("w") - vector("v")))
    '‖w - v‖'
    """
    return Pow(Inner(v, v), Fraction(1, 2))


def total(*parts: Index | Step | Scalar, start: Step | int = 0, stop: Step | int | None = None) -> Scalar:
    """Return the sum over one or several indices; the last argument is the body.

    Over a step, the sum is over start ≤ t < stop. Raises InputError where it has no stop.

    >>> i, j = samples("i j")
    >>> total(i, j, family("a", i, j)) == Sum(i, Sum(j, family("a", i, j)))
    True
    """
    *indices, body = parts
    result = body
    for index in reversed(indices):
        if not isinstance(index, Index | Step) or not isinstance(result, Scalar):
            raise InputError(f"total of {_told(parts)}: name the indices first and the body last, a number")
        result = _ranged("sum", index, result, start, stop) if index.kind == "step" else Sum(_index(index), result)
    if not isinstance(result, Scalar):
        raise InputError(f"total of {_told(parts)}: name the indices first and the body last, a number")
    return result


def _told(parts: tuple[Any, ...]) -> str:
    return ", ".join(f"{part!r:.40}" for part in parts)


def product_over(index: Step, body: Scalar, *, start: Step | int = 0, stop: Step | int | None = None) -> Scalar:
    """Return the product of the body over the steps start ≤ t < stop; an empty one is 1.

    >>> t, = steps("t")
    >>> from verify.statement.readings.notation import to_text
    >>> to_text(product_over(t, 1 - family("c", t), stop=4))
    '∏_{t<4} (1 - c(t))'
    """
    return _ranged("product", index, body, start, stop)


def factorial(number: Step) -> Scalar:
    """Return T! = ∏_{k<T} (k+1) of a whole number, which is one of ``fixed_steps`` or an index of steps.

    >>> from verify.statement.readings.notation import to_text
    >>> T, = fixed_steps("T")
    >>> to_text(factorial(T)), to_text(factorial(T + 1))
    ('∏_{k<T} (k+1)', '∏_{k<T+1} (k+1)')

    Raises InputError for what is no step.
    """
    if not isinstance(number, Step):
        raise InputError(f"factorial({number!r:.40}): give one of fixed_steps(…), which is a whole number")
    name = "k'" if getattr(number.base, "name", "") == "k" else "k"
    k = Step(Index(name, "step"))
    return product_over(k, k + 1, stop=number)


def _ranged(
    which: Literal["sum", "product", "max", "min"],
    index: Index | Step,
    body: Scalar,
    start: Step | int,
    stop: Step | int | None,
) -> Scalar:
    if not isinstance(body, Scalar):
        raise InputError(f"the {which} of {body!r:.60}: give a number, such as a member a(t)")
    if stop is None:
        raise InputError(f"the {which} over the steps {index.name} has no end: say stop=")
    bound = bound_index(index)
    check_ends(bound, step(start), step(stop))
    return Ranged(which, bound, step(start), step(stop), body)


def check_ends(index: Index, *ends: Step | None) -> None:
    """Refuse a range of steps that begins or ends at the step that runs over it."""
    for end in ends:
        if end is not None and end.base == index:
            raise InputError(f"{index.name} runs over a range with the end {end.name}: name another step as its end")


def bound_index(index: Index | Step) -> Index:
    """Return the index of steps that a formula may bind; InputError for t+1, for a number and for t₀."""
    if not isinstance(index, Index | Step):
        raise InputError(f"{index!r:.60} is not a step that runs over a range: use one of steps(…)")
    base = index.base if isinstance(index, Step) and not index.shift else index
    if not isinstance(base, Index) or base.kind != "step":
        raise InputError(f"{index.name} is not a step that runs over a range: use one of steps(…) itself")
    return base


def _index(index: Index | Step) -> Index:
    if isinstance(index, Step):
        raise InputError(f"{index.name} is a step: its sum needs an end")
    return index


def mean(*parts: Index | Scalar) -> Scalar:
    """Return the mean over one or several indices; the last argument is the body.

    >>> from verify.statement.readings.notation import to_text
    >>> i, j = samples("i j")
    >>> to_text(mean(i, j, family("a", i, j)))
    '(Σ_i Σ_j a_i,j)/(n·n)'
    """
    result = total(*parts)
    for index in parts[:-1]:
        if isinstance(index, Index):
            result = result / Size(index.kind)
    return result


def vector_total(*parts: Index | VectorExpr) -> VectorExpr:
    """Return the sum of a vector over one or several indices; the last argument is the body.

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


def greatest(index: Index | Step, body: Scalar, *, start: Step | int = 0, stop: Step | int | None = None) -> Scalar:
    """Return the maximum of the body over an index, or over the steps start ≤ t < stop.

    >>> from verify.statement.readings.notation import to_text
    >>> (i,), (t,) = samples("i"), steps("t")
    >>> to_text(greatest(i, family("a", i))), to_text(greatest(t, family("a", t), stop=5))
    ('max_i a_i', 'max_{t<5} a(t)')
    """
    return _ranged("max", index, body, start, stop) if index.kind == "step" else Extremum("max", _index(index), body)


def least(index: Index | Step, body: Scalar, *, start: Step | int = 0, stop: Step | int | None = None) -> Scalar:
    """Return the minimum of the body over an index, or over the steps start ≤ t < stop.

    >>> from verify.statement.readings.notation import to_text
    >>> (i,), (t,) = samples("i"), steps("t")
    >>> to_text(least(i, family("a", i))), to_text(least(t, family("a", t), start=1, stop=5))
    ('min_i a_i', 'min_{1≤t<5} a(t)')
    """
    return _ranged("min", index, body, start, stop) if index.kind == "step" else Extremum("min", _index(index), body)


def derivative(body: Scalar, variable: Symbol, at: Scalarlike | None = None) -> Scalar:
    """Return the derivative of the body in ``variable``, taken at the variable itself or at ``at``.

    >>> from verify.statement.readings.notation import to_text
    >>> x, = symbols("x")
    >>> to_text(derivative(x**2, x)), to_text(derivative(x**2, x, at=3))
    ('d/dx [x²]', 'd/dx [x²]|_{x=3}')
    """
    return Diff(body, variable, variable if at is None else scalar(at))


def named(name: str, body: Scalar, *indices: Index | Step, latex: str | None = None) -> Scalar:
    """Return an abbreviation that is shown as ``name`` with its indices and decided as ``body``.

    >>> from verify.statement.readings.notation import to_text
    >>> i, = samples("i")
    >>> to_text(named("F", family("a", i) ** 2, i))
    'F_i'
    """
    return Named(name, name if latex is None else latex, body, indices)


@overload
def equal(left: Scalarlike, right: Scalarlike) -> Relation: ...
@overload
def equal(left: VectorExpr, right: VectorExpr) -> SameVector: ...
def equal(left: Scalarlike | VectorExpr, right: Scalarlike | VectorExpr) -> Relation | SameVector:
    """Return the relation left = right of two numbers or of two vectors (``==`` compares trees).

    >>> from verify.statement.readings.notation import to_text
    >>> x, = symbols("x")
    >>> to_text(equal((x + 1) ** 2, x**2 + 2 * x + 1))
    '(x + 1)² = x² + 2·x + 1'

    Raises InputError for a number and a vector.
    """
    if isinstance(left, VectorExpr) and isinstance(right, VectorExpr):
        return SameVector(left, right)
    if isinstance(left, VectorExpr) or isinstance(right, VectorExpr):
        raise InputError("equal of a number and a vector: for the zero vector write 0 * v")
    return Relation("=", scalar(left), scalar(right))


def differs(left: Scalarlike, right: Scalarlike) -> Relation:
    """Return the relation left ≠ right.

    >>> from verify.statement.readings.notation import to_text
    >>> x, = symbols("x")
    >>> to_text(differs(x, 0))
    'x ≠ 0'
    """
    return Relation("!=", scalar(left), scalar(right))


def equal_vectors(left: VectorExpr, right: VectorExpr) -> SameVector:
    """Return the equation of two vectors, such as the step w(t+1) = w(t) − η∇L of a run.

    >>> from verify.statement.readings.notation import to_text
    >>> t, = steps("t")
    >>> to_text(equal_vectors(vector("w", t + 1), vector("w", t) - 2 * vector("g", t)))
    'w(t+1) = w(t) - 2·g(t) for all t'
    """
    return SameVector(left, right)


def claim_that(*conclusions: Relation, given: tuple[Hypothesis, ...] = ()) -> Statement:
    """Return the statement that the conclusions hold whenever what is given holds.

    >>> x, = symbols("x")
    >>> len(claim_that(x**2 >= 0).conclusions)
    1
    """
    return Statement(conclusions, given)
