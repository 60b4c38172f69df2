"""Refutes "there are constants …" by data that are given entry by entry, closed in the constants, and a run on them.

Let c₁, …, c_m be positive numbers that the statement calls constants, each a function of quantities of the data. On the
data, the quantities that c_j depends on are numbers in c₁, …, c_{j−1} only: so whatever the functions are, they have
some values c₁, …, c_m there, and of these no more is used than that they are positive. The run is there: every family
has its first member, and its next one by an expression that has a value whatever the members are (``unrolling``); an
entry of a vector is such a member, or one number for all steps. If all hypotheses are derived for these data and this
run, and that a conclusion fails, and all of them are defined, then no constants make the statement true. What a formula
says of the data is in ``statement.rewriting.few_samples``.

A conclusion for all t with s ≤ t < e fails where it fails at one such t. That there is a step T with several parts
fails if, for every T, one of the parts fails: which one, and at which t, may be chosen for T = 0, 1, …, k − 1 one by
one, and once for all T ≥ k.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from verify.claims.claim import Claim
from verify.claims.derivations.parts import Derivation, WhateverConstants
from verify.claims.evidence import Evidence
from verify.errors import InputError
from verify.exact.knowledge import Knowledge
from verify.exact.methods import RUNS
from verify.exact.protocol import Lookup
from verify.exact.runs.derive import OPPOSITE, Deriver, NotDerivedError
from verify.exact.runs.freezing.definedness import NOUGHT, TRUE, undefined_part
from verify.exact.runs.freezing.sequents import Sequent, closed, step_names, taken_names
from verify.exact.runs.hints import nth
from verify.exact.runs.moves_made import MovesMade
from verify.exact.runs.unrolling import carried_on, is_before_0
from verify.json_types import JsonObject
from verify.statement.formulas import Exists, ForAll, Formula, Node, RunStatement, ThereAreConstants
from verify.statement.indices import Index
from verify.statement.readings.interchange import to_json
from verify.statement.readings.notation import to_text
from verify.statement.rewriting.substitution import substitute
from verify.statement.tree import Indexed, Relation, Scalar, Step, Symbol, Vector
from verify.statement.walk import free_indices, free_symbols, subtrees

KIND = "no constants"


def has_constants(claim: Claim) -> bool:
    """Tell whether a claim says that there are constants."""
    return isinstance(claim.statement, RunStatement) and isinstance(claim.statement.conclusions[0], ThereAreConstants)


def decide_constants(claim: Claim, lookup: Lookup) -> Evidence:
    """Return the evidence that no constants make a claim true, or why there is none."""
    whole = claim.statement.conclusions[0]
    if not isinstance(whole, ThereAreConstants):
        raise AssertionError("asked only of a claim that says there are constants")
    if claim.broken_by is None:
        return Evidence("none", "none", {"why": "no method proves that there are constants; name data that break it"})
    try:
        return Evidence(KIND, "data in closed form", refutation(whole, claim.broken_by, lookup))
    except (NotDerivedError, InputError) as fault:
        return Evidence("none", "none", {"why": str(fault)})


def refutation(whole: ThereAreConstants, made: WhateverConstants, lookup: Lookup) -> JsonObject:
    """Return what shows that no constants make a statement true; raises NotDerivedError where it does not."""
    _check_names(whole, made)
    _check_order(whole, made)
    positive = [Relation(">", constant.symbol, NOUGHT) for constant in whole.constants]
    starts = (start for start, _ in made.runs.values())
    for value in (*made.data.symbols.values(), *_closed_entries(made), *starts):
        if undefined_part(Sequent.of(positive, TRUE), value) is not None:
            raise NotDerivedError("", f"{to_text(value)} may be undefined")
    facts = [*positive, *_run(made, positive)]
    goals = [one for hypothesis in whole.given for one in made.data.formulas(closed(hypothesis))]
    denials = denied(whole, made)
    for formula in (*facts, *goals, *denials):
        if strange := free_symbols(formula) - {constant.symbol.name for constant in whole.constants}:
            raise InputError(f"{min(strange)} has no value on the sample: give it one")
        for node in subtrees(formula):
            if isinstance(node, Indexed) and node.name not in made.runs:
                raise InputError(f"the run of {node.name} is not given: say its start and its next member")
    if any(map(is_before_0, (*goals, *denials))):
        raise NotDerivedError("", "a member before step 0 has no value on the data")
    # a step is one in the whole statement, also where a formula speaks of it as a number only
    if strange := frozenset[str]().union(*map(step_names, (*whole.given, *whole.then))) - made.data.steps.keys():
        raise InputError(
            f"{min(strange)} is a step of the statement, and has no value: give it one by symbols={{{min(strange)}: …}}"
        )
    sequent = Sequent.of(facts, TRUE, *goals, *denials)
    lookup = Knowledge.of(lookup)
    deriver = Deriver(partial(RUNS.decide, lookup=lookup, methods=(*RUNS.quick, *RUNS.slow)), lookup, MovesMade())
    sequent, known = deriver.moves(sequent, made.known)
    shown = [
        _derived(deriver.inside(f"hypothesis {number + 1}"), sequent.towards(goal), nth(made.shown, number))
        for number, goal in enumerate(goals)
    ]
    ways = [
        {
            "part": way.part,
            "later": way.later,
            "broken": _derived(deriver.inside("that the conclusion fails"), sequent.towards(denial), way.broken),
        }
        for way, denial in zip(made.ways, denials, strict=True)
    ]
    return {
        "samples": made.data.samples,
        "dimension": made.data.dimension,
        "symbols": [[name, to_json(value)] for name, value in made.data.symbols.items()],
        "vectors": [[name, [list(map(to_json, row)) for row in rows]] for name, rows in made.data.vectors.items()],
        "steps": [[name, value] for name, value in made.data.steps.items()],
        "runs": [[name, to_json(start), to_json(after)] for name, (start, after) in made.runs.items()],
        "index": to_json(made.data.index),
        "conclusion": made.conclusion,
        "known": known,
        "shown": shown,
        "ways": ways,
    }


def denied(whole: ThereAreConstants, made: WhateverConstants) -> list[Formula]:
    """Return that the chosen conclusion fails on the data, in each of the ways that are given."""
    if not 0 <= made.conclusion < len(whole.then):
        raise InputError(f"there is no conclusion {made.conclusion}: they are counted from 0")
    said = closed(whole.then[made.conclusion])
    if not isinstance(said, Exists):
        if len(made.ways) > 1:
            raise InputError("a conclusion that is not that there is a step fails in one way: leave at_first out")
        return [_failing(made, said, made.ways[0].later)]
    T = said.variables[0]
    # of a variable that is no step, T = 0, 1, … are not all the values
    if len(said.variables) != 1 or not isinstance(T, Symbol) or not any(T.name in step_names(p) for p in said.parts):
        raise InputError("only that there is a step is shown to fail, in one of its parts")
    denials = []
    for number, way in enumerate(made.ways):
        if not 0 <= way.part < len(said.parts):
            raise InputError(f"there is no part {way.part}: they are counted from 0")
        last = number == len(made.ways) - 1
        step = Step(Index(_fresh("T", said), "step"), number) if last else Step(None, number)
        denials.append(_failing(made, substitute(closed(said.parts[way.part]), {T: step}), way.later))
    return denials


def _failing(made: WhateverConstants, said: Formula, later: int) -> Formula:
    """Return that a formula fails on the data, some steps after its start."""
    found = made.data.formulas(said)
    if len(found) > 1:
        raise InputError(f"{to_text(said)}: only what says one thing on the data is shown to fail")
    (said,) = found
    if isinstance(said, ForAll) and isinstance(said.variable, Index) and said.start is not None:
        there = said.start + later
        if later < 0 or there.shift < 0 or (said.stop is not None and not _before(there, said.stop)):
            raise InputError(
                f"a conclusion is shown to fail some steps after its start and before its end, not at {there.name}"
            )
        said = substitute(said.body, {said.variable: there})
    if not isinstance(said, Relation):
        raise InputError(f"{to_text(said)}: only a relation is shown to fail")
    return closed(Relation(OPPOSITE[said.operator], said.left, said.right))  # type: ignore[arg-type]


def _before(step: Step, stop: Step) -> bool:
    """Tell whether a step is before another one, whatever step T there is."""
    return step.base in (None, stop.base) and step.shift < stop.shift


def _fresh(name: str, *nodes: Node) -> str:
    taken = {index.name for node in nodes for found in subtrees(node) for index in _bound(found)}
    while name in taken:
        name += "'"
    return name


def _bound(node: Node) -> Iterator[Index]:
    bound = (getattr(node, "index", None), getattr(node, "variable", None))
    yield from (value for value in bound if isinstance(value, Index))
    yield from free_indices(node)


def _derived(deriver: Deriver, sequent: Sequent, hint: Derivation) -> JsonObject:
    if (part := undefined_part(sequent, sequent.goal, Knowledge.of(deriver.lookup).normalisers)) is not None:
        raise NotDerivedError(deriver.where, f"{to_text(part)} in {to_text(sequent.goal)} may make it undefined")
    return deriver.derive(sequent, hint)


def _run(made: WhateverConstants, positive: list[Relation]) -> Iterator[Formula]:
    """Yield the equations of the run; NotDerivedError where the next member may have no value."""
    t = made.data.index
    for name, (start, after) in made.runs.items():
        step = ForAll(t, Relation("=", Indexed(name, (Step(t, 1),)), after), Step(None), None)
        if free_indices(start) or any(isinstance(node, Indexed | Vector | Step) for node in subtrees(start)):
            raise InputError(f"{name}(0) is {to_text(start)}: give a number in the constants")
        if carried_on(step, positive) != name:
            raise NotDerivedError("", f"{name}(t+1) = {to_text(after)} may have no value, or speaks of other steps")
        yield Relation("=", Indexed(name, (Step(None),)), start)
        yield step


def _closed_entries(made: WhateverConstants) -> Iterator[Scalar]:
    """Yield the entries of vectors that are no members of a run."""
    for rows in made.data.vectors.values():
        for entry in (entry for row in rows for entry in row):
            if not isinstance(entry, Indexed) or entry.indices != (Step(made.data.index),):
                yield entry


def _check_names(whole: ThereAreConstants, made: WhateverConstants) -> None:
    constants = [constant.symbol.name for constant in whole.constants]
    names = [*constants, *made.data.symbols, *made.data.steps, *made.data.vectors, *made.runs]
    if clash := set(constants) & set(names[len(constants) :]):
        raise InputError(f"{min(clash)} is a constant of the statement, and has no value of ours")
    if len(set(names)) < len(names):
        raise InputError("a name stands for two things on the sample: give it one value")
    if min(made.data.steps.values(), default=0) < 0:
        raise InputError("a step on the sample is before 0: count from 0")
    for value in (*made.data.symbols.values(), *_closed_entries(made)):
        if not free_symbols(value) <= set(constants) or free_indices(value) or taken_names(value) - set(constants):
            raise InputError(f"{to_text(value)}: a value on the sample speaks of the constants only")


def _check_order(whole: ThereAreConstants, made: WhateverConstants) -> None:
    """Refuse a constant that depends on what is given by itself, or by a later one."""
    earlier: set[str] = set()
    for constant in whole.constants:
        for quantity in constant.of:
            number = made.data.number(quantity)
            known = Sequent.of((Relation(">", Symbol(name), NOUGHT) for name in earlier), TRUE)
            if taken_names(number) - earlier or free_indices(number) or undefined_part(known, number) is not None:
                raise InputError(
                    f"{constant.symbol.name} depends on {to_text(quantity)}, which is {to_text(number)} on the sample: "
                    "let it speak of constants before it"
                )
        earlier.add(constant.symbol.name)
