"""Looks for a short exact run that breaks a claim about runs: its steps are written out and searched as a statement."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import product

from verify.claims.claim import Claim
from verify.claims.evidence import Evidence
from verify.errors import InputError
from verify.exact.runs.freezing.sequents import step_names
from verify.exact.runs.unrolling import unrolled
from verify.search.evidence import counterexample_evidence
from verify.search.falsify import Falsified, falsify
from verify.search.shrink import shrink
from verify.search.statement_search import Observer, Search
from verify.statement.formulas import Node, RunStatement, Statement
from verify.statement.tree import Indexed, Step, Vector
from verify.statement.walk import subtrees

LONGEST, LONGEST_OF_NUMBERS, MOST_STEPS = 3, 6, 2
BUDGET = 600


def refuted_by_a_run(
    claim: Claim, *, seed: int, budget: int = BUDGET, observe: Observer | None = None
) -> Evidence | None:
    """Return the evidence of an exact run of at most ``LONGEST`` steps that breaks a claim, or None.

    The data are those of a counterexample to the statement on the steps of the run, and as ``run`` the number of its
    last step and the values of the steps that the statement names.
    """
    if not isinstance(claim.statement, RunStatement):
        return None
    for number, values, last, statement in _written_out(claim.statement):
        try:
            search = Search(statement, seed, claim.proposals, observe)
            found = falsify(statement, seed=seed, budget=budget, refine=False, search=search)
        except InputError:
            continue  # outside the language of the search
        if isinstance(found, Falsified):
            smallest = replace(found, instance=shrink(found.instance, statement))
            evidence = counterexample_evidence(smallest, statement)
            run = {"last": last, "steps": values}
            return Evidence("counterexample", "a run", {**evidence.data, "conclusion": number, "run": run})
    return None


def _written_out(statement: RunStatement) -> Iterator[tuple[int, dict[str, int], int, Statement]]:
    names = sorted(frozenset[str]().union(*map(step_names, (*statement.hypotheses, *statement.conclusions))))
    if len(names) > MOST_STEPS:
        return
    # without members the steps are numbers only, as in n!, and a few more cost nothing
    longest = LONGEST if any(_is_member(node) for node in subtrees(statement)) else LONGEST_OF_NUMBERS
    for last in range(longest + 1):
        for chosen in product(range(last + 1), repeat=len(names)):
            for number in range(len(statement.conclusions)):
                values = dict(zip(names, chosen, strict=True))
                try:
                    made = unrolled(statement, number, values, last)
                except InputError:
                    continue  # the steps are too many, or a range is not known to begin at 0 or later
                if made is not None:
                    yield number, values, last, made


def _is_member(node: Node) -> bool:
    return isinstance(node, Indexed | Vector) and any(isinstance(index, Step) for index in node.indices)
