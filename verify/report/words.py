"""Evidence in words: the exact counterexample, the certificate, the enclosure, as a referee would write them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from verify.claims.claim import Claim
from verify.claims.derivation import Failing, WhateverConstants
from verify.claims.evidence import Evidence, no_instance
from verify.claims.ledger import Verdict
from verify.claims.neighbour import Neighbour
from verify.errors import InputError
from verify.exact.methods import reader
from verify.exact.runs.constants import denied
from verify.exact.runs.derive import OPPOSITE
from verify.exact.runs.unrolling import unrolled
from verify.statement.few_samples import FewSamples
from verify.statement.formulas import (
    AnyStatement,
    ForAll,
    Formula,
    RunStatement,
    Statement,
    ThereAreConstants,
)
from verify.statement.named_functions import coordinate_names, formula_of, named_function
from verify.statement.readings.interchange import scalar_from_json
from verify.statement.readings.notation import RELATIONS, to_text
from verify.statement.tree import (
    Index,
    Relation,
    Scalar,
    Step,
)
from verify.statement.walk import family_names, free_indices, index_kinds, vector_names

LONGEST_NUMBER = 40
REFUTING = ("counterexample", "no constants")
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


def counterexample_words(statement: AnyStatement, data: Mapping[str, Any]) -> Counterexample:
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
        # a short run is shown by the variables that stand for its members: a(0), w(0), …
        run = data["run"]
        written = unrolled(statement, data["conclusion"], run["steps"], run["last"])
        if written is None:
            raise InputError("the run of a counterexample does not fit its statement: decide the claim again")
        found = counterexample_words(written, {**data, "conclusion": 0})
        named = [f"{name} = {value}" for name, value in sorted(run["steps"].items())]
        broken = f"{to_text(conclusion)}: at step {run['last']} of a run {found.broken}"
        return replace(found, instance=(*found.instance, *named), broken=broken)
    return Counterexample(
        instance=tuple(_instance(statement, data["instance"])),
        broken=_without_quantifier(conclusion),
        where=_where(conclusion, data["at"]),
        left=number_words(data["left"]),
        right=number_words(data["right"]),
    )


def _with_named_functions(conclusion: Formula, data: Mapping[str, Any]) -> Counterexample:
    """Return what breaks a claim about unknown functions in words: what each of them is, and where."""
    run = data["run"]
    when = f": at step {run['last']} of a run it" if run["last"] else ""
    return Counterexample(
        instance=(
            *_named_functions(data["functions"]),
            *_instance(Statement(()), data["instance"]),
            *(f"{name} = {value}" for name, value in sorted(run["steps"].items())),
        ),
        broken=f"{to_text(conclusion)}{when}",
        where="",
        left=number_words(data["left"]),
        right=number_words(data["right"]),
    )


def _named_functions(functions: Mapping[str, Any]) -> Iterator[str]:
    for name, made in sorted(functions.items()):
        function = named_function(made)
        yield f"{name}({', '.join(coordinate_names(function))}) = {to_text(formula_of(function))}"


def _whatever_the_constants(whole: ThereAreConstants, data: Mapping[str, Any]) -> Counterexample:
    """Return data closed in the constants in words."""
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


def number_words(text: str) -> str:
    """Return an exact number or a ball as people read it, with a decimal where the fraction is none.

    >>> number_words("22/7"), number_words("-3"), number_words("[2.718281828459045 +/- 4.5e-16]")
    ('22/7 ≈ 3.14286', '-3', '2.71828182845… (enclosed to 4.5e-16)')
    """
    if text.startswith("["):
        middle, _, radius = text.strip("[]").partition("+/- ")
        return f"{_cut_decimal(middle.strip() or '0')} (enclosed to {radius})" if radius else text
    try:
        # an exponent would have to be written out
        value = Fraction(text) if "e" not in text else None
    except ValueError:
        value = None
    if value is None:
        return text
    if value.denominator == 1 and len(text) <= LONGEST_NUMBER:
        return str(value.numerator)
    decimal = _decimal(value)
    exact = Fraction(decimal) == value
    if len(text) <= LONGEST_NUMBER:
        return f"{text} {'=' if exact else '≈'} {decimal}"
    return decimal if exact else f"≈ {decimal} (an exact number of {len(text)} characters)"


def evidence_words(claim: Claim, evidence: Evidence) -> Lines:
    """Return what decided a claim, line by line."""
    data = evidence.data
    match evidence.kind:
        case "proof":
            parts = (line for number, part in enumerate(data["parts"]) for line in _part(claim, number, part))
            return (*parts, *refused_words(claim, evidence))
        case "no constants":
            found = counterexample_words(claim.statement, data)
            return (*found.instance, f"every hypothesis holds, and {found.broken} fails{_at(found)}")
        case "counterexample":
            found = counterexample_words(claim.statement, data)
            several = len(claim.statement.conclusions) > 1
            broken = f"conclusion {data['conclusion'] + 1}" if several else "the claim"
            named = _named_functions(data["functions"]) if "functions" in data else ()
            return (
                *named,
                *instance_lines(claim.statement, data["instance"]),
                f"every hypothesis holds, and {broken} fails{f' at {found.where}' if found.where else ''}:",
                f"  left side  {found.left}",
                f"  right side {found.right}",
            )
        case "campaign":
            return tuple(_campaign(data))
        case "contradiction":
            return tuple(_contradiction(claim, data))
        case "solution":
            entries = ", ".join(_capped(data["w_star"]))
            return (f"w* = ({entries}) has margin exactly 1 on each of {len(data['rows'])} rows",)
        case "optimum":
            support = [row + 1 for row, value in enumerate(data["alpha"]) if value != "0"]
            return (
                f"w = Σ α_i z_i with α_i ≥ 0, every margin at least 1, and exactly 1 on the {len(support)} samples "
                "with α_i > 0; so ‖w‖² = Σ α_i, and no w with such margins is shorter",
            )
        case "combination":
            terms = " + ".join(_capped([f"({value})·z(row {row + 1})" for row, value in data["combination"]]))
            return (f"{terms} = 0, but the coefficients add up to 1: no w has margin 1 on every row",)
        case "enclosure":
            return tuple(_enclosure(data))
    return (data.get("why", "nothing was decided"), *data.get("missing", ()))


def example_words(claim: Claim, evidence: Evidence) -> Lines:
    """Return the exact instance that goes with a proof, which says that the hypotheses do not contradict one another.

    >>> from verify.author import claim, symbols
    >>> x, = symbols("x")
    >>> example_words(claim("a", 1 / x**2 > 0), Evidence("proof", "", {"parts": [], "example": None}))
    ('no instance was met at which all its parts have a value; if there is none, the claim says nothing',)
    """
    if "example" not in evidence.data:
        return ()
    if evidence.data["example"] is None:
        return (f"{no_instance(claim.statement)}; if there is none, the claim says nothing",)
    kept = "every hypothesis holds, and so does the claim" if claim.statement.hypotheses else "the claim holds"
    return (*instance_lines(claim.statement, evidence.data["example"]), kept)


def refutation(verdict: Verdict) -> str:
    """Return one sentence that shows why a claim is refuted."""
    claim, evidence = verdict.claim, verdict.evidence
    if evidence.kind in REFUTING:
        return counterexample_words(claim.statement, evidence.data).sentence
    return "; ".join(evidence_words(claim, evidence))


def _at(found: Counterexample) -> str:
    return f" at {found.where}" if found.where else ""


def refused_words(claim: Claim, evidence: Evidence) -> Iterator[str]:
    """Yield why certificates that the page gives prove nothing, although their conclusions are proved otherwise."""
    several = len(claim.statement.conclusions) > 1
    for number, why in evidence.data.get("refused", {}).items():
        of = f" of conclusion {int(number) + 1}" if several else ""
        yield f"the page's own because(…){of} is wrong, and another proof was found: {why}"


def neighbour_words(near: Iterable[Neighbour]) -> Iterator[str]:
    """Yield what would make a refuted claim right, a line for each of its neighbours."""
    near = tuple(near)
    if near:
        yield "what would make it right:"
    yield from (f"  {one.words}" for one in near)


def _part(claim: Claim, number: int, part: Mapping[str, Any]) -> Iterator[str]:
    conclusion = claim.statement.conclusions[number]
    if len(claim.statement.conclusions) > 1:
        yield f"conclusion {number + 1}: {to_text(conclusion)}"
    yield from reader(part["kind"]).words(claim, number, part)


def _campaign(data: Mapping[str, Any]) -> Iterator[str]:
    if "cases" in data:
        yield f"{data['cases']} random and cornered instances kept every hypothesis, and none failed"
    if "observed" in data:
        yield data["observed"]
    if why := data.get("why_no_proof"):
        yield f"no proof: {'; '.join(dict.fromkeys(why.split('; ')))}"
    yield from data.get("missing", ())


def _contradiction(claim: Claim, data: Mapping[str, Any]) -> Iterator[str]:
    # imported here: the methods load SymPy, which few pages need
    from verify.deciding.contradiction import contradicted

    if data["against"] is None:
        yield "the hypotheses contradict one another, so that the claim says nothing:"
    else:
        broken = to_text(claim.statement.hypotheses[data["against"]])
        yield f"the hypotheses contradict one another, so that the claim says nothing: where all hold, {broken} fails"
    shown = contradicted(claim, data["against"])
    yield from (f"  {line}" for line in reader(data["part"]["kind"]).words(shown, 0, data["part"]))


def _enclosure(data: Mapping[str, Any]) -> Iterator[str]:
    yield f"after {data['step']} steps of exact gradient descent (η = {data['eta_w']}) from the start given:"
    gamma, discrepancy = data["gamma"], data["D"]
    yield f"  γ is within {_decimal(Fraction(gamma['rad']))} of {_decimal(Fraction(gamma['mid']))}"
    yield f"  D lies between {number_words(discrepancy['lower'])} and {number_words(discrepancy['upper'])}"


def _instance(statement: AnyStatement, instance: Mapping[str, Any]) -> Iterator[str]:
    kinds = index_kinds(statement)
    if "sample" in kinds:
        yield f"n = {instance['n']}"
    if "patch" in kinds:
        yield f"P = {instance['P']}"
    for name, value in sorted(instance["scalars"].items()):
        yield f"{name} = {value}"
    families = family_names(statement)
    for name, members in sorted(instance["families"].items()):
        for key, value in members.items():
            yield f"{name}{_indices(key, families.get(name, ()))} = {value}"
    vectors = vector_names(statement)
    for name, members in sorted(instance["vectors"].items()):
        for key, entries in members.items():
            yield f"{name}{_indices(key, vectors.get(name, ()))} = ({', '.join(entries)})"


def instance_lines(statement: AnyStatement, instance: Mapping[str, Any]) -> Iterator[str]:
    """Yield an instance line by line; what has several members with the same indices stands in a small table.

    >>> from verify.author import claim, family, inner, mean, samples, vector
    >>> i, = samples("i")
    >>> statement = claim("a", mean(i, family("u", i) * inner(vector("w"), vector("z", i))) >= 0).statement
    >>> data = {"n": 2, "P": 1, "scalars": {}, "families": {"u": {"0": "1/2", "1": "-3"}},
    ...         "vectors": {"w": {"": ["1"]}, "z": {"0": ["1"], "1": ["0"]}}}
    >>> print("\\n".join(instance_lines(statement, data)))
    n = 2
    w = (1)
          u    z
      1   1/2  (1)
      2   -3   (0)
    """
    tables: dict[tuple[Any, ...], list[tuple[str, Mapping[str, Any]]]] = {}
    rest = dict(instance)
    for sort, kinds in (("families", family_names(statement)), ("vectors", vector_names(statement))):
        several = {name for name, members in instance[sort].items() if len(members) > 1}
        rest[sort] = {name: members for name, members in instance[sort].items() if name not in several}
        for name in sorted(several):
            members = instance[sort][name]
            tables.setdefault((tuple(members), tuple(kinds.get(name, ()))), []).append((name, members))
    yield from _instance(statement, rest)
    for (keys, kinds), columns in tables.items():
        heads = ["", *(name for name, _ in columns)]
        rows = [[_indices(key, kinds).lstrip("_"), *(_entry(members[key]) for _, members in columns)] for key in keys]
        widths = [max(map(len, column)) for column in zip(heads, *rows, strict=True)]
        for row in (heads, *rows):
            yield "  " + "  ".join(cell.ljust(max(width, 2)) for cell, width in zip(row, widths, strict=True)).rstrip()


def _entry(value: Any) -> str:
    return value if isinstance(value, str) else f"({', '.join(value)})"


def _indices(key: str, kinds: Sequence[str]) -> str:
    """Return the indices of a member as people count, from 1."""
    values = [(int(part) + 1, kind) for part, kind in zip(key.split(","), kinds, strict=True)] if key else []
    low = ",".join(str(value) for value, kind in values if kind == "sample")
    high = ",".join(str(value) for value, kind in values if kind == "patch")
    return (f"_{low}" if low else "") + (f"^({high})" if high else "")


def _where(conclusion: Formula, at: Mapping[str, int]) -> str:
    names = {index.name for index in free_indices(conclusion)}
    return ", ".join(f"{name} = {value + 1}" for name, value in sorted(at.items()) if name in names)


def _without_quantifier(conclusion: Formula) -> str:
    if not isinstance(conclusion, Relation):
        return to_text(conclusion)
    return f"{to_text(conclusion.left)} {RELATIONS[conclusion.operator][0]} {to_text(conclusion.right)}"


def _capped(items: Sequence[str], most: int = 8) -> list[str]:
    return [*items[:most], f"… {len(items) - most} more"] if len(items) > most else list(items)


def _cut_decimal(text: str) -> str:
    mantissa, separator, exponent = text.partition("e")
    most = 14 if mantissa.startswith("-") else 13
    return f"{mantissa[:most]}{'…' if len(mantissa) > most else ''}{separator}{exponent}"


def _decimal(value: Fraction) -> str:
    """Return six significant digits, for any size of the fraction."""
    from flint import arb, ctx, fmpq

    with ctx.workprec(64):
        text = str(arb(fmpq(value.numerator, value.denominator)).str(6, radius=False))
    mantissa, separator, exponent = text.partition("e")
    return (mantissa.rstrip("0").rstrip(".") if "." in mantissa else mantissa) + separator + exponent
