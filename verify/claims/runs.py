"""Short ways to write derivations about runs: ``by_induction``, ``by_telescoping``, ``have``, ``apply``, witnesses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any, TypeAlias

from verify.claims.certificate import Certificate, Use
from verify.claims.claim import Claim
from verify.claims.derivation import (
    Apply,
    Derivation,
    Failing,
    FirstExit,
    Have,
    Induction,
    Move,
    Specialise,
    WhateverConstants,
    Witness,
)
from verify.errors import InputError
from verify.statement.build import bound_index
from verify.statement.build import step as as_step
from verify.statement.few_samples import FewSamples
from verify.statement.formulas import Formula
from verify.statement.tree import Index, Ranged, Relation, Scalar, Scalarlike, Step, Symbol, Vector, VectorExpr, scalar
from verify.statement.walk import substitute

Hint: TypeAlias = "Derivation | Certificate | None"


def derivation(hint: Hint) -> Derivation:
    """Return a hint as a derivation: a certificate proves the goal at its step, None leaves it to the methods."""
    if hint is None:
        return Derivation()
    return hint if isinstance(hint, Derivation) else Derivation(end=hint)


def by_steps(*moves: Move, then: Hint = None, at: Iterable[Step | int] = ()) -> Derivation:
    """Return the derivation that adds facts one after another, and then shows the goal.

    >>> from verify.statement.build import family, steps
    >>> t, = steps("t")
    >>> by_steps(have(family("a", t) >= 0), at=[3]).at[0].name
    '3'

    ``at`` names steps at which facts for all steps are to be looked at, beside those of the goal.
    """
    last = derivation(then)
    return Derivation((*moves, *last.moves), last.end, (*map(as_step, at), *last.at))


def have(fact: Formula, because: Hint = None) -> Have:
    """Return the move that shows a fact and goes on with it; a free step in it stands for all steps from 0 on.

    >>> from verify.statement.readings.notation import to_text
    >>> from verify.statement.build import family, steps
    >>> t, = steps("t")
    >>> to_text(have(family("a", t + 1) <= family("a", t)).fact)
    'a(t+1) ≤ a(t) for all t'
    """
    return Have(fact, derivation(because))


def induct(
    t: Step,
    *invariants: Formula,
    start: Step | int = 0,
    stop: Step | int | None = None,
    base: Iterable[Hint] = (),
    step: Iterable[Hint] = (),
) -> Induction:
    """Return the move that shows invariants for all steps start ≤ t < stop by induction.

    >>> from verify.statement.build import family, steps
    >>> t, = steps("t")
    >>> induct(t, family("a", t) <= 1, start=2).start.name
    '2'

    ``base`` and ``step`` have one hint for each invariant, in their order, as far as they need one.
    """
    return Induction(
        bound_index(t),
        invariants,
        as_step(start),
        None if stop is None else as_step(stop),
        tuple(map(derivation, base)),
        tuple(map(derivation, step)),
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

    >>> from verify.statement.build import family, steps
    >>> t, = steps("t")
    >>> by_induction(t, family("a", t) <= 1).moves[0].index.name
    't'
    """
    return by_steps(induct(t, *invariants, start=start, stop=stop, base=base, step=step), then=then)


def by_telescoping(total: Scalar, potential: Scalar, *, at_most: bool = True, step: Hint = None) -> Induction:
    """Return the move that a sum over steps is at most the growth of a potential, or at least, by its one-step bound.

    The potential a(t) speaks of the sum's own step t; the move shows Σ_{s≤k<t} f(k) ≤ a(t) − a(s) for all t ≥ s, from
    f(t) ≤ a(t+1) − a(t), which ``step`` shows. Raises InputError for what is no sum over steps.

    >>> from verify.statement.build import family, fixed_steps, steps, total
    >>> from verify.statement.readings.notation import to_text
    >>> t, = steps("t"); T, = fixed_steps("T")
    >>> move = by_telescoping(total(t, family("f", t), stop=T), -family("L", t))
    >>> to_text(move.invariants[0])
    'Σ_{k<t} f(k) ≤ -L(t) - (-L(0)) for all t'
    """
    if not isinstance(total, Ranged) or total.which != "sum":
        raise InputError("by_telescoping: give a sum over steps, total(t, …, stop=T), and a potential")
    t = Step(total.index)
    k = Step(type(total.index)("k" if total.index.name != "k" else "j", "step"))
    body = substitute(total.body, {total.index: k})
    before = Ranged("sum", bound_index(k), total.start, t, body)
    growth = potential - substitute(potential, {total.index: total.start})
    stop = None
    invariant = before <= growth if at_most else before >= growth
    return Induction(total.index, (invariant,), total.start, stop, (), (derivation(step),))


