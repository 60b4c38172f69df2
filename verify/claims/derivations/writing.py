"""Short ways to write derivations about runs: ``by_induction``, ``by_telescoping``, ``have``, ``apply``, witnesses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any, TypeAlias

from verify.claims.certificate import Certificate, Use
from verify.claims.claim import Claim
from verify.claims.derivations import checked
from verify.claims.derivations.parts import (
    Apply,
    Derivation,
    FirstExit,
    Have,
    Induction,
    Move,
    Specialise,
    Witness,
)
from verify.errors import InputError
from verify.statement.formulas import ForAll, Formula
from verify.statement.indices import Index
from verify.statement.rewriting.substitution import substitute
from verify.statement.tree import (
    Indexed,
    Ranged,
    Relation,
    Scalar,
    Scalarlike,
    Step,
    Symbol,
    Vector,
    VectorExpr,
    scalar,
)
from verify.statement.writing.variables import bound_index
from verify.statement.writing.variables import step as as_step

Hint: TypeAlias = "Derivation | Certificate | None"


def derivation(hint: Hint) -> Derivation:
    """Return a hint as a derivation: a certificate proves the goal at its step, None leaves it to the methods.

    Raises InputError for what is none of these.
    """
    return checked.hint("a hint", hint)


def by_steps(*moves: Move, then: Hint = None, at: Iterable[Step | int] = ()) -> Derivation:
    """Return the derivation that adds facts one after another, and then shows the goal.

    >>> from verify.statement.writing.variables import family, steps
    >>> t, = steps("t")
    >>> by_steps(have(family("a", t) >= 0), at=[3]).at[0].name
    '3'

    ``at`` names steps at which facts for all steps are to be looked at, beside those of the goal.
    """
    last = checked.hint("by_steps: then", then)
    found = (*checked.moves("by_steps", moves), *last.moves)
    return Derivation(found, last.end, (*map(as_step, checked.several("by_steps: at", at)), *last.at))


def have(fact: Formula, because: Hint = None) -> Have:
    """Return the move that shows a fact and goes on with it; a free step in it stands for all steps from 0 on.

    >>> from verify.statement.readings.notation import to_text
    >>> from verify.statement.writing.variables import family, steps
    >>> t, = steps("t")
    >>> to_text(have(family("a", t + 1) <= family("a", t)).fact)
    'a(t+1) ≤ a(t) for all t'
    """
    return Have(checked.formula("have", fact), checked.hint("have", because))


def induct(
    t: Step,
    *invariants: Formula,
    start: Step | int = 0,
    stop: Step | int | None = None,
    base: Iterable[Hint] = (),
    step: Iterable[Hint] = (),
) -> Induction:
    """Return the move that shows invariants for all steps start ≤ t < stop by induction.

    >>> from verify.statement.writing.variables import family, steps
    >>> t, = steps("t")
    >>> induct(t, family("a", t) <= 1, start=2).start.name
    '2'

    ``base`` and ``step`` have one hint for each invariant, in their order, as far as they need one.
    """
    if not invariants:
        raise InputError("an induction shows nothing: give its invariants after the step, as in induct(t, a(t) >= 0)")
    return Induction(
        bound_index(t),
        tuple(checked.formula("an invariant", invariant) for invariant in invariants),
        as_step(start),
        None if stop is None else as_step(stop),
        checked.hints("base of the induction", base, most=len(invariants)),
        checked.hints("step of the induction", step, most=len(invariants)),
    )


def by_induction(
    t: Step,
    *invariants: Formula,
    start: Step | int = 0,
    stop: Step | int | None = None,
    base: Iterable[Hint] = (),
    step: Iterable[Hint] = (),
    then: Hint = None,
) -> Derivation:
    """Return the derivation by induction on t, after which the goal follows at each step.

    >>> from verify.statement.writing.variables import family, steps
    >>> t, = steps("t")
    >>> by_induction(t, family("a", t) <= 1).moves[0].index.name
    't'
    """
    return by_steps(induct(t, *invariants, start=start, stop=stop, base=base, step=step), then=then)


def by_telescoping(total: Scalar, potential: Scalar, *, at_most: bool = True, step: Hint = None) -> Induction:
    """Return the move that a sum over steps is at most the growth of a potential, or at least, by its one-step bound.

    The potential a(t) speaks of the sum's own step t; the move shows Σ_{s≤k<t} f(k) ≤ a(t) − a(s) for all t ≥ s, from
    f(t) ≤ a(t+1) − a(t), which ``step`` shows. Raises InputError for what is no sum over steps.

    >>> from verify.statement.writing.variables import family, fixed_steps, steps
    >>> from verify.statement.writing.operations import total
    >>> from verify.statement.readings.notation import to_text
    >>> t, = steps("t"); T, = fixed_steps("T")
    >>> move = by_telescoping(total(t, family("f", t), stop=T), -family("L", t))
    >>> to_text(move.invariants[0])
    'Σ_{k<t} f(k) ≤ -L(t) - (-L(0)) for all t'
    """
    if not isinstance(total, Ranged) or total.which != "sum":
        raise InputError("by_telescoping: give a sum over steps, total(t, …, stop=T), and a potential")
    potential = checked.number("the potential of by_telescoping", potential)
    t = Step(total.index)
    k = Step(type(total.index)("k" if total.index.name != "k" else "j", "step"))
    body = substitute(total.body, {total.index: k})
    before = Ranged("sum", bound_index(k), total.start, t, body)
    growth = potential - substitute(potential, {total.index: total.start})
    stop = None
    invariant = before <= growth if at_most else before >= growth
    return Induction(total.index, (invariant,), total.start, stop, (), (checked.hint("by_telescoping: step", step),))


def read_mapping(used: Claim, mapping: Mapping[Any, Any] | None) -> dict[Any, Any]:
    """Return a mapping of a claim's variables with numbers as expressions; InputError for what is no expression."""
    if not isinstance(mapping or {}, Mapping):
        raise InputError(f"the values for the variables of {used.id} are {mapping!r:.60}: write {{variable: value}}")
    found = {}
    for key, value in (mapping or {}).items():
        if not isinstance(key, Symbol | Indexed | Vector | Index):
            raise InputError(f"{used.id}: {key!r:.60} is no variable; map symbols, families and vectors themselves")
        number = isinstance(value, int | Fraction) and not isinstance(value, bool)
        if isinstance(key, Vector) != isinstance(value, VectorExpr) or not (
            number or isinstance(value, Scalar | VectorExpr | Index)
        ):
            raise InputError(
                f"{used.id}: the value of {key!r:.40} is {value!r:.40}; give a number or vector as it is one"
            )
        found[key] = scalar(value) if number else value
    return found


