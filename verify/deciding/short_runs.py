"""Looks for a short exact run that breaks a claim about runs: its steps are written out and searched as a statement."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product

from verify.claims.claim import Claim
from verify.claims.evidence import Evidence
from verify.errors import InputError
from verify.exact.runs.freezing.sequents import step_names
from verify.exact.runs.no_step import NoStep, ways_to_fail
from verify.exact.runs.unrolling import Tail, tails, unrolled
from verify.json_types import JsonObject
from verify.search.evidence import counterexample_evidence
from verify.search.falsify import Falsified, falsify
from verify.search.shrink import shrink
from verify.search.statement_search import Observer, Search
from verify.statement.formulas import Exists, Node, RunStatement, Statement
from verify.statement.tree import Indexed, Step, Symbol, Vector
from verify.statement.walk import subtrees

LONGEST, LONGEST_OF_NUMBERS, MOST_STEPS = 3, 6, 2
LONG, FEW = 6, 64  # how long runs are, and how many draws each has, where a claim is not proved
BUDGET = 600


@dataclass(frozen=True)
class Written:
    """A number of steps of a run written out: which conclusion is to fail, and how."""

    conclusion: int
    values: dict[str, int]
    last: int
    tail: Tail
    failing: NoStep | None
    statement: Statement

    @property
    def run(self) -> JsonObject:
        """What the evidence says of the run beside its members."""
        found: JsonObject = {"last": self.last, "steps": self.values}
        if self.tail != Tail():
            signs = [list(one) for one in self.tail.signs]
            found["tail"] = {"nought": list(self.tail.nought), "signs": signs, "tight": self.tail.tight}
        if self.failing is not None:
            found["failing"] = {"parts": list(self.failing.parts), "bound": self.failing.bound}
        return found


def refuted_by_a_longer_run(claim: Claim, *, seed: int) -> Evidence | None:
    """Return the same for tight runs of ``LONGEST`` to ``LONG`` steps."""
    return refuted_by_a_run(claim, seed=seed, budget=FEW, steps=range(LONGEST + 1, LONG + 1))


def refuted_by_a_run(
    claim: Claim,
    *,
    seed: int,
    budget: int = BUDGET,
    observe: Observer | None = None,
    steps: range | None = None,
) -> Evidence | None:
    """Return the evidence of an exact run of at most ``LONGEST`` steps that breaks a claim, or None.

    The data are those of a counterexample to the statement on the steps of the run, and as ``run`` the number of its
    last step, the values of the steps that the statement names, and what is chosen of its tail.
    """
    if not isinstance(claim.statement, RunStatement):
        return None
    for written in _written_out(claim.statement, steps):
        statement = written.statement
        try:
            search = Search(statement, seed, claim.proposals, observe)
            found = falsify(statement, seed=seed, budget=budget, refine=False, search=search)
        except InputError:
            continue  # outside the language of the search
        if isinstance(found, Falsified):
            smallest = replace(found, instance=shrink(found.instance, statement, search=search))
            evidence = counterexample_evidence(smallest, statement)
            data = {**evidence.data, "conclusion": written.conclusion, "run": written.run}
            return Evidence("counterexample", "a run", data)
    return None


def _written_out(statement: RunStatement, steps: range | None) -> Iterator[Written]:
    names = sorted(frozenset[str]().union(*map(_free_steps, (*statement.hypotheses, *statement.conclusions))))
    if len(names) > MOST_STEPS:
        return
    # without members the steps are numbers only, as in n!, and a few more cost nothing
    longest = LONGEST if any(_is_member(node) for node in subtrees(statement)) else LONGEST_OF_NUMBERS
    choices = list(tails(statement, tight=steps is not None))
    for last in steps or range(longest + 1):
        for chosen in product(range(last + 1), repeat=len(names)):
            values = dict(zip(names, chosen, strict=True))
            for number, conclusion in enumerate(statement.conclusions):
                for failing in ways_to_fail(conclusion, last):
                    for tail in choices:
                        try:
                            made = unrolled(statement, number, values, last, tail=tail, failing=failing)
                        except InputError:
                            break  # the steps are too many, or a range is not known to begin at 0 or later
                        if made is not None:
                            yield Written(number, values, last, tail, failing, made)
                            break


def _free_steps(formula: Node) -> frozenset[str]:
    variables = formula.variables if isinstance(formula, Exists) else ()
    return step_names(formula) - {variable.name for variable in variables if isinstance(variable, Symbol)}


def _is_member(node: Node) -> bool:
    return isinstance(node, Indexed | Vector) and any(isinstance(index, Step) for index in node.indices)