def read_mapping(used: Claim, mapping: Any) -> dict[Any, Any]:
    """Return a mapping of a claim's variables with numbers as expressions; InputError for what is no expression."""
    if not isinstance(mapping or {}, Mapping):
        raise InputError(f"the values for the variables of {used.id} are {mapping!r:.60}: write {{variable: value}}")
    found = {}
    for key, value in (mapping or {}).items():
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
    >>> from verify.statement.build import symbols, family, steps
    >>> (x,), (t,) = symbols("x"), steps("t")
    >>> square = claim("square", x**2 >= 0)
    >>> apply(square, {x: family("a", t)}).use.claim
    'square'

    ``mapping`` gives values to its variables, which may speak of a free step t: of every step, or of those of ``over``,
    (t, start, stop). ``shown`` has one hint for each of its hypotheses, in their order, as far as they need one;
    ``names`` are what that which it says there is is called from here on.
    """
    ranged = None
    if over is not None:
        t, start, stop = over
        ranged = (bound_index(t), as_step(start), None if stop is None else as_step(stop))
    use = Use(used.full_id, used.edition, read_mapping(used, mapping))
    return Apply(use, tuple(map(derivation, shown)), tuple(names.split()), ranged)


def at_step(t: Step | int, *names: Symbol | Vector) -> dict[Symbol | Vector, Scalar | VectorExpr]:
    """Return the mapping that sends variables of a one-step claim to the members of the same names at a step.

    >>> from verify.statement.build import steps, symbols
    >>> t, = steps("t"); γ, = symbols("γ")
    >>> at_step(t, γ)[γ].indices[0].name
    't'
    """
    from verify.statement.build import family, vector

    there = as_step(t)
    return {
        name: vector(name.name, *name.indices, there) if isinstance(name, Vector) else family(name.name, there)
        for name in names
    }


def specialise(fact: Formula, value: Scalar | VectorExpr) -> Specialise:
    """Return the move that says of one number or vector what a fact says of all.

    >>> from verify.statement.readings.notation import to_text
    >>> from verify.statement.build import symbols
    >>> from verify.statement.quantifiers import for_all
    >>> x, y = symbols("x y")
    >>> to_text(specialise(for_all(x, x**2 >= 0), y - 1).value)
    'y - 1'
    """
    return Specialise(fact, value)


def witness(values: Mapping[Any, Any], *parts: Hint) -> Derivation:
    """Return the derivation that there is something: values of its variables, and hints for its parts at them.

    >>> from verify.statement.build import fixed_steps
    >>> T, = fixed_steps("T")
    >>> witness({T: 3}).end.values[T.base].name
    '3'
    """
    keys: dict[Any, Any] = {key.base if isinstance(key, Step) else key: value for key, value in values.items()}
    given = {key: as_step(value) if isinstance(value, int) else value for key, value in keys.items()}
    return Derivation(end=Witness(given, tuple(map(derivation, parts))))


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
    >>> from verify.statement.build import family, steps
    >>> t, = steps("t")
    >>> to_text(first_exit(t, family("a", t) >= 1, bound=10).end.until)
    'a(t) ≥ 1 for all t'

    ``late`` shows T ≤ bound − 1 from ``until`` at all steps from start to T, T being called ``last``; ``parts`` show
    what else is said of t₀, for which ``until`` holds at all steps before it and fails at it.
    """
    end = FirstExit(
        until,
        bound_index(t),
        as_step(start),
        scalar(bound),
        Symbol(last),
        derivation(late),
        tuple(map(derivation, parts)),
    )
    return Derivation(end=end)


