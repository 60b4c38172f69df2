"""Which changes of a refuted statement make it right: all are tried on one batch of points, the few left are searched.

The budgets are numbers of changes, draws and proofs, so that the same claim has the same neighbours; only where these
take very long is the search cut off, and that is said (``patience``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any, get_args

import numpy as np

from verify.claims.claim import Claim
from verify.claims.evidence import Evidence
from verify.claims.neighbour import Neighbour
from verify.deciding.neighbours.changes import SIMPLE, Change, Kind, changes, folded
from verify.deciding.neighbours.patience import Patience
from verify.deciding.rechecking import objection
from verify.errors import InputError
from verify.exact.both_ways import BothWays
from verify.exact.certificates.methods import ByForm, FoundCertificate, LinearCombination
from verify.exact.certificates.signs import Signs, facts_of, oriented
from verify.exact.functions.method import Functions
from verify.exact.lemmas.method import Lemmas
from verify.exact.protocol import Method, Reason
from verify.exact.sums.atoms import freeze
from verify.exact.sums.method import Sums
from verify.exact.sums.normal_form import Normaliser
from verify.search.evaluation.batch import Batch, without_derivatives
from verify.search.evidence import campaign_evidence
from verify.search.example import find_example
from verify.search.falsify import Survived, falsify
from verify.search.hypotheses.keeping import hypotheses_hold
from verify.search.points import Array
from verify.search.statement_search import Search
from verify.statement.expansion import carry_out_derivatives
from verify.statement.formulas import Hypothesis, Statement
from verify.statement.instance import Instance
from verify.statement.readings.values import Readings, refutes
from verify.statement.tree import Relation

ORDERED: tuple[Method[Any], ...] = (
    ByForm(), LinearCombination(), Lemmas("short lemmas", after_search=False), Functions(budget=25),
)  # fmt: skip
QUICK: tuple[Method[Any], ...] = (Sums(), *ORDERED, BothWays(ORDERED))
SLOW: tuple[Method[Any], ...] = (FoundCertificate(),)
SHAPES, DRAWS = 8, 48
GLANCE, SEARCH = 300, 2000
# so many changes of a kind are looked at, tried with quick and slow methods, searched at length, and shown
OF_A_KIND, MOST_TRIED, MOST_SLOW, MOST_SEARCHED, MOST_SHOWN = 2, 7, 2, 3, 3
ORDER: dict[Kind, int] = {kind: number for number, kind in enumerate(get_args(Kind))}


def neighbours(
    claim: Claim, counterexample: Instance, number: int, *, seed: int = 0, patience: Patience | None = None
) -> tuple[Neighbour, ...]:
    """Return the nearest true neighbours of a claim whose conclusion of that number (from 0) an instance breaks.

    At most three, of different kinds, proved ones first. Each keeps its hypotheses at some exact instance, and none is
    true for a reason that has nothing to do with the claim, such as two equal sides. ``patience`` tells afterwards
    whether the search was cut off.

    >>> from fractions import Fraction
    >>> from verify.author import claim, symbols
    >>> x, = symbols("x")
    >>> found = neighbours(claim("a", x**2 >= x), Instance(scalars={"x": Fraction(1, 2)}), 0)
    >>> print("\\n".join(one.words for one in found))
    PROVED: x² ≥ x (given x ≥ 1 besides)
    """
    statement, patience = claim.plain, patience or Patience()
    search = Search(statement, seed, claim.proposals)
    tried = (one for one in changes(statement, number) if patience.lasts())
    readings = Readings(counterexample)  # one for all, as the changes share most of their parts
    standing = [one for one in tried if refutes(counterexample, one.statement, readings) is None]
    standing = list(_best_constants(_standing(search, standing)))
    normal = Normaliser.given(())
    said = [one for one in standing if not _is_plain(one.statement, number, statement.hypotheses, normal)] or standing
    ranked = _a_few_of_each(sorted(said, key=lambda one: ORDER[one.kind]))
    near = list(islice(_glanced(claim, ranked, seed, patience), MOST_TRIED))
    proved = dict(_proved(claim, near, patience))
    shown = _of_different_kinds([one for one in near if one in proved])
    others = [one for one in near if one not in proved and all(one.kind != other.kind for other in shown)]
    others = _of_different_kinds(others)[:MOST_SEARCHED] if len(shown) < MOST_SHOWN else []
    kept = dict(_searched(claim, others, seed, patience))
    return tuple(
        Neighbour(_with_its_limit(claim, one, number, seed, patience), one.statement, evidence)
        for one, evidence in [*((one, proved[one]) for one in shown), *kept.items()][:MOST_SHOWN]
    )


@dataclass(frozen=True)
class _Look:
    """Points in floats at which the hypotheses hold, as far as floats can tell."""

    batch: Batch
    kept: Array


def _standing(search: Search, standing: Sequence[Change]) -> list[Change]:
    """Return the changes that no point of the batches breaks, and that some point keeps."""
    looks = _looks(search)
    # a batch looks nodes up by id(), so they have to live as long as the batch
    made = [(change, without_derivatives(change.statement)) for change in standing]
    added = {id(mine): _added(search.original, change.statement) for change, mine in made}
    with np.errstate(all="ignore"):
        return [change for change, mine in made if _stands(looks, mine, added[id(mine)])]


def _looks(search: Search) -> list[_Look]:
    shapes = search.variables.shapes(n_max=3, P_max=2, d_max=3)[:SHAPES]
    with np.errstate(all="ignore"):
        search.prepare_once()
        batches = [Batch(search.axes, search.draw(shape, DRAWS, turn), shape) for turn in range(2) for shape in shapes]
        return [_Look(batch, hypotheses_hold(search.statement.hypotheses, batch)) for batch in batches]


def _added(before: Statement, after: Statement) -> tuple[Any, ...]:
    return after.hypotheses[len(before.hypotheses) :]


def _stands(looks: Sequence[_Look], statement: Statement, added: tuple[Any, ...]) -> bool:
    # a hypothesis that holds at the edge only, as x ≤ 0 beside x ≥ 0, leaves nearly nothing of the claim
    met, roomy = False, not added
    for look in looks:
        kept = look.kept & hypotheses_hold(added, look.batch) if added else look.kept
        roomy = roomy or any((kept & (look.batch.slack(one).value > 0)).any() for one in added)
        slacks = [look.batch.slack(conclusion) for conclusion in statement.conclusions]
        if any((kept & slack.fails).any() for slack in slacks):
            return False
        met = met or bool((kept & np.all([slack.holds for slack in slacks], axis=0)).any())
    return met and roomy


def _best_constants(standing: Iterable[Change]) -> Iterator[Change]:
    """Yield the changes, of the constants in one place only the nearest on either side of the one that was there."""
    nearest: dict[tuple[int, bool], Change] = {}
    for change in standing:
        if change.place < 0:
            yield change
            continue
        side = (change.place, change.value > change.before)
        best = nearest.get(side)
        if best is None or abs(change.value - change.before) < abs(best.value - best.before):
            nearest[side] = change
    yield from nearest.values()


def _is_plain(statement: Statement, number: int, given: tuple[Hypothesis, ...], normal: Normaliser) -> bool:
    """Tell whether a conclusion says little: equal sides, a hypothesis again, or what the signs of its terms show.

    The signs are those that the hypotheses of the refuted claim give: what an added one shows is worth saying.
    """
    conclusion = statement.conclusions[number]
    try:
        difference = carry_out_derivatives(conclusion.left - conclusion.right)
        form = freeze(normal.of(difference))
        if conclusion.operator == "=":
            return conclusion.left == conclusion.right
        greater = freeze(normal.of(oriented(conclusion)[0]))
        relations = [
            one for one in statement.hypotheses if isinstance(one, Relation) and one.operator not in ("=", "!=")
        ]
        said = {freeze(normal.of(oriented(one)[0])) for one in relations}
        if not form or greater in said:
            return True
        signs = Signs(normal, facts_of(given, normal))
        return signs.nonnegative(folded(oriented(conclusion)[0]))
    except InputError:
        return False  # some part has no normal form


def _a_few_of_each(ranked: Iterable[Change]) -> list[Change]:
    counts: Counter[str] = Counter()
    kept = []
    for change in ranked:
        counts[change.kind] += 1
        if counts[change.kind] <= OF_A_KIND:
            kept.append(change)
    return kept


def _of_different_kinds(found: Iterable[Change]) -> list[Change]:
    kinds: dict[str, Change] = {}
    for change in found:
        kinds.setdefault(change.kind, change)
    return list(kinds.values())[:MOST_SHOWN]


def _glanced(claim: Claim, ranked: Sequence[Change], seed: int, patience: Patience) -> Iterator[Change]:
    """Yield the changes that survive a short search of their own and keep their hypotheses at some exact instance."""
    for change in ranked:
        if not patience.lasts():
            return
        try:
            search = Search(change.statement, seed, claim.proposals)
        except InputError:
            continue  # outside the language of the search
        glance = falsify(change.statement, seed=seed, budget=GLANCE, refine=False, search=search)
        met = isinstance(glance, Survived) and glance.cases
        if met and find_example(change.statement, search=search) is not None:
            yield change


def _searched(claim: Claim, near: Sequence[Change], seed: int, patience: Patience) -> Iterator[tuple[Change, Evidence]]:
    """Yield the changes that a long search does not refute, with what it saw."""
    for change in near:
        if not patience.lasts():
            return
        found = falsify(change.statement, seed=seed, budget=SEARCH, proposals=claim.proposals)
        if isinstance(found, Survived):
            yield change, campaign_evidence(found)


def _with_its_limit(claim: Claim, change: Change, number: int, seed: int, patience: Patience) -> str:
    """Return a change in words; of a constant, that the next simple one nearer to the one that was there is refuted."""
    equation = claim.plain.conclusions[number].operator == "="
    if change.place < 0 or change.value not in SIMPLE or equation or not patience.lasts():
        return change.words
    step = 1 if change.value < change.before else -1
    at = SIMPLE.index(change.value) + step
    if not 0 <= at < len(SIMPLE) or (SIMPLE[at] - change.before) * step >= 0:
        return change.words
    others = [one for one in changes(claim.plain, number) if one.place == change.place and one.value == SIMPLE[at]]
    if not others or isinstance(falsify(others[0].statement, seed=seed, budget=GLANCE), Survived):
        return change.words
    return f"{change.words}; {SIMPLE[at]} is refuted"


def _proved(claim: Claim, near: Sequence[Change], patience: Patience) -> Iterator[tuple[Change, Evidence]]:
    """Yield the changes that are proved, with proofs that the re-checker accepts."""
    left = MOST_SLOW
    for change in near:
        made = replace(
            claim, statement=change.statement, certificates=(), rests_on=(), steps=(), counterexamples=(), examples=()
        )
        parts = [_part(made, k, QUICK, patience) for k in range(len(change.statement.conclusions))]
        if None in parts and left and change.kind != "hypothesis":
            left -= 1
            parts = [_part(made, k, SLOW, patience) if part is None else part for k, part in enumerate(parts)]
        if None in parts:
            continue
        kinds = "+".join(dict.fromkeys(part["kind"] for part in parts))
        proof = Evidence("proof", kinds, {"parts": parts})
        if not objection(made, proof, {}):
            yield change, proof


def _part(claim: Claim, number: int, methods: Iterable[Method[Any]], patience: Patience) -> Any:
    for method in methods:
        if not method.can_decide(claim, number):
            continue
        if not patience.lasts():
            return None
        try:
            found = method.prove(claim, number, lambda _id, _edition: None)
        except InputError:
            continue  # outside the language of this method
        if not isinstance(found, Reason):
            return found
    return None