def apply(
    used: Claim,
    mapping: Mapping[Any, Any] | None = None,
    *,
    shown: Iterable[Hint] = (),
    names: str = "",
    over: tuple[Step, Step | int, Step | int | None] | None = None,
) -> Apply:
    """Return the move that uses a claim: a one-step claim at every step, or a claim about runs.

    >>> from verify.claims.build import claim
    >>> from verify.statement.writing.variables import symbols, family, steps
    >>> (x,), (t,) = symbols("x"), steps("t")
    >>> square = claim("square", x**2 >= 0)
    >>> apply(square, {x: family("a", t)}).use.claim
    'square'

    ``mapping`` gives values to its variables, which may speak of a free step t: of every step, or of those of ``over``,
    (t, start, stop). ``shown`` has one hint for each of its hypotheses, in their order, as far as they need one;
    ``names`` are what that which it says there is is called from here on.
    """
    if not isinstance(used, Claim):
        raise InputError(f"apply uses a claim, and {used!r:.60} is none: name the claim itself")
    if not isinstance(names, str):
        raise InputError(f'apply {used.id}: names are {names!r:.60}; give them in one text, as in names="t0 c"')
    ranged = None
    if over is not None:
        if not isinstance(over, tuple) or len(over) != 3:
            raise InputError(f"apply {used.id}: over is {over!r:.60}; write (t, start, stop), with None for no end")
        t, start, stop = over
        ranged = (bound_index(t), as_step(start), None if stop is None else as_step(stop))
    use = Use(used.full_id, used.edition, read_mapping(used, mapping))
    hypotheses = len(used.statement.hypotheses)
    hints = checked.hints(f"apply {used.id}: shown", shown, most=hypotheses)
    return Apply(use, hints, tuple(names.split()), ranged)