def failing(*, part: int = 0, later: int = 0, broken: Hint = None) -> Failing:
    """Return one way a conclusion fails: in which part, how many steps after the part's start, and why.

    >>> failing(part=4, later=1).part
    4
    """
    return Failing(part, later, derivation(broken))


def whatever_constants(
    t: Step,
    *,
    symbols: Mapping[Symbol | Step, Scalarlike],
    vectors: Mapping[str, Any],
    runs: Mapping[str, tuple[Scalarlike, Scalarlike]],
    conclusion: int = 0,
    part: int = 0,
    later: int = 0,
    broken: Hint = None,
    at_first: Iterable[Failing] = (),
    known: Iterable[Move] = (),
    shown: Iterable[Hint] = (),
) -> WhateverConstants:
    """Return data that break "there are constants …" whatever these are.

    >>> from verify.statement.build import family, steps, symbols
    >>> (t,), (c,) = steps("t"), symbols("c")
    >>> made = whatever_constants(t, symbols={c: 1}, vectors={"w": c}, runs={"γ": (1, family("γ", t) + c)})
    >>> made.data.index.name, sorted(made.runs)
    ('t', ['γ'])
    >>> rows = {"z": [(c, c), (c, -c)], "w": (family("w_1", t), 0)}
    >>> whatever_constants(t, symbols={}, vectors=rows, runs={"w_1": (c, 0)}).data.samples
    2

    Values may speak of the constants. A vector is a tuple of entries (a number in one dimension), a family over samples
    a list of such; an entry may be a member of a run, and stays where it is at all steps otherwise. ``runs`` gives
    γ(0), and γ(t+1) by members at t.
    ``part``, ``later`` and ``broken`` say how the conclusion fails; if it says that there is a step T, ``at_first``
    says so for T = 0, 1, … (see ``failing``), and they for all later T. ``known`` are moves that add facts about the
    data; then ``shown`` has a hint for each thing that the hypotheses say of them, as far as they need one.
    Raises InputError for rows of different lengths.
    """
    steps = {key.base.name: value for key, value in symbols.items() if isinstance(key, Step) and key.base is not None}
    if not all(isinstance(value, int) for value in steps.values()):
        raise InputError("whatever_constants: a step is given a whole number")
    numbers = {key.name: scalar(value) for key, value in symbols.items() if isinstance(key, Symbol)}
    rows = {name: _rows(value) for name, value in vectors.items()}
    samples, dimension = _shape(rows)
    data = FewSamples(numbers, rows, steps, samples, dimension, bound_index(t))  # type: ignore[arg-type]
    return WhateverConstants(
        data,
        {name: (scalar(start), scalar(after)) for name, (start, after) in runs.items()},
        conclusion,
        (*at_first, failing(part=part, later=later, broken=broken)),
        tuple(known),
        tuple(map(derivation, shown)),
    )


def _rows(value: Any) -> tuple[tuple[Scalar, ...], ...]:
    rows = value if isinstance(value, list) else [value]
    return tuple(tuple(map(scalar, row)) if isinstance(row, tuple) else (scalar(row),) for row in rows)


def _shape(vectors: Mapping[str, tuple[tuple[Scalar, ...], ...]]) -> tuple[int, int]:
    """Return how many samples and dimensions there are."""
    lengths = {len(row) for rows in vectors.values() for row in rows} or {1}
    counts = {len(rows) for rows in vectors.values()} | {1}
    if len(lengths) > 1 or 0 in lengths | counts or len(counts) > 2:
        raise InputError("whatever_constants: give every vector as many entries, and every family as many rows")
    return max(counts), max(lengths)
