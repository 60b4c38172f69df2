"""Short ways to write claims: a claim, its certificates, the lemmas they use, and the paper that an id belongs to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any, TypedDict, Unpack

from verify.claims.claim import Certificate, Claim, Edition, Fault, Proposer, Status, Use
from verify.errors import InputError
from verify.statement.tree import Hypothesis, InSpan, Relation, Spectrum, Statement, VectorExpr


class Parts(TypedDict, total=False):
    """What may be said of a claim beside its id and its conclusions; see ``claim``."""

    given: Iterable[Hypothesis]
    source: str
    title: str
    edition: Edition
    kind: str
    certificates: Iterable[Certificate | None]
    rests_on: Iterable[Claim]
    steps: Iterable[Claim]
    expected: str | None
    remark: str
    fault: Fault
    proposals: Iterable[Proposer]


def claim(
    id: str,
    *conclusions: Relation,
    given: Iterable[Hypothesis] = (),
    source: str = "",
    title: str = "",
    edition: Edition = "printed",
    kind: str = "",
    certificates: Iterable[Certificate | None] = (),
    rests_on: Iterable[Claim] = (),
    steps: Iterable[Claim] = (),
    expected: str | None = None,
    remark: str = "",
    fault: Fault = "",
    proposals: Iterable[Proposer] = (),
) -> Claim:
    """Return a claim: whenever all that is given holds, so do the conclusions.

    >>> from verify.statement.build import symbols
    >>> x, = symbols("x")
    >>> claim("my-1", x**2 >= 0).key
    ('my-1', 'printed')

    ``source`` is where it is printed and defaults to the id; ``kind`` defaults to ``identity`` or ``inequality``.
    Claims named in ``rests_on`` and ``steps`` count for its effective status.
    Raises InputError for what is no relation, such as the bool that x == y is, and for an id with a colon, which
    parts a paper from an id.
    """
    if ":" in id:
        raise InputError(f"id {id!r:.60} has a colon, which parts a paper from an id: use Paper(...).claim, or a dash")
    given = tuple(given)
    for role, parts in (("conclusion", conclusions), ("hypothesis", given)):
        for number, part in enumerate(parts, 1):
            if not isinstance(part, Relation if role == "conclusion" else (Relation, InSpan, Spectrum)):
                raise InputError(f"{role} {number} of {id} is {part!r:.60}, no relation: write equal(a, b) for a = b")
    equations = all(conclusion.operator == "=" for conclusion in conclusions)
    return Claim(
        id=id,
        source=source or id,
        title=title,
        statement=Statement(tuple(conclusions), tuple(given)),
        edition=edition,
        kind=kind or ("identity" if equations else "inequality"),
        certificates=tuple(certificates),
        rests_on=tuple(other.key for other in rests_on),
        steps=tuple(other.key for other in steps),
        expected=Status(expected) if expected else None,
        remark=remark,
        fault=fault,
        proposals=tuple(proposals),
    )


@dataclass(frozen=True)
class Wording:
    """One edition's text of a statement that is printed and mended: its conclusions, and what else differs."""

    conclusions: tuple[Relation, ...]
    parts: Parts = field(default_factory=Parts)


def wording(*conclusions: Relation, **parts: Unpack[Parts]) -> Wording:
    """Return one edition's text, for ``Paper.mended``."""
    return Wording(conclusions, parts)


@dataclass(frozen=True)
class Paper:
    """A paper whose statements are claimed. Its claims carry its name, so that another paper may have a Lemma 4.2 too.

    >>> from verify.statement.build import symbols
    >>> x, = symbols("x")
    >>> Paper("cao2023").claim("lemma-4.2", x**2 >= 0).full_id
    'cao2023:lemma-4.2'

    ``proposals`` are those of each of its claims. Raises InputError for a name that is not letters, digits and dashes.
    """

    name: str
    title: str = ""
    proposals: tuple[Proposer, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a name that could not stand before a colon."""
        if not self.name.replace("-", "").isalnum():
            raise InputError(f"paper {self.name!r:.60}: use letters, digits and dashes, such as cao2023")

    def claim(self, id: str, *conclusions: Relation, **parts: Unpack[Parts]) -> Claim:
        """Return a claim of the paper, which is expected to be PROVED unless ``expected`` says otherwise.

        See ``verify.author.claim`` for what may be said of it; ``expected=None`` expects nothing.
        """
        whole: Parts = {"expected": "PROVED", "proposals": self.proposals, **parts}
        return replace(claim(id, *conclusions, **whole), paper=self.name)

    def mended(self, id: str, *, printed: Wording, repaired: Wording, **both: Unpack[Parts]) -> tuple[Claim, Claim]:
        """Return a printed claim that is expected to be REFUTED, and the repaired one beside it.

        >>> from verify.statement.build import symbols
        >>> x, = symbols("x")
        >>> pair = Paper("mine").mended(
        ...     "1", printed=wording(x**2 >= x), repaired=wording(x**2 >= x, given=(x >= 1,)), fault="slip"
        ... )
        >>> [(made.edition, made.expected.value) for made in pair]
        [('printed', 'REFUTED'), ('repaired', 'PROVED')]

        What both editions share is said once, beside ``printed`` and ``repaired``; ``fault`` is the print's alone.
        """
        first: Parts = {"expected": "REFUTED"}
        second: Parts = {}
        for parts in (both, printed.parts):
            first.update(parts)
        for parts in (both, repaired.parts):
            second.update(parts)
        second.update({"edition": "repaired", "fault": ""})
        return self.claim(id, *printed.conclusions, **first), self.claim(id, *repaired.conclusions, **second)


def because(
    *terms: Any,
    times: Any = None,
    uses: Iterable[Use] = (),
    layer_cake: str | None = None,
    rayleigh: Iterable[VectorExpr] = (),
) -> Certificate:
    """Return the certificate that times · (greater − smaller) is the sum of the terms, each of them ≥ 0."""
    return Certificate(tuple(terms), times, tuple(uses), layer_cake, tuple(rayleigh))


def lemma(used: Claim, mapping: Any = None, *, conclusion: int = 0) -> Use:
    """Return the use of a claim as a lemma, with values for its variables."""
    return Use(used.full_id, used.edition, mapping or {}, conclusion)