def at_step(t: Step | int, *names: Symbol | Vector) -> dict[Symbol | Vector, Scalar | VectorExpr]:
    """Return the mapping that sends variables of a one-step claim to the members of the same names at a step.

    >>> from verify.statement.writing.variables import steps, symbols
    >>> t, = steps("t"); γ, = symbols("γ")
    >>> at_step(t, γ)[γ].indices[0].name
    't'
    """
    from verify.statement.writing.variables import family, vector

    there = as_step(t)
    for name in names:
        if not isinstance(name, Symbol | Vector):
            raise InputError(f"at_step: {name!r:.60} is no variable; name symbols and vectors of the one-step claim")
    return {
        name: vector(name.name, *name.indices, there) if isinstance(name, Vector) else family(name.name, there)
        for name in names
    }


def specialise(fact: Formula, value: Scalar | VectorExpr) -> Specialise:
    """Return the move that says of one number or vector what a fact says of all.

    >>> from verify.statement.readings.notation import to_text
    >>> from verify.statement.writing.variables import symbols
    >>> from verify.statement.writing.quantifiers import for_all
    >>> x, y = symbols("x y")
    >>> to_text(specialise(for_all(x, x**2 >= 0), y - 1).value)
    'y - 1'
    """
    if not isinstance(fact, ForAll) or isinstance(fact.variable, Index):
        raise InputError(f"specialise: {fact!r:.60} says nothing of all numbers or vectors; give a for_all over one")
    if isinstance(fact.variable, Vector) != isinstance(value, VectorExpr):
        raise InputError(
            f"specialise: {value!r:.40} is no value of {fact.variable.name}: give a number or a vector as it is"
        )
    return Specialise(fact, value if isinstance(value, VectorExpr) else checked.number("specialise", value))


def witness(values: Mapping[Any, Any], *parts: Hint) -> Derivation:
    """Return the derivation that there is something: values of its variables, and hints for its parts at them.

    >>> from verify.statement.writing.variables import fixed_steps
    >>> T, = fixed_steps("T")
    >>> witness({T: 3}).end.values[T.base].name
    '3'
    """
    given: dict[Any, Any] = {}
    for key, value in checked.table("witness", values).items():
        if isinstance(key, Step) and isinstance(key.base, Symbol) and not key.shift:
            given[key.base] = as_step(value) if not isinstance(value, Scalar) else value
        elif isinstance(key, Vector) and isinstance(value, VectorExpr):
            given[key] = value
        elif isinstance(key, Symbol | Indexed):
            # a whole number may be the value of a step that is written as a symbol
            given[key] = as_step(value) if isinstance(value, int) else checked.number(f"the witness {key.name}", value)
        else:
            raise InputError(f"witness: {value!r:.40} is no value of {key!r:.40}; map what exists(…) names to a value")
    if not given:
        raise InputError("witness has no value: write witness({T: value}, …)")
    return Derivation(end=Witness(given, checked.hints("witness", parts)))


def first_exit(
    t: Step,
    until: Relation,
    *,
    bound: Scalarlike,
    start: Step | int = 0,
    last: str = "T",
    late: Hint = None,
    parts: Iterable[Hint] = (),
) -> Derivation:
    """Return the derivation that there is a first step t₀ ≤ bound at which ``until`` fails.

    >>> from verify.statement.readings.notation import to_text
    >>> from verify.statement.writing.variables import family, steps
    >>> t, = steps("t")
    >>> to_text(first_exit(t, family("a", t) >= 1, bound=10).end.until)
    'a(t) ≥ 1 for all t'

    ``late`` shows T ≤ bound − 1 from ``until`` at all steps from start to T, T being called ``last``; ``parts`` show
    what else is said of t₀, for which ``until`` holds at all steps before it and fails at it.
    """
    if not isinstance(until, Relation):
        raise InputError(f"first_exit: {until!r:.60} is no relation; say what holds up to the exit, as in a(t) >= 1")
    if not isinstance(last, str) or not last.isidentifier():
        raise InputError(f'first_exit: last is {last!r:.40}; give the name of the last step before it, as in last="T"')
    end = FirstExit(
        until,
        bound_index(t),
        as_step(start),
        checked.number("first_exit: the bound", bound),
        Symbol(last),
        checked.hint("first_exit: late", late),
        checked.hints("first_exit: parts", parts),
    )
    return Derivation(end=end)
