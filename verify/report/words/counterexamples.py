"""Exact counterexamples in words: the instance, the conclusion it breaks and where, and both sides there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from verify.claims.derivations.parts import Failing, WhateverConstants
from verify.errors import InputError
from verify.json_types import Json
from verify.report.words.instances import plain_lines
from verify.report.words.numbers import sides_words
from verify.statement.formulas import AnyStatement, ForAll, Formula, RunStatement, Statement, ThereAreConstants
from verify.statement.indices import Index
from verify.statement.named_functions import coordinate_names, formula_of, named_function
from verify.statement.readings.interchange import scalar_from_json
from verify.statement.readings.notation import RELATIONS, to_text
from verify.statement.rewriting.few_samples import FewSamples
from verify.statement.tree import Relation, Scalar, Step
from verify.statement.walk import free_indices

Lines = tuple[str, ...]


@dataclass(frozen=True)
class Counterexample:
    """An exact counterexample in words: the instance, the conclusion it breaks and where, and both sides there."""

    instance: Lines
    broken: str
    where: str
    left: str
    right: str

    @property
    def sentence(self) -> str:
        """The whole counterexample as one sentence."""
        where = f" at {self.where}" if self.where else ""
        return f"with {'; '.join(self.instance)}: {self.broken} fails{where}, as its sides are {self.sides}"

    @property
    def sides(self) -> str:
        """Both sides of the broken conclusion."""
        return f"{self.left} and {self.right}"


def counterexample_words(statement: AnyStatement, data: Mapping[str, Json]) -> Counterexample:
    """Return the evidence of kind ``counterexample`` in words; only what the statement speaks of is named.

    >>> from verify.statement.writing.relations import claim_that
    >>> from verify.statement.writing.variables import symbols
    >>> x, = symbols("x")
    >>> data = {"instance": {"n": 1, "P": 1, "scalars": {"x": "1/3"}, "families": {}, "vectors": {}},
    ...         "conclusion": 0, "at": {}, "left": "1/9", "right": "1/3"}
    >>> counterexample_words(claim_that(x**2 >= x), data).sentence
    'with x = 1/3: x² ≥ x fails, as its sides are 1/9 ≈ 0.111111 and 1/3 ≈ 0.333333'
    """
    if isinstance(statement, RunStatement) and isinstance(statement.conclusions[0], ThereAreConstants):
        return _whatever_the_constants(statement.conclusions[0], data)
    conclusion = statement.conclusions[data["conclusion"]]
    if "functions" in data:
        return _with_named_functions(conclusion, data)
    if isinstance(statement, RunStatement):
        return _of_a_run(statement, conclusion, data)
    left, right = sides_words(data["left"], data["right"])
    right = f"the same number, {right}" if data.get("meet") else right
    return Counterexample(
        instance=tuple(plain_lines(statement, data["instance"])),
        broken=_without_quantifier(conclusion),
        where=_where(conclusion, data["at"]),
        left=left,
        right=right,
    )


def _of_a_run(statement: RunStatement, conclusion: Formula, data: Mapping[str, Json]) -> Counterexample:
    """Return a short run in words: it is shown by the variables that stand for its members, a(0), w(0), …"""
    # the methods for runs are imported where a run is shown only
    from verify.exact.runs.no_step import NoStep
    from verify.exact.runs.unrolling import Tail, unrolled

    run = data["run"]
    chosen, fails = run.get("tail", {}), run.get("failing")
    written = unrolled(
        statement,
        data["conclusion"],
        run["steps"],
        run["last"],
        tail=Tail(
            tuple(chosen.get("nought", ())),
            tuple((name, sign) for name, sign in chosen.get("signs", ())),
            chosen.get("tight", False),
        ),
        failing=None if fails is None else NoStep(tuple(fails["parts"]), fails["bound"]),
    )
    if written is None:
        raise InputError("the run of a counterexample does not fit its statement: decide the claim again")
    found = counterexample_words(written, {**data, "conclusion": 0})
    named = [f"{name} = {value}" for name, value in sorted(run["steps"].items())]
    broken = f"{to_text(conclusion)}: at step {run['last']} of a run {found.broken}"
    return replace(found, instance=(*found.instance, *named), broken=broken)


def _with_named_functions(conclusion: Formula, data: Mapping[str, Json]) -> Counterexample:
    """Return what breaks a claim about unknown functions in words: what each of them is, and where."""
    run = data["run"]
    left, right = sides_words(data["left"], data["right"])
    when = f": at step {run['last']} of a run it" if run["last"] else ""
    return Counterexample(
        instance=(
            *function_lines(data["functions"]),
            *plain_lines(Statement(()), data["instance"]),
            *(f"{name} = {value}" for name, value in sorted(run["steps"].items())),
        ),
        broken=f"{to_text(conclusion)}{when}",
        where="",
        left=left,
        right=right,
    )


def function_lines(functions: Mapping[str, Json]) -> Iterator[str]:
    """Yield what stands in the place of each unknown function, such as f(x) = x²."""
    for name, made in sorted(functions.items()):
        function = named_function(made)
        yield f"{name}({', '.join(coordinate_names(function))}) = {to_text(formula_of(function))}"


def _whatever_the_constants(whole: ThereAreConstants, data: Mapping[str, Json]) -> Counterexample:
    """Return data closed in the constants in words."""
    from verify.exact.runs.constants import denied
    from verify.exact.runs.derive import OPPOSITE

    symbols = {name: scalar_from_json(value) for name, value in data["symbols"]}
    rows = {name: tuple(tuple(map(scalar_from_json, row)) for row in found) for name, found in data["vectors"]}
    runs = {name: (scalar_from_json(start), scalar_from_json(after)) for name, start, after in data["runs"]}
    index = Index(data["index"][0], "step")
    sample = FewSamples(symbols, rows, dict(data["steps"]), data["samples"], data["dimension"], index)
    ways = tuple(Failing(way["part"], way["later"]) for way in data["ways"])
    failing = denied(whole, WhateverConstants(sample, runs, data["conclusion"], ways))[-1]
    relation = failing.body if isinstance(failing, ForAll) else failing
    if not isinstance(relation, Relation):
        raise InputError("what breaks a statement for all constants does not fit it: decide the claim again")
    names = ", ".join(constant.symbol.name for constant in whole.constants)
    at = Step(index)
    said = (
        f"whatever {names} are",
        f"n = {sample.samples}",
        f"d = {sample.dimension}",
        *(f"{name} = {', '.join(map(_row_words, found))}" for name, found in rows.items()),
        *(f"{name} = {to_text(value)}" for name, value in symbols.items()),
        *(f"{name} = {value}" for name, value in data["steps"]),
        *(
            f"{name}(0) = {to_text(start)}, {name}({at.name}+1) = {to_text(after)}"
            for name, (start, after) in runs.items()
        ),
    )
    every = "every step T" if len(ways) == 1 else f"every step T ≥ {len(ways) - 1}"
    return Counterexample(
        instance=said,
        broken=to_text(Relation(OPPOSITE[relation.operator], relation.left, relation.right)),  # type: ignore[arg-type]
        where=every if len(ways) > 1 or isinstance(failing, ForAll) else "",
        left=to_text(relation.left),
        right=to_text(relation.right),
    )


def _row_words(row: tuple[Scalar, ...]) -> str:
    entries = ", ".join(map(to_text, row))
    return entries if len(row) == 1 else f"({entries})"


def _where(conclusion: Formula, at: Mapping[str, int]) -> str:
    names = {index.name for index in free_indices(conclusion)}
    return ", ".join(f"{name} = {value + 1}" for name, value in sorted(at.items()) if name in names)


def _without_quantifier(conclusion: Formula) -> str:
    if not isinstance(conclusion, Relation):
        return to_text(conclusion)
    return f"{to_text(conclusion.left)} {RELATIONS[conclusion.operator][0]} {to_text(conclusion.right)}"
