"""Evidence in words: the exact counterexample, the certificate, the enclosure, as a referee would write them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction

from verify.claims.claim import Claim, Edition
from verify.claims.evidence import Evidence, no_instance
from verify.claims.ledger import Ledger, Verdict
from verify.json_types import Json
from verify.report.words.counterexamples import Counterexample, Lines, counterexample_words, function_lines
from verify.report.words.instances import instance_lines
from verify.report.words.numbers import capped, decimal_words, number_words
from verify.statement.readings.notation import to_text
from verify.statement.tree import Relation

REFUTING = ("counterexample", "no constants")


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
            named = function_lines(data["functions"]) if "functions" in data else ()
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
            entries = ", ".join(capped(data["w_star"]))
            return (f"w* = ({entries}) has margin exactly 1 on each of {len(data['rows'])} rows",)
        case "optimum":
            support = [row + 1 for row, value in enumerate(data["alpha"]) if value != "0"]
            return (
                f"w = Σ α_i z_i with α_i ≥ 0, every margin at least 1, and exactly 1 on the {len(support)} samples "
                "with α_i > 0; so ‖w‖² = Σ α_i, and no w with such margins is shorter",
            )
        case "combination":
            terms = " + ".join(capped([f"({value})·z(row {row + 1})" for row, value in data["combination"]]))
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


def neighbour_words(ledger: Ledger, key: tuple[str, Edition]) -> Iterator[str]:
    """Yield what would make a refuted claim right, a line for each of its neighbours, and whether others may be nearer.

    >>> from verify.claims.ledger import Ledger
    >>> list(neighbour_words(Ledger((), cut_off=frozenset({("a", "printed")})), ("a", "printed")))
    ['what would make it right was looked for in vain: the search took too long and was cut off']
    """
    near, cut_off = ledger.neighbours.get(key, ()), cut_off_words(ledger, key)
    if near:
        yield "what would make it right:"
        yield from (f"  {line}" for line in (*(one.words for one in near), *cut_off))
    else:
        yield from (f"what would make it right was {line}" for line in cut_off)


def cut_off_words(ledger: Ledger, key: tuple[str, Edition]) -> tuple[str, ...]:
    """Return a line that says that the search for what would make a claim right was cut off, if it was."""
    if key not in ledger.cut_off:
        return ()
    if ledger.neighbours.get(key):
        return ("(the search took too long and was cut off: others may be nearer)",)
    return ("looked for in vain: the search took too long and was cut off",)


def _words(claim: Claim, number: int, part: Mapping[str, Json]) -> Iterable[str]:
    # all methods are imported where a proof is read only: evidence that is shipped is re-checked without them
    from verify.exact.methods import reader

    return reader(part["kind"]).words(claim, number, part)


def _part(claim: Claim, number: int, part: Mapping[str, Json]) -> Iterator[str]:
    conclusion = claim.statement.conclusions[number]
    if len(claim.statement.conclusions) > 1:
        yield f"conclusion {number + 1}: {to_text(conclusion)}"
    yield from _words(claim, number, part)


def _campaign(data: Mapping[str, Json]) -> Iterator[str]:
    if "cases" in data:
        # where floats show a failure that no exact instance shows, "none failed" would mislead
        end = "kept every hypothesis and the claim" if "doubt" in data else "kept every hypothesis, and none failed"
        yield f"{data['cases']} random and cornered instances {end}"
    if "doubt" in data:
        yield data["doubt"]
    if "observed" in data:
        yield data["observed"]
    if why := data.get("why_no_proof"):
        yield f"no proof: {'; '.join(dict.fromkeys(why.split('; ')))}"
    yield from data.get("missing", ())


def _contradiction(claim: Claim, data: Mapping[str, Json]) -> Iterator[str]:
    # imported here: the methods load SymPy, which few pages need
    from verify.deciding.contradiction import contradicted
    from verify.deciding.undefined import relation_of

    if "undefined" in data:
        yield from _undefined(claim, data["undefined"])
        return
    goal = relation_of(data["goal"]) if "goal" in data else None
    said = "the hypotheses contradict one another, so that the claim says nothing"
    if data["against"] is None:
        yield f"{said}:"
    else:
        broken = claim.statement.hypotheses[data["against"]]
        if goal is None:
            how = f"where all hold, {to_text(broken)} fails"
        else:
            own = isinstance(broken, Relation) and (goal.left, goal.right) == (broken.left, broken.right)
            fails, everywhere = ("fails", "everywhere") if own else ("has no value", "anywhere")
            where = everywhere if len(claim.statement.hypotheses) == 1 else "where the others hold"
            how = f"{to_text(broken)} {fails} {where}"
        yield f"{said}: {how}"
    shown = contradicted(claim, data["against"], goal)
    yield from (f"  {line}" for line in _words(shown, 0, data["part"]))


def _undefined(claim: Claim, found: Iterable[Mapping[str, Json]]) -> Iterator[str]:
    from verify.deciding.undefined import relation_of, undefined_claim

    several = len(claim.statement.conclusions) > 1
    for number, one in enumerate(found):
        assumed = tuple(map(relation_of, one["assumed"]))
        fails = None if one["fails"] is None else relation_of(one["fails"])
        name = f"conclusion {number + 1}" if several else "the conclusion"
        needed = " and ".join(map(to_text, assumed))
        where = " where the hypotheses hold" if claim.statement.hypotheses else ""
        if fails is not None and not assumed:
            why = f"{to_text(fails)}, which fails{where or ' everywhere'}"
        elif fails in claim.statement.hypotheses:
            why = f"{needed}, and then the hypothesis {to_text(fails)} fails"
        else:
            why = f"{needed}, which exclude one another{where}"
        yield f"{name} is defined nowhere: it needs {why}, so that the claim says nothing:"
        shown = undefined_claim(claim, assumed, fails)
        yield from (f"  {line}" for line in _words(shown, 0, one["part"]))


def _enclosure(data: Mapping[str, Json]) -> Iterator[str]:
    yield f"after {data['step']} steps of exact gradient descent (η = {data['eta_w']}) from the start given:"
    gamma, discrepancy = data["gamma"], data["D"]
    yield f"  γ is within {decimal_words(Fraction(gamma['rad']))} of {decimal_words(Fraction(gamma['mid']))}"
    yield f"  D lies between {number_words(discrepancy['lower'])} and {number_words(discrepancy['upper'])}"
