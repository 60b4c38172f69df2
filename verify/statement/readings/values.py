"""The value of a statement's expressions on an exact instance, and whether the instance refutes the statement."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import product
from typing import Any

from flint import arb, ctx, fmpq, fmpq_mat

from verify.statement.derivatives import differentiate
from verify.statement.formulas import Hypothesis, InSpan, Node, Spectrum, Statement
from verify.statement.indices import Index
from verify.statement.instance import Instance
from verify.statement.readings.arithmetic import (
    Arithmetic,
    Balls,
    NotRationalError,
    Rationals,
    UndefinedError,
    to_fmpq,
    to_fraction,
)
from verify.statement.readings.closed_reals import ClosedReals, GivenUpError
from verify.statement.tree import (
    Add,
    Apply,
    Diff,
    Extremum,
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
    Vector,
    VectorAdd,
    VectorExpr,
    VectorSum,
)
from verify.statement.walk import free_indices

PRECISIONS = (64, 160, 2560)
# where balls of so many bits still overlap, the two sides may be the same number
MEETING = 160
STRICT = ("<", ">", "!=")


class Evaluation:
    """The values of expressions on one instance in one arithmetic; repeated parts are computed once."""

    def __init__(
        self, instance: Instance, arithmetic: Arithmetic[Any], *, bound: Mapping[str, Any] | None = None
    ) -> None:
        self.instance, self.arithmetic = instance, arithmetic
        self._bound = bound or {}  # values of variables in the arithmetic's own numbers, before the instance's
        # by identity, with the tree beside its id(), so that the id is not used again
        self._known: dict[int, tuple[Scalar | VectorExpr, tuple[Index, ...], dict[Any, Any]]] = {}
        self._vectors: dict[tuple[str, tuple[int, ...]], list[Any]] = {}
        self._derived: dict[tuple[int, Symbol], Scalar] = {}

    def scalar(self, expression: Scalar, at: dict[Index, int]) -> Any:
        """Return the value of a scalar where its free indices have the values ``at``."""
        return self._once(expression, at, self._compute)

    def _once(self, expression: Any, at: dict[Index, int], compute: Callable[[Any, dict[Index, int]], Any]) -> Any:
        known = self._known.get(id(expression))
        if known is None:
            known = self._known[id(expression)] = (expression, tuple(free_indices(expression)), {})
        _, free, values = known
        key = at[free[0]] if len(free) == 1 else tuple([at[index] for index in free]) if free else ()
        if key not in values:
            values[key] = found = compute(expression, at)
            return found
        return values[key]

    def _compute(self, expression: Scalar, at: dict[Index, int]) -> Any:
        number = self.arithmetic.number
        match expression:  # what is met most often comes first
            case Mul(factors):
                return self._product([self.scalar(factor, at) for factor in factors])
            case Inner(left, right):
                pairs = zip(self.vector(left, at), self.vector(right, at), strict=True)
                return self._sum([a * b for a, b in pairs])
            case Pow(base, exponent):
                return self.arithmetic.power(self.scalar(base, at), exponent)
            case Add(terms):
                return self._sum([self.scalar(term, at) for term in terms])
            case Named(_, _, body, _):
                return self.scalar(body, at)
            case Sum(index, body):
                values = [self.scalar(body, {**at, index: k}) for k in range(self.instance.size(index.kind))]
                return self._sum(values)
            case Number(value):
                return number(value)
            case Apply(function, arguments):
                return self.arithmetic.apply(function, [self.scalar(argument, at) for argument in arguments])
            case Symbol(name):
                return self._bound[name] if name in self._bound else number(self.instance.scalars[name])
            case Size(kind):
                return number(Fraction(self.instance.size(kind)))
            case Indexed(name, indices):
                return self.member(name, self._places(indices, at))
            case Step():
                return number(Fraction(self.step(expression, at)))
            case Ranged(which, index, start, stop, body):
                steps = range(self.step(start, at), self.step(stop, at))
                return self._ranged(which, [self.scalar(body, {**at, index: k}) for k in steps])
            case Extremum(which, index, body):
                values = [self.scalar(body, {**at, index: k}) for k in range(self.instance.size(index.kind))]
                return self.arithmetic.apply(which, values)
            case Diff(body, variable, point):
                return self._derivative(body, variable, point, at)
        raise TypeError(f"{type(expression).__name__} has no value")

    def step(self, step: Step, at: dict[Index, int]) -> int:
        """Return the number of a step; UndefinedError where it is negative or no whole number."""
        match step.base:
            case None:
                base = Fraction(0)
            case Symbol(name):
                base = self.instance.scalars[name]
            case Index() as index:
                base = Fraction(at[index])
        if base.denominator != 1 or base + step.shift < 0:
            raise UndefinedError("a step that is no whole number from 0 on")
        return base.numerator + step.shift

    def _places(self, indices: tuple[Index | Step, ...], at: dict[Index, int]) -> tuple[int, ...]:
        return tuple([self.step(index, at) if isinstance(index, Step) else at[index] for index in indices])

    def member(self, name: str, key: tuple[int, ...]) -> Any:
        """Return a member of a family."""
        return self.arithmetic.number(self.instance.families[name][key])

    def vector_member(self, name: str, key: tuple[int, ...]) -> list[Any]:
        """Return the entries of a vector variable or of a member of a family of vectors."""
        if (name, key) not in self._vectors:
            self._vectors[name, key] = [self.arithmetic.number(entry) for entry in self.instance.vectors[name][key]]
        return self._vectors[name, key]

    def _sum(self, values: Sequence[Any]) -> Any:
        # from the first one on: in fractions to add it to 0 takes as long as to add another one
        return sum(values[1:], values[0]) if values else self.arithmetic.number(Fraction(0))

    def _product(self, values: Sequence[Any]) -> Any:
        return math.prod(values[1:], start=values[0]) if values else self.arithmetic.number(Fraction(1))

    def _ranged(self, which: str, values: list[Any]) -> Any:
        if which == "sum":
            return self._sum(values)
        if which == "product":
            return self._product(values)
        if not values:
            raise UndefinedError(f"a {which} over no step")
        return self.arithmetic.apply(which, values)

    def _derivative(self, body: Scalar, variable: Symbol, point: Scalar, at: dict[Index, int]) -> Any:
        if (id(body), variable) not in self._derived:
            self._derived[id(body), variable] = differentiate(body, variable)
        derived, there = self._derived[id(body), variable], self
        if point != variable:
            bound = {**self._bound, variable.name: self.scalar(point, at)}
            there = Evaluation(self.instance, self.arithmetic, bound=bound)
        there.scalar(body, at)  # where the body is not defined there is no slope, even if its formula has a value
        return there.scalar(derived, at)

    def vector(self, expression: VectorExpr, at: dict[Index, int]) -> list[Any]:
        """Return the entries of a vector where its free indices have the values ``at``."""
        if isinstance(expression, Vector):
            return self.vector_member(expression.name, self._places(expression.indices, at))
        return self._once(expression, at, self._entries)  # type: ignore[no-any-return]

    def _entries(self, expression: VectorExpr, at: dict[Index, int]) -> list[Any]:
        match expression:
            case VectorAdd(terms):
                return self._added([self.vector(term, at) for term in terms])
            case Scaled(coefficient, vector):
                factor = self.scalar(coefficient, at)
                return [factor * entry for entry in self.vector(vector, at)]
            case VectorSum(index, body):
                return self._added([self.vector(body, {**at, index: k}) for k in range(self.instance.size(index.kind))])
        raise TypeError(f"{type(expression).__name__} has no value")

    def _added(self, vectors: list[list[Any]]) -> list[Any]:
        return [self._sum(entries) for entries in zip(*vectors, strict=True)]


def rational_value(expression: Scalar, instance: Instance) -> Fraction:
    """Return the value of a scalar without free indices; NotRationalError where it is not rational.

    >>> rational_value(1 / (Symbol("x") + 1), Instance(scalars={"x": Fraction(2)}))
    Fraction(1, 3)
    """
    return to_fraction(Evaluation(instance, Rationals()).scalar(expression, {}))


class Readings:
    """The values on one instance in every arithmetic that it may take to decide a relation: parts are computed once."""

    def __init__(self, instance: Instance) -> None:
        self.instance, self.exact = instance, Evaluation(instance, Rationals())
        self._balls: dict[int, Evaluation] = {}
        self._closed: Evaluation | None = None

    def balls(self, precision: int) -> Evaluation:
        """Return the values in balls; to be asked within that precision."""
        if precision not in self._balls:
            self._balls[precision] = Evaluation(self.instance, Balls())
        return self._balls[precision]

    def meet(self, relation: Relation, at: dict[Index, int]) -> bool:
        """Tell whether the two sides of a relation are seen to be the same number, of roots, exp and log perhaps."""
        with ctx.workprec(MEETING):
            balls = self.balls(MEETING)
            try:
                if not balls.scalar(relation.left, at).overlaps(balls.scalar(relation.right, at)):
                    return False
                self._closed = self._closed or Evaluation(self.instance, ClosedReals())
                sides = self._closed.scalar(relation.left, at), self._closed.scalar(relation.right, at)
                return bool(self._closed.arithmetic.are_equal(*sides))  # type: ignore[attr-defined]
            except (GivenUpError, UndefinedError):
                return False


def assignments(node: Node, instance: Instance) -> Iterator[dict[Index, int]]:
    """Yield every assignment of values to the free indices of a node."""
    if not (indices := free_indices(node)):
        yield {}
        return
    free = sorted(indices, key=lambda index: (index.kind, index.name))
    for values in product(*(range(instance.size(index.kind)) for index in free)):
        yield dict(zip(free, values, strict=True))


def holds_at(
    relation: Relation, instance: Instance, at: dict[Index, int], readings: Readings | None = None
) -> bool | None:
    """Decide a relation on an instance: True, False, or None where balls cannot tell.

    Decided in rationals where every value is rational, else in balls of growing precision; a strict relation fails also
    where its sides are seen to be one number. ``readings`` are those of the instance, where more than one relation is
    decided on it.
    Raises UndefinedError where a term has no value.
    """
    readings = readings or Readings(instance)
    try:
        exact = readings.exact
        return compare(relation.operator, exact.scalar(relation.left, at), exact.scalar(relation.right, at))
    except NotRationalError:
        pass
    fault: UndefinedError | None = None
    for precision in PRECISIONS:
        with ctx.workprec(precision):
            balls = readings.balls(precision)
            try:
                left, right = balls.scalar(relation.left, at), balls.scalar(relation.right, at)
            except UndefinedError as found:
                fault = found  # a wide ball may touch zero where a finer one does not
                continue
            fault = None
            if (verdict := compare(relation.operator, left, right)) is not None:
                return verdict
            if precision == MEETING and relation.operator in STRICT and readings.meet(relation, at):
                return False
    if fault is not None:
        raise fault
    return None


def compare(operator: str, left: Any, right: Any) -> bool | None:
    """Compare two rationals of one kind or two balls; None where overlapping balls leave it open.

    >>> compare("<=", fmpq(1), fmpq(1)), compare("<", arb(1), arb(1, 0.5))
    (True, None)
    """
    below, above, same = left < right, left > right, left == right
    if isinstance(left, arb) or isinstance(right, arb):
        same = bool(left == right) and left.is_exact() and right.is_exact()
    match operator:
        case "=" | "!=":
            verdict = True if same else False if below or above else None
            return verdict if operator == "=" or verdict is None else not verdict
        case "<" | ">=":
            verdict = True if below else False if left >= right else None
            return verdict if operator == "<" or verdict is None else not verdict
    verdict = True if above else False if left <= right else None
    return verdict if operator == ">" or verdict is None else not verdict


def holds(hypothesis: Hypothesis, instance: Instance, readings: Readings | None = None) -> bool | None:
    """Decide a hypothesis or conclusion for all values of its free indices; None where it stays open."""
    if isinstance(hypothesis, InSpan):
        return _in_span(hypothesis, instance)
    if isinstance(hypothesis, Spectrum):
        return is_spectrum(hypothesis, instance)
    # all assignments are looked at, so that a term undefined at a later one is noticed whatever their order
    readings = readings or Readings(instance)
    verdicts = [holds_at(hypothesis, instance, at, readings) for at in assignments(hypothesis, instance)]
    return False if False in verdicts else None if None in verdicts else True


def refutes(instance: Instance, statement: Statement, readings: Readings | None = None) -> Relation | None:
    """Return the conclusion that an instance breaks while it keeps every hypothesis, else None.

    The violation is strict: decided in exact rationals or by balls that do not overlap. Each conclusion speaks for
    itself: one that has no value at the instance does not save another. ``readings`` of the same instance keep the
    values of parts that several statements share.

    >>> x = Symbol("x")
    >>> refutes(Instance(scalars={"x": Fraction(-1)}), Statement((x >= 0,)))
    Relation(operator='>=', left=Symbol(name='x'), right=Number(value=Fraction(0, 1)))
    """
    readings = readings or Readings(instance)
    try:
        if any(holds(hypothesis, instance, readings) is not True for hypothesis in statement.hypotheses):
            return None
    except UndefinedError:
        return None
    return next((conclusion for conclusion in statement.conclusions if _fails(conclusion, instance, readings)), None)


def _fails(conclusion: Relation, instance: Instance, readings: Readings) -> bool:
    """Tell whether a conclusion surely fails; where a part of it has no value, it says nothing."""
    try:
        return holds(conclusion, instance, readings) is False
    except UndefinedError:
        return False


def verdicts_at(instance: Instance, statement: Statement) -> list[bool | None] | None:
    """Decide every conclusion at an instance; None where it breaks a hypothesis, or a part has no value there.

    >>> x = Symbol("x")
    >>> verdicts_at(Instance(scalars={"x": Fraction(-1)}), Statement((x >= 0, x < 0)))
    [False, True]
    """
    readings = Readings(instance)
    try:
        if any(holds(hypothesis, instance, readings) is not True for hypothesis in statement.hypotheses):
            return None
        return [holds(conclusion, instance, readings) for conclusion in statement.conclusions]
    except UndefinedError:
        return None


def is_spectrum(hypothesis: Spectrum, instance: Instance) -> bool:
    """Decide exactly whether two rationals are the least and greatest nonzero eigenvalue of the Gram matrix over N.

    With M = ZZ^⊤/N: both are roots of its characteristic polynomial, λ_max I − M ⪰ 0, and M(M − λ_min I) ⪰ 0, which
    says that every eigenvalue is 0 or at least λ_min > 0.
    """
    rows = _members(hypothesis.member, instance)
    z = fmpq_mat([list(map(to_fmpq, row)) for row in rows])
    gram = z * z.transpose() / fmpq(len(rows))
    low, high = (instance.scalars[symbol.name] for symbol in (hypothesis.smallest, hypothesis.largest))
    least, greatest = to_fmpq(low), to_fmpq(high)
    identity = fmpq_mat(len(rows), len(rows), [int(i == j) for i in range(len(rows)) for j in range(len(rows))])
    if least <= 0 or (gram - least * identity).det() != 0 or (gram - greatest * identity).det() != 0:
        return False
    return is_semidefinite(greatest * identity - gram) and is_semidefinite(gram * (gram - least * identity))


def is_semidefinite(matrix: fmpq_mat) -> bool:
    """Decide exactly whether a symmetric rational matrix is positive semidefinite, by symmetric elimination.

    >>> is_semidefinite(fmpq_mat([[1, 1], [1, 1]])), is_semidefinite(fmpq_mat([[0, 1], [1, 0]]))
    (True, False)
    """
    rows = matrix.tolist()
    while rows:
        pivot = next((k for k in range(len(rows)) if rows[k][k] != 0), None)
        if pivot is None:
            return not any(entry for row in rows for entry in row)
        if rows[pivot][pivot] < 0:
            return False
        kept = [k for k in range(len(rows)) if k != pivot]
        scale = rows[pivot][pivot]
        rows = [[rows[i][j] - rows[i][pivot] * rows[pivot][j] / scale for j in kept] for i in kept]
    return True


def _in_span(hypothesis: InSpan, instance: Instance) -> bool:
    vectors, members = _members(hypothesis.vector, instance), _members(hypothesis.member, instance)
    without = fmpq_mat([list(map(to_fmpq, row)) for row in members])
    together = fmpq_mat([list(map(to_fmpq, row)) for row in [*members, *vectors]])
    return bool(without.rank() == together.rank())


def _members(vector: Vector, instance: Instance) -> list[tuple[Fraction, ...]]:
    """Return all members of a vector's family that the sizes speak of; a further one in the instance is none."""
    ranges = (range(instance.size(index.kind)) for index in vector.indices)
    return [instance.vectors[vector.name][key] for key in product(*ranges)]
