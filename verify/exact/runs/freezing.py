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

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import permutations
from typing import Any, TypeVar

from verify.errors import InputError
from verify.exact.runs.order import Order
from verify.statement.formulas import Exists, ForAll, Formula, Hypothesis, InSpan, SameVector, Spectrum, Statement
from verify.statement.readings.interchange import to_json
from verify.statement.readings.notation import to_text
from verify.statement.tree import (
    Add,
    Apply,
    Diff,
    Gradient,
    Index,
    Indexed,
    Inner,
    Mul,
    Named,
    Number,
    Ranged,
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
from verify.statement.walk import children, free_indices, rebuild, substitute, subtrees

T = TypeVar("T")
MOST_TERMS, MOST_INSTANCES = 64, 400


@dataclass(frozen=True)
class Sequent:
    """A goal with the facts from which it is to follow; ``steps`` are the variables that are whole numbers ≥ 0.

    Only these may be the base of a step: a real variable that a derivation calls a step would become a whole number.
    """

    facts: tuple[Formula, ...]
    goal: Formula
    steps: frozenset[str] = frozenset()

    @classmethod
    def of(cls, facts: Iterable[Formula], goal: Formula, *also: Formula) -> Sequent:
        """Return a sequent whose variables that are steps are those of its formulas and some further ones."""
        known = tuple(facts)
        return cls(known, goal, frozenset(name for formula in (*known, goal, *also) for name in step_names(formula)))

    def with_step(self, name: str) -> Sequent:
        """Return the same sequent where a new name is that of a step."""
        return replace(self, steps=self.steps | {name})

    def knowing(self, *facts: Formula) -> Sequent:
        """Return the same goal with further facts."""
        return replace(self, facts=(*self.facts, *facts))

    def towards(self, goal: Formula) -> Sequent:
        """Return the same facts with another goal."""
        return replace(self, goal=goal)

    @property
    def order(self) -> Order:
        """The order of steps that the facts imply."""
        return Order.of(self.facts)


def closed(formula: Formula) -> Formula:
    """Return a formula with its free steps bound: it speaks of all their values from 0 on."""
    steps = sorted((index for index in free_indices(formula) if index.kind == "step"), key=lambda index: index.name)
    for index in reversed(steps):
        formula = ForAll(index, formula, Step(None), None)
    return formula


def taken_names(*nodes: Any) -> frozenset[str]:
    """Return every name of a variable, a vector or a family in some formulas."""
    return frozenset(name for node in nodes for found in (_names(node),) for name in found)


def _names(node: Any) -> frozenset[str]:
    own = {node.name} if isinstance(node, Symbol | Indexed | Vector) else set()
    return frozenset(own).union(*(_names(child) for child in children(node)))


def fresh_name(name: str, *nodes: Any) -> str:
    """Return a name, with primes where it is taken in some formulas."""
    taken = taken_names(*nodes)
    while name in taken:
        name += "'"
    return name


def steps_in(node: Any) -> Iterator[Step]:
    """Yield the fixed steps that a node speaks of; inside a range only those that its index is no part of."""
    if isinstance(node, Step) and not isinstance(node.base, Index):
        yield node
    for child in children(node):
        yield from steps_in(child)


def step_names(node: Any) -> frozenset[str]:
    """Return the names of the free variables that are the base of a step in a node."""
    if isinstance(node, Step):
        return frozenset({node.base.name}) if isinstance(node.base, Symbol) else frozenset()
    inside = frozenset[str]().union(*(step_names(child) for child in children(node)))
    bound = node.variables if isinstance(node, Exists) else (node.variable,) if isinstance(node, ForAll) else ()
    return inside - {variable.name for variable in bound if isinstance(variable, Symbol)}


def with_earlier(steps: Iterable[Step]) -> list[Step]:
    """Return steps with those before them down to their base, in a fixed order."""
    found = {
        replace(step, shift=shift)
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
    order = sequent.order
    if isinstance(sequent.goal, ForAll | Exists):
        raise InputError(f"{to_text(sequent.goal)} is not brought down to one step")
    wanted = with_earlier((*steps_in(sequent.goal), *at))
    for node in (*sequent.facts, sequent.goal, *wanted):
        if strange := step_names(node) - sequent.steps:
            raise InputError(f"{min(strange)} is no step of the statement: use its own, or one that is fixed")
    said = instances(sequent.facts, wanted, order)
    said += at_points(sequent.facts, (sequent.goal, *said))
    known = [without_steps(fact, order) for fact in said]
    solved, rest = _solved(known)
    goal = _put_in(without_steps(sequent.goal, order), solved)
    kept = [_put_in(fact, solved) for fact in rest]
    plain = [fact for fact in kept if isinstance(fact, Relation | InSpan | Spectrum) and not _says_nothing(fact)]
    equations = [fact for fact in kept if isinstance(fact, SameVector)]
    plain += [one for fact in equations for one in _products(fact, goal)]
    spanned = taken_names(*(fact for fact in known if isinstance(fact, InSpan | Spectrum)))
    left_out = bool(equations) or any(key.name in spanned for key in solved)
    numbers = sorted({step.base.name for step in wanted if isinstance(step.base, Symbol)})
    signs = [Relation(">=", Symbol(name), Number(Fraction(0))) for name in numbers]
    return Frozen(tuple(dict.fromkeys((*signs, *plain))), goal, order, solved, left_out)


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
            below = fact.stop is None or order.knows_at_most(step + 1, fact.stop)
            if below and order.knows_at_most(fact.start, step):
                yield from _at_steps(substitute(fact.body, {fact.variable: step}), wanted, order)
    elif not isinstance(fact, ForAll | Exists):
        yield fact


def at_points(facts: Iterable[Formula], there: Iterable[Formula]) -> list[Formula]:
    """Return what facts for all vectors say of the points at which unknown functions stand in some formulas.

    Such a point is defined wherever the formula is in which it stands. Several vectors are taken distinct.
    """
    points = list(dict.fromkeys(point for formula in there for point in _points(formula)))
    found: dict[Formula, None] = {}
    for fact in facts:
        variables, body = _for_all_vectors(fact)
        for chosen in permutations(points, len(variables)) if variables else ():
            said = substitute(body, dict(zip(variables, chosen, strict=True)))
            found[said] = None
            if len(found) > MOST_INSTANCES:
                raise InputError(f"more than {MOST_INSTANCES} facts at {len(points)} points: use fewer of either")
    return list(found)


def _points(formula: Formula) -> Iterator[VectorExpr]:
    for node in subtrees(formula):
        if isinstance(node, Value | Gradient) and all(index.kind != "step" for index in free_indices(node.point)):
            yield node.point


def _for_all_vectors(fact: Formula) -> tuple[list[Vector], Formula]:
    """Return the vectors of which a fact speaks for all, and what it says; none where it has other quantifiers."""
    variables: list[Vector] = []
    while isinstance(fact, ForAll) and isinstance(fact.variable, Vector):
        variables.append(fact.variable)
        fact = fact.body
    plain = isinstance(fact, Relation | SameVector) and len(set(variables)) == len(variables)
    return (variables if plain else []), fact


def without_steps(node: Any, order: Order) -> Any:
    """Return a node with a variable of its own for each member, range and step in it."""
    match node:
        case Step(base, shift):
            number = Number(Fraction(shift))
            if not isinstance(base, Symbol):
                return number
            return Add((base, number)) if shift else base
        case Ranged():
            if not order.knows_at_most(Step(None), node.start):
                raise InputError(f"a {node.which} from step {node.start.name} on, which may be negative; begin later")
            opened = opened_range(node, order)
            return _variable(opened) if isinstance(opened, Ranged) else without_steps(opened, order)
        case Value() | Gradient():
            return _variable(node)
        case Indexed(name, indices) | Vector(name, indices):
            when = ",".join(index.name for index in indices if isinstance(index, Step))
            where = tuple(index for index in indices if isinstance(index, Index))
            if not when:
                return node
            if isinstance(node, Vector):
                return Vector(f"{name}({when})", where)
            return Indexed(f"{name}({when})", where) if where else Symbol(f"{name}({when})")
        case Named(_, _, body, indices):
            inside = without_steps(body, order)
            return node if inside == body and not any(isinstance(index, Step) for index in indices) else inside
        case Diff(body, variable, at):
            return Diff(without_steps(body, order), variable, without_steps(at, order))
    return rebuild(node, lambda child: without_steps(child, order))


def opened_range(node: Ranged, order: Order) -> Scalar:
    """Return a range with its last steps taken out, as long as they are known to belong to it."""
    if node.start == node.stop and node.which in ("sum", "product"):
        return Number(Fraction(node.which == "product"))
    last = node.stop - 1
    if node.stop.shift <= 0 or not order.knows_at_most(node.start, last):
        return node
    if node.stop.base is None and node.stop.shift > MOST_TERMS:
        raise InputError(f"a {node.which} over {node.stop.shift} steps is too long to be written out: use an induction")
    end = substitute(node.body, {node.index: last})
    before = opened_range(replace(node, stop=last), order)
    if node.which in ("sum", "product"):
        return Add((before, end)) if node.which == "sum" else Mul((before, end))
    if node.start == last:
        return end
    # a maximum over no step has no value, so that an earlier step has to be known
    return Apply(node.which, (before, end)) if order.knows_at_most(node.start, last - 1) else node


def _variable(node: Ranged | Value | Gradient) -> Scalar | VectorExpr:
    """Return the variable for a range, or a value of an unknown function: one for two only where they are the same."""
    plain = _plain(node, 0)
    order: dict[Index, Index] = {}
    for index in _free_in_order(plain):
        order.setdefault(index, Index(f"x{len(order)}", index.kind))
    name = json.dumps(to_json(substitute(plain, order)), ensure_ascii=False, separators=(",", ":"))
    if isinstance(node, Gradient):
        return Vector(name, tuple(order))
    return Indexed(name, tuple(order)) if order else Symbol(name)


def _plain(node: Any, depth: int) -> Any:
    """Return a node without abbreviations, its bound steps named by depth."""
    if isinstance(node, Named):
        return _plain(node.body, depth)
    if isinstance(node, Ranged):
        bound = Index(f"s{depth}", "step")
        body = substitute(node.body, {node.index: bound})
        return replace(node, index=bound, body=_plain(body, depth + 1))
    return rebuild(node, lambda child: _plain(child, depth))


def _free_in_order(node: Any) -> Iterator[Index]:
    free = free_indices(node)
    if isinstance(node, Indexed | Vector):
        yield from (index for index in node.indices if index in free)
    for child in children(node):
        yield from (index for index in _free_in_order(child) if index in free)


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
        solved = {key: substitute(value, {left: right}) for key, value in solved.items()}
        solved[left] = right
    return solved, rest


def _ways(fact: Any) -> Iterator[tuple[Any, Any]]:
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


def _products(equation: SameVector, goal: Any) -> Iterator[Relation]:
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


def _put_in(fact: Any, solved: Mapping[Any, Any]) -> Any:
    # spans are spans of vector variables; ``Frozen.read`` returns what one of them equals
    return substitute(fact, solved) if solved and not isinstance(fact, InSpan | Spectrum) else fact


def _says_nothing(fact: Formula) -> bool:
    return isinstance(fact, Relation) and fact.left == fact.right and fact.operator in ("=", "<=", ">=")
