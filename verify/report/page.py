"""The page of one claim, as a referee would write it: what is claimed, what was decided and why, what rests on it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from verify.claims.claim import Claim, Status
from verify.claims.evidence import Evidence
from verify.claims.ledger import Ledger, Verdict
from verify.exact.certificates.words import use_words
from verify.report.derivations import Key, dependents, places
from verify.report.words.evidence import cut_off_words, evidence_words, example_words
from verify.statement.formulas import (
    AnyStatement,
    Exists,
    ForAll,
    Formula,
    ThereAreConstants,
)
from verify.statement.readings.notation import (
    constants_text,
    to_text,
)
from verify.statement.rewriting.substitution import substitute
from verify.statement.tree import Indexed, Named, Ranged, Step, Vector
from verify.statement.walk import distinct, free_indices, free_steps

EDITION_WORDS = {"printed": "as printed", "repaired": "repaired", "beyond": "beyond the paper"}


@dataclass(frozen=True)
class Section:
    """One titled part of a page."""

    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Page:
    """The page of one claim: a heading, its status, and sections."""

    heading: str
    status: Status
    sections: tuple[Section, ...]


def claim_page(ledger: Ledger, claims: Sequence[Claim], verdict: Verdict, *, words: str = "") -> Page:
    """Return the page of one verdict; ``claims`` are all that is known, decided or not, to say what rests on it.

    ``words`` are what its module says of it, for a claim with steps or about runs.
    """
    claim = verdict.claim
    title = f" — {claim.title}" if claim.title else ""
    sections = (
        Section("In words", tuple(words.replace("``", "").splitlines())),
        Section("Hypotheses", tuple(line for one in claim.statement.hypotheses for line in formula_lines(one))),
        Section("Claim", tuple(line for one in claim.statement.conclusions for line in formula_lines(one))),
        Section("where", tuple(abbreviations(claim.statement))),
        Section("Verdict", tuple(_verdict(ledger, verdict))),
        Section("Remark", (claim.remark,) if claim.remark else ()),
        Section("Steps", tuple(_steps(ledger, claim))),
        Section("Evidence", (_method(verdict.evidence), *evidence_words(claim, verdict.evidence))),
        Section("What would make it right", _near(ledger, claim)),
        Section("Example", example_words(claim, verdict.evidence)),
        Section("Rests on", tuple(_rests_on(ledger, claim))),
        Section("Repaired edition", tuple(_repair(ledger, claim))),
        Section("Part of", tuple(place.words for place in places(ledger, claims, claim.key))),
        Section("What rests on it", tuple(f"{c.id} ({c.edition})" for c in dependents(claims, claim.key))),
    )
    source = f" · {claim.source}" if claim.source != claim.id else ""
    heading = f"{claim.id} ({EDITION_WORDS[claim.edition]}){source}{title}"
    return Page(heading, verdict.status, tuple(section for section in sections if section.lines))


def _near(ledger: Ledger, claim: Claim) -> tuple[str, ...]:
    near = ledger.neighbours.get(claim.key, ())
    return (*(one.words for one in near), *cut_off_words(ledger, claim.key))


def abbreviations(statement: AnyStatement) -> Iterator[str]:
    """Yield the meaning of each abbreviation in a statement, once for all its indices.

    >>> from verify.author import claim, family, mean, named, samples, sqrt, steps
    >>> i, = samples("i")
    >>> list(abbreviations(claim("a", named("s", sqrt(mean(i, family("u", i) ** 2))) >= 0).statement))
    ['s = √((Σ_i u_i²)/n)']
    >>> t, = steps("t")
    >>> list(abbreviations(claim("a", t**2 >= t).statement))
    ['t: a whole number from 0 on']
    """
    yield from whole_numbers(statement)
    seen: list[Named] = []
    # each object once: a gradient stands in ten places
    for node in distinct(statement):
        if isinstance(node, Named) and not any(_same(node, other) for other in seen):
            seen.append(node)
            yield f"{to_text(node)} = {to_text(node.body)}"


def whole_numbers(statement: AnyStatement) -> Iterator[str]:
    """Yield in words which steps stand as numbers only: no member and no range's end says that they are whole.

    >>> from verify.author import claim, fixed_steps
    >>> T, = fixed_steps("T")
    >>> list(whole_numbers(claim("a", T**2 >= T).statement))
    ['T: a whole number from 0 on']
    """
    found = [*distinct(statement)]
    shown = frozenset[str]()
    for node in found:
        if isinstance(node, Indexed | Vector):
            shown |= _steps_in(node.indices)
        elif isinstance(node, ForAll) or (isinstance(node, Ranged) and node.index in free_indices(node.body)):
            shown |= _steps_in((node.start, node.stop))  # else it is a power, as of x^T
    if steps := sorted(_steps_in(found) - shown):
        yield f"{', '.join(steps)}: {'a whole number' if len(steps) == 1 else 'whole numbers'} from 0 on"


def _steps_in(parts: Iterable[Any]) -> frozenset[str]:
    return frozenset(part.base.name for part in parts if isinstance(part, Step) and part.base is not None)


def _same(one: Named, other: Named) -> bool:
    """Return whether two abbreviations differ at most in their indices."""
    if one.name != other.name or len(one.indices) != len(other.indices):
        return False
    if one.indices == other.indices:
        return one.body == other.body
    return substitute(one.body, dict(zip(one.indices, other.indices, strict=True))) == other.body


def _verdict(ledger: Ledger, verdict: Verdict) -> Iterator[str]:
    claim, effective = verdict.claim, ledger.effective[verdict.claim.key]
    weaker = f", effectively {effective.value}, as the weakest it rests on" if effective is not verdict.status else ""
    yield f"{verdict.status.value}{weaker}"
    if not verdict.as_expected and claim.expected:
        yield f"its page expects {claim.expected.value}"
    if claim.fault and verdict.status is Status.REFUTED:
        yield FAULT_WORDS[claim.fault]
    yield from (line for line in ledger.disagreements if line.startswith(f"{claim.full_id} ({claim.edition})"))


FAULT_WORDS = {
    "slip": "a typographical slip: the argument around it stands",
    "breaks": "it breaks the argument that uses it",
}


def _method(evidence: Evidence) -> str:
    symmetry = evidence.data.get("symmetry")
    return f"method: {evidence.method}" + (f" ({symmetry})" if symmetry else "")


def _row(ledger: Ledger, key: Key, before: str = "") -> str:
    verdict = ledger.by_key.get(key)
    if verdict is None:
        return f"{before}{key[0]} ({key[1]}): OPEN, as it is not among the claims"
    claim: Claim = verdict.claim
    effective: Status = ledger.effective[claim.key]
    weaker = f" (effectively {effective.value})" if effective is not verdict.status else ""
    said = claim.title or "; ".join(map(to_text, claim.statement.conclusions))
    return f"{before}{claim.id} ({claim.edition}): {verdict.status.value}{weaker} — {said}"


def formula_lines(formula: Formula) -> Iterator[str]:
    """Yield a formula line by line: each part of what there is, and each hypothesis under constants, by itself.

    >>> from verify.author import exists, family, steps, symbols
    >>> x, y = symbols("x y")
    >>> list(formula_lines(exists(x, x >= y, x <= 2)))
    ['there is x with', '  x ≥ y', '  x ≤ 2']
    >>> list(formula_lines(exists(x, x >= family("a", *steps("t")))))
    ['for all t there is x with x ≥ a(t)']
    """
    match formula:
        case Exists(variables, parts) if not free_steps(formula):
            verb = "is" if len(variables) == 1 else "are"
            yield f"there {verb} {', '.join(map(to_text, variables))} with"
            yield from (f"  {line}" for part in parts for line in formula_lines(part))
        case ThereAreConstants(constants, given, then):
            yield f"there are {constants_text(constants)} > 0 such that for all data with"
            yield from (f"  {line}" for part in given for line in formula_lines(part))
            yield "follows"
            yield from (f"  {line}" for part in then for line in formula_lines(part))
        case _:
            yield to_text(formula)


def _steps(ledger: Ledger, claim: Claim) -> Iterator[str]:
    """Yield each step with its status, and in a sentence what the paper has instead of a repaired one."""
    for number, key in enumerate(claim.steps, 1):
        yield _row(ledger, key, f"{number}. ")
        verdict = ledger.by_key.get(key)
        if verdict is not None and key[1] == "repaired" and verdict.claim.remark:
            yield f"   {verdict.claim.remark}"


def _rests_on(ledger: Ledger, claim: Claim) -> Iterator[str]:
    uses = [use for certificate in claim.certificates if certificate for use in certificate.uses]
    # two conclusions of a lemma are two uses with the same words
    yield from dict.fromkeys(f"{_row(ledger, (use.claim, use.edition))}; used as {use_words(use)}" for use in uses)
    lemmas = {(use.claim, use.edition) for use in uses}
    yield from (_row(ledger, key) for key in claim.rests_on if key not in lemmas)


def _repair(ledger: Ledger, claim: Claim) -> Iterator[str]:
    repaired = ledger.by_key.get((claim.full_id, "repaired"))
    if claim.edition == "printed" and repaired is not None:
        yield _row(ledger, repaired.claim.key)
        yield to_text(repaired.claim.statement)
