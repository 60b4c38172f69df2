"""From a goal about runs to a statement without steps: facts at given steps, and a fresh variable for each member.

A *sequent* is a goal with facts; its steps are fixed (t, t₀, 0), free ones in a formula stand for all their values.
``frozen`` returns the ordinary statement that has to be decided. It is implied by, and no stronger than needed for, the
sequent: whoever proves it has proved the goal, because

- a fact for all steps is looked at where its range is known to hold (``order``), which is one of its instances;
- the members a(t), w(t+1), … become variables of their own ("a(t)", "w(t+1)"): what holds for all values of these holds
  for the members; sums, products and extrema over steps become variables likewise, after Σ_{s≤k<t+1} f(k) is written as
  Σ_{s≤k<t} f(k) + f(t) where s ≤ t is known, and Σ over no step as 0 (∏ as 1);
- an equation with a member alone on its left, as the step of a run is, is used by putting its right side in its place;
  one of vectors by solving it for a vector variable, and where it has none by its products with the goal's vectors;
- the value f(x) of an unknown function and ∇f(x), at a point as it is written, become variables, one for each text;
  what is said for all vectors is used at the points that stand in the goal and the facts (``at_points``);
- a step that occurs as a number is a variable of its own that is at least 0 (and, without its shift, as it stands).

Nothing is taken for defined that the facts do not say something about: see ``definedness``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import permutations
from typing import Any, TypeVar

from verify.errors import InputError
from verify.exact.runs.freezing.members import without_steps
from verify.exact.runs.freezing.order import Order
from verify.exact.runs.freezing.sequents import Sequent, fresh_name, order_of, step_names, steps_in, taken_names
from verify.statement.formulas import Exists, ForAll, Formula, Hypothesis, InSpan, Node, SameVector, Spectrum, Statement
from verify.statement.indices import Index
from verify.statement.readings.notation import to_text
from verify.statement.rewriting.substitution import substitute
from verify.statement.tree import (
    Gradient,
    Indexed,
    Inner,
    Number,
    Relation,
    Scalar,
    Scaled,
    Step,
    Symbol,
    Value,
    Vector,
    VectorAdd,
    VectorExpr,
)
from verify.statement.walk import free_indices, free_steps, mentions, subtrees

T = TypeVar("T", bound=Node)
MOST_INSTANCES = 400
START = Step(None)


def with_earlier(steps: Iterable[Step]) -> list[Step]:
    """Return steps with those before them down to their base, in a fixed order."""
    found = {
        Step(step.base, shift)
        for step in steps
        for shift in (range(step.shift, -1, -1) if step.shift >= 0 else (step.shift,))
    }
    if len(found) > MOST_INSTANCES:
        raise InputError(f"a goal speaks of {len(found)} steps: name one step fewer, or use an induction")
    return sorted(found, key=lambda step: ("" if step.base is None else step.base.name, step.shift))


@dataclass(frozen=True)
class Frozen:
    """A goal and hypotheses without steps, and how further expressions are brought to the same variables."""

    hypotheses: tuple[Hypothesis, ...]
    goal: Relation | InSpan | SameVector | Spectrum
    order: Order
    solved: Mapping[Any, Any]
    left_out: bool = False
    """Whether the hypotheses say less than the facts at these steps do, so that no instance of theirs refutes."""

    @property
    def grants(self) -> tuple[Relation, ...]:
        """Equations that say no more than that what was put in the place of members is defined, as its facts are."""
        sides = (Inner(side, side) if isinstance(side, VectorExpr) else side for side in self.solved.values())
        return tuple(Relation("=", side, side) for side in sides)

    @property
    def statement(self) -> Statement:
        """The statement to be decided; an equation of vectors is one of inner products with an arbitrary vector."""
        match self.goal:
            case Relation():
                return Statement((self.goal,), self.hypotheses)
            case SameVector(left, right):
                v = Vector(fresh_name("v", self.goal, *self.hypotheses))
                return Statement((Relation("=", Inner(left, v), Inner(right, v)),), self.hypotheses)
        raise InputError(f"{to_text(self.goal)} is not decided as a relation")

    def read(self, node: T) -> T:
        """Return an expression in the variables that stand for the members."""
        result: T = substitute(without_steps(node, self.order), self.solved)
        return result


def frozen(sequent: Sequent, *, at: Iterable[Step] = ()) -> Frozen:
    """Return the goal and the hypotheses without steps that imply the goal of a sequent.

    Raises InputError where the goal has a quantifier, or speaks of too many steps.
    """
    if isinstance(sequent.goal, ForAll | Exists):
        raise InputError(f"{to_text(sequent.goal)} is not brought down to one step")
    wanted = with_earlier((*steps_in(sequent.goal), *at))
    facts = _facts(sequent.facts)
    order, known = facts.order, _names_of(facts)
    for names in (known.steps, step_names(sequent.goal), *map(step_names, wanted)):
        if strange := names - sequent.steps:
            raise InputError(f"{min(strange)} is no step of the statement: use its own, or one that is fixed")
    # else it would be the variable of a member, as a(s) for every s that is fixed
    if clash := known.like_members | _like_members(taken_names(sequent.goal)):
        raise InputError(f"the name {min(clash)!r} in a derivation: without brackets and quotes, which members have")
    ground = _ground(facts, tuple(wanted))
    if known.for_all_vectors and (points := at_points(sequent.facts, (sequent.goal, *ground.said))):
        ground = _Ground.of((*ground.said, *points), order)
    goal = _put_in(without_steps(sequent.goal, order), ground.solved)
    products = [one for fact in ground.equations for one in _products(fact, goal)]
    numbers = sorted({step.base.name for step in wanted if isinstance(step.base, Symbol)})
    signs = [Relation(">=", Symbol(name), Number(Fraction(0))) for name in numbers]
    hypotheses = tuple(dict.fromkeys((*signs, *ground.plain, *products)))
    return Frozen(hypotheses, goal, order, ground.solved, ground.left_out)


@dataclass(frozen=True, eq=False)
class _Facts:
    """The facts of a sequent, known by identity once they were looked up: many goals stand under the same."""

    formulas: tuple[Formula, ...]
    order: Order


@lru_cache(maxsize=256)
def _facts(formulas: tuple[Formula, ...]) -> _Facts:
    return _Facts(formulas, order_of(formulas))


@dataclass(frozen=True)
class _Ground:
    """What facts say at some steps, before and after members and steps are made variables and equations are used."""

    said: tuple[Formula, ...]
    solved: Mapping[Any, Any]
    plain: tuple[Hypothesis, ...]
    equations: tuple[SameVector, ...]
    left_out: bool

    @classmethod
    def of(cls, said: tuple[Formula, ...], order: Order) -> _Ground:
        """Return what is known from what the facts say."""
        known = [without_steps(fact, order) for fact in said]
        solved, rest = _solved(known)
        kept = [_put_in(fact, solved) for fact in rest]
        plain = [fact for fact in kept if isinstance(fact, Relation | InSpan | Spectrum) and not _says_nothing(fact)]
        equations = tuple(fact for fact in kept if isinstance(fact, SameVector))
        spanned = taken_names(*(fact for fact in known if isinstance(fact, InSpan | Spectrum)))
        left_out = bool(equations) or any(key.name in spanned for key in solved)
        return cls(said, solved, tuple(plain), equations, left_out)


@lru_cache(maxsize=256)
def _ground(facts: _Facts, wanted: tuple[Step, ...]) -> _Ground:
    return _Ground.of(tuple(instances(facts.formulas, wanted, facts.order)), facts.order)


@dataclass(frozen=True)
class _Names:
    """What is asked of facts for each goal: the steps with a name, names like those of members, and a quantifier."""

    steps: frozenset[str]
    like_members: frozenset[str]
    for_all_vectors: bool


@lru_cache(maxsize=256)
def _names_of(facts: _Facts) -> _Names:
    return _Names(
        frozenset[str]().union(*map(step_names, facts.formulas)),
        _like_members(taken_names(*facts.formulas)),
        any(variables for variables, _ in map(_for_all_vectors, facts.formulas)),
    )


def _like_members(names: frozenset[str]) -> frozenset[str]:
    return frozenset(name for name in names if any(sign in name for sign in '([{"'))


def instances(facts: Iterable[Formula], wanted: Sequence[Step], order: Order) -> list[Formula]:
    """Return what the facts say at the wanted steps: no fact whose range, or another step in it, is not known."""
    found: dict[Formula, None] = {}
    facts = tuple(facts)
    ground = {step for fact in facts if not isinstance(fact, ForAll) for step in steps_in(fact)}
    allowed = {*wanted, *ground}
    for fact in facts:
        for one in _at_steps(fact, wanted, order):
            if all(step.base is None or step in allowed for step in steps_in(one)):
                found[one] = None
                if len(found) > MOST_INSTANCES:
                    raise InputError(f"more than {MOST_INSTANCES} facts at {len(wanted)} steps: use fewer of either")
    return list(found)


def _at_steps(fact: Formula, wanted: Sequence[Step], order: Order) -> Iterator[Formula]:
    if isinstance(fact, ForAll) and isinstance(fact.variable, Index) and fact.start is not None:
        for step in wanted:
            # there is no step before 0, also where a range would begin there
            begun = order.knows_at_most(fact.start, step) and order.knows_at_most(START, step)
            if begun and (fact.stop is None or order.knows_at_most(step + 1, fact.stop)):
                yield from _at_steps(_at(fact.body, fact.variable, step), wanted, order)
    elif not isinstance(fact, ForAll | Exists):
        yield fact


# the same facts are looked at there for each goal, and for each fact that is added
@lru_cache(maxsize=20_000)
def _at(body: Formula, index: Index, step: Step) -> Formula:
    return substitute(body, {index: step})


def at_points(facts: Iterable[Formula], there: Iterable[Formula]) -> list[Formula]:
    """Return what facts for all vectors say of the points at which unknown functions stand in some formulas.

    Such a point is defined wherever the formula is in which it stands. Several vectors are taken distinct.
    """
    general = [one for one in map(_for_all_vectors, facts) if one[0]]
    if not general:
        return []
    points = list(dict.fromkeys(point for formula in there for point in _points(formula)))
    found: dict[Formula, None] = {}
    for variables, body in general:
        for chosen in permutations(points, len(variables)):
            said = substitute(body, dict(zip(variables, chosen, strict=True)))
            found[said] = None
            if len(found) > MOST_INSTANCES:
                raise InputError(f"more than {MOST_INSTANCES} facts at {len(points)} points: use fewer of either")
    return list(found)


def _points(formula: Formula) -> Iterator[VectorExpr]:
    for node in subtrees(formula):
        if isinstance(node, Value | Gradient) and not free_steps(node.point):
            yield node.point


def _for_all_vectors(fact: Formula) -> tuple[list[Vector], Formula]:
    """Return the vectors of which a fact speaks for all, and what it says; none where it has other quantifiers."""
    variables: list[Vector] = []
    while isinstance(fact, ForAll) and isinstance(fact.variable, Vector):
        variables.append(fact.variable)
        fact = fact.body
    plain = isinstance(fact, Relation | SameVector) and len(set(variables)) == len(variables)
    return (variables if plain else []), fact


def _solved(facts: Sequence[Formula]) -> tuple[dict[Any, Any], list[Formula]]:
    """Return what members equal by facts of the form member = expression, and the other facts."""
    solved: dict[Any, Any] = {}
    rest: list[Formula] = []
    # what stands in a span stays a variable where another will do
    spanned = taken_names(*(fact for fact in facts if isinstance(fact, InSpan | Spectrum)))
    for fact in facts:
        ways = [way for way in _ways(_put_in(fact, solved)) if _is_solvable(*way)]
        if not ways:
            rest.append(fact)
            continue
        left, right = next((way for way in ways if way[0].name not in spanned), ways[0])
        solved = {key: _put_in(value, {left: right}) for key, value in solved.items()}
        solved[left] = right
    return solved, rest


def _ways(fact: Formula) -> Iterator[tuple[Any, Any]]:
    """Yield what an equation says that something equals: left = right, and for vectors each other way to solve it."""
    if isinstance(fact, SameVector):
        yield fact.left, fact.right
        yield fact.right, fact.left
        addends = [*_addends(fact.left, Fraction(1)), *_addends(fact.right, Fraction(-1))]
        for place, (number, v) in enumerate(addends):
            others = [(-other / number, u) for k, (other, u) in enumerate(addends) if k != place] if number else []
            if others:
                yield v, VectorAdd(tuple(Scaled(Number(other), u) for other, u in others))
    elif isinstance(fact, Relation) and fact.operator == "=":
        yield fact.left, fact.right


def _addends(e: VectorExpr, number: Fraction) -> Iterator[tuple[Fraction, VectorExpr]]:
    match e:
        case VectorAdd(terms):
            for term in terms:
                yield from _addends(term, number)
        case Scaled(Number(value), vector):
            yield from _addends(vector, number * value)
        case _:
            yield number, e


def _products(equation: SameVector, goal: Formula) -> Iterator[Relation]:
    """Yield the products of an equation of vectors with the vector variables of a goal."""
    for v in dict.fromkeys(node for node in subtrees(goal) if isinstance(node, Vector)):
        yield Relation("=", Inner(equation.left, v), Inner(equation.right, v))


def _is_solvable(left: Any, right: Any) -> bool:
    """Tell whether an expression may be put in the place of a member, which it does not hold itself."""
    if not isinstance(left, Symbol | Indexed | Vector) or (not isinstance(left, Vector) and "(" not in left.name):
        return False
    indices = getattr(left, "indices", ())
    if len(set(indices)) < len(indices) or not free_indices(right) <= set(indices):
        return False
    return left.name not in taken_names(right)


def _put_in(fact: Formula | Scalar | VectorExpr, solved: Mapping[Any, Any]) -> Any:
    # spans are spans of vector variables; ``Frozen.read`` returns what one of them equals
    if isinstance(fact, InSpan | Spectrum):
        return fact
    if not solved:
        return fact
    names = mentions(fact)
    used = tuple([(key, value) for key, value in solved.items() if key.name in names])
    return _with(fact, used) if used else fact


# the same equations are used in the same facts for each goal, and after each fact that is added
@lru_cache(maxsize=5000)
def _with(fact: Formula | Scalar | VectorExpr, solved: tuple[tuple[Any, Any], ...]) -> Any:
    return substitute(fact, dict(solved))


def _says_nothing(fact: Formula) -> bool:
    return isinstance(fact, Relation) and fact.left == fact.right and fact.operator in ("=", "<=", ">=")
