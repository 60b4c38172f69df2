"""What a claim is: one statement with its source, its edition, what it rests on, and how it may be proved."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Literal, TypeAlias, TypedDict

import numpy as np
from numpy.typing import NDArray

from verify.statement.interchange import to_json
from verify.statement.tree import Index, Scalar, Statement, Symbol, Vector, VectorExpr

Edition: TypeAlias = Literal["printed", "repaired", "beyond"]
Fault: TypeAlias = Literal["", "slip", "breaks"]
CERTIFICATE = "certificate"
Points: TypeAlias = dict[tuple[str, str], NDArray[Any]]
# given random points (see verify.search.points), other points worth a look, or None where it knows of none
Proposer: TypeAlias = Callable[[np.random.Generator, Points], Points | None]
EDITIONS: tuple[Edition, ...] = ("printed", "repaired", "beyond")


class Status(StrEnum):
    """What a claim's evidence shows; the order is from strongest to weakest.

    >>> max(Status.PROVED, Status.OPEN, key=list(Status).index)
    <Status.OPEN: 'OPEN'>
    """

    PROVED = "PROVED"
    CERTIFIED = "CERTIFIED"
    TESTED = "TESTED"
    OPEN = "OPEN"
    REFUTED = "REFUTED"


@dataclass(frozen=True)
class Use:
    """A claim used as a lemma inside a certificate, with values for its variables.

    ``claim`` is its full id, that is, with its paper: "cao2023:lemma-4.2".
    ``mapping`` sends the lemma's symbols and families to scalars and its vectors to vectors; its free indices stand for
    all their values and are not mapped.
    """

    claim: str
    edition: Edition
    mapping: Mapping[Symbol | Vector | Index, Scalar | VectorExpr | Index] = field(default_factory=dict)
    conclusion: int = 0


@dataclass(frozen=True)
class Certificate:
    """Why one inequality holds: multiplier · (greater − smaller) = sum of terms, each of them never negative.

    The multiplier must be positive by its form. A term is never negative by its form, or because it contains
    differences that a hypothesis or a used lemma says are not negative. ``layer_cake`` names a family b ≥ 0 in which
    both sides are sums of b_i and max(b_i, b_j) with factors free of b: then b with values 0 and 1 suffices, and the
    certificate is checked for those, where b_i² = b_i and max(b_i, b_j) = b_i + b_j − b_i b_j. ``rayleigh`` lists
    vectors v of the span to which the hypothesis on λ_min and λ_max is applied.
    """

    terms: tuple[Scalar, ...]
    multiplier: Scalar | None = None
    uses: tuple[Use, ...] = ()
    layer_cake: str | None = None
    rayleigh: tuple[VectorExpr, ...] = ()


@dataclass(frozen=True)
class Claim:
    """One statement of the paper (``printed``), our mended text of it (``repaired``), or one of ours (``beyond``).

    ``certificates`` has one entry for each conclusion, or is empty; None leaves a conclusion to the other methods.
    ``rests_on`` names claims it needs beside the lemmas its certificates use, as (id, edition); ``steps`` the claims
    its own proof consists of. ``expected`` is compared with the computed status. ``remark`` says in words what is wrong
    with a printed statement, or what exactly was decided; ``fault`` tells a typographical slip from one that breaks
    the argument. ``paper`` is the short name of the paper that the id belongs to, or empty for a claim of one's own.
    ``proposals`` know points of the subject at which the search for a counterexample looks too; what they propose is
    decided exactly.
    """

    id: str
    source: str
    title: str
    statement: Statement
    edition: Edition = "printed"
    kind: str = "statement"
    certificates: tuple[Certificate | None, ...] = ()
    rests_on: tuple[tuple[str, Edition], ...] = ()
    steps: tuple[tuple[str, Edition], ...] = ()
    expected: Status | None = None
    remark: str = ""
    fault: Fault = ""
    paper: str = ""
    proposals: tuple[Proposer, ...] = ()

    @property
    def full_id(self) -> str:
        """The id with its paper, cao2023:lemma-4.2; the id alone where the claim is of no paper."""
        return f"{self.paper}:{self.id}" if self.paper else self.id

    @property
    def key(self) -> tuple[str, Edition]:
        """The pair (full id, edition) by which the ledger knows the claim."""
        return (self.full_id, self.edition)

    @property
    def needs(self) -> tuple[tuple[str, Edition], ...]:
        """Every claim this one rests on: named ones, its steps, and the lemmas its certificates use."""
        used = (
            (use.claim, use.edition) for certificate in self.certificates if certificate for use in certificate.uses
        )
        return tuple(dict.fromkeys((*self.rests_on, *self.steps, *used)))


def reference_to_json(full_id: str, edition: Edition, *, name: str = "id") -> dict[str, Any]:
    """Return how a ledger refers to one of its claims: the id, the edition, and the paper where it is of one.

    >>> reference_to_json("cao2023:lemma-4.2", "printed")
    {'id': 'lemma-4.2', 'form': 'printed', 'paper': 'cao2023'}
    """
    paper, _, id = full_id.rpartition(":")
    return {name: id, "form": edition, **({"paper": paper} if paper else {})}


class CertificatePart(TypedDict):
    """A certificate as it stands in a ledger; terms, multiplier and vectors are nodes (``verify.statement``).

    A use holds how the ledger refers to the lemma, its ``conclusion``, and as ``mapping`` pairs of nodes.
    """

    kind: str
    multiplier: list[Any] | None
    terms: list[list[Any]]
    uses: list[dict[str, Any]]
    layer_cake: str | None
    rayleigh: list[list[Any]]


def certificate_to_json(certificate: Certificate) -> CertificatePart:
    """Return a certificate as part of a proof's evidence."""
    return {
        "kind": CERTIFICATE,
        "multiplier": None if certificate.multiplier is None else to_json(certificate.multiplier),
        "terms": [to_json(term) for term in certificate.terms],
        "uses": [
            {
                **reference_to_json(use.claim, use.edition, name="claim"),
                "conclusion": use.conclusion,
                "mapping": [[to_json(key), to_json(value)] for key, value in use.mapping.items()],
            }
            for use in certificate.uses
        ],
        "layer_cake": certificate.layer_cake,
        "rayleigh": [to_json(vector) for vector in certificate.rayleigh],
    }
