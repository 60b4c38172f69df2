"""What a person wants to know first of a ledger: counts by section, the worst refutations, what differs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from verify.claims.claim import Claim, Status
from verify.claims.ledger import Ledger, Verdict
from verify.report.derivations import dependents, users_of

# "Lemma 4.2", "(C.5)", "Section 2", "Appendix E"
REFERENCE = re.compile(
    r"(?<![\w.])(?:(?P<item>[A-Z]|\d+)(?P<number>\.\d[\w.]*)|(?:Section|Appendix) (?P<part>\d+|[A-Z])\b)"
)
WITHOUT_NUMBER = "without a number"


@dataclass(frozen=True)
class Count:
    """How many claims of a section have each status, and how many are effectively weaker than that."""

    section: str
    statuses: dict[Status, int]
    weaker: int

    @property
    def total(self) -> int:
        """How many claims the section has."""
        return sum(self.statuses.values())


def reference(claim: Claim) -> str:
    """Return the number under which a claim's source places it; the empty string where it names none.

    >>> from verify.author import claim, symbols
    >>> x, = symbols("x")
    >>> [reference(claim("a", x >= 0, source=text)) for text in ("Proof of Lemma D.3, (D.9)", "Section 2", "ours")]
    ['D.3', '2', '']
    """
    found = REFERENCE.search(claim.source)
    if found is None:
        return ""
    return found["part"] or found["item"] + found["number"].rstrip(".")


def section_of(claim: Claim) -> str:
    """Return the section or appendix that a claim belongs to, as its source says.

    >>> from verify.author import claim, symbols
    >>> x, = symbols("x")
    >>> [section_of(claim("a", x >= 0, source=text)) for text in ("Lemma 4.2", "(C.5)", "ours")]
    ['Section 4', 'Appendix C', 'without a number']
    """
    top = reference(claim).partition(".")[0]
    if not top:
        return WITHOUT_NUMBER
    return f"Section {top}" if top.isdigit() else f"Appendix {top}"


def is_in_section(claim: Claim, name: str) -> bool:
    """Tell whether a claim belongs to a section, an appendix or a numbered statement: 4, C, 4.2.

    >>> from verify.author import claim, symbols
    >>> x, = symbols("x")
    >>> [is_in_section(claim("a", x >= 0, source="Lemma 4.2"), name) for name in ("4", "4.2", "Section 4", "4.20", "C")]
    [True, True, True, False, False]
    """
    wanted = re.sub(r"^(section|appendix)\s+", "", name.strip(), flags=re.IGNORECASE).casefold()
    own = reference(claim).casefold()
    return own == wanted or own.startswith(f"{wanted}.")


def counts(ledger: Ledger, verdicts: Iterable[Verdict]) -> tuple[Count, ...]:
    """Return the counts of some verdicts by section: numbers first, then letters, then what has no number."""
    found: dict[str, dict[Status, int]] = {}
    weaker: dict[str, int] = {}
    for verdict in verdicts:
        section = section_of(verdict.claim)
        statuses = found.setdefault(section, {})
        statuses[verdict.status] = statuses.get(verdict.status, 0) + 1
        weaker[section] = weaker.get(section, 0) + (ledger.effective[verdict.claim.key] is not verdict.status)
    return tuple(Count(section, found[section], weaker[section]) for section in sorted(found, key=_place))


def _place(section: str) -> tuple[int, int, str]:
    name = section.rpartition(" ")[2]
    if section == WITHOUT_NUMBER:
        return 2, 0, ""
    return (0, int(name), "") if name.isdigit() else (1, 0, name)


def worst(ledger: Ledger, verdicts: Sequence[Verdict], most: int = 3) -> tuple[Verdict, ...]:
    """Return the refuted printed statements that do most harm: that break an argument, and carry most other claims."""
    claims = [verdict.claim for verdict in ledger.verdicts]
    users = users_of(claims)
    refuted = [v for v in verdicts if v.status is Status.REFUTED and v.claim.edition == "printed"]
    breaking = [v for v in refuted if v.claim.fault == "breaks"] or refuted

    def harm(verdict: Verdict) -> tuple[bool, int]:
        # a numbered statement says more to a reader than a line of its proof
        return not verdict.claim.source.startswith("Proof"), len(dependents(claims, verdict.claim.key, users=users))

    return tuple(sorted(breaking, key=harm, reverse=True)[:most])


def repaired(ledger: Ledger, claim: Claim) -> Verdict | None:
    """Return the verdict on a claim's repaired edition, where there is one."""
    return ledger.by_key.get((claim.full_id, "repaired"))
