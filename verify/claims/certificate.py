"""Why an inequality holds: a certificate, whose terms are never negative, and the lemmas that it uses."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias, TypedDict

from verify.json_types import JsonObject
from verify.statement.indices import Index
from verify.statement.readings.interchange import shared_json
from verify.statement.tree import Scalar, Symbol, Vector, VectorExpr

CERTIFICATE = "certificate"
Edition: TypeAlias = Literal["printed", "repaired", "beyond"]


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


def reference_to_json(full_id: str, edition: Edition, *, name: str = "id") -> JsonObject:
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
    uses: list[JsonObject]
    layer_cake: str | None
    rayleigh: list[list[Any]]


def certificate_to_json(certificate: Certificate, write: Callable[[Any], Any] = shared_json) -> CertificatePart:
    """Return a certificate as part of a proof's evidence; ``write`` writes its nodes."""
    return {
        "kind": CERTIFICATE,
        "multiplier": None if certificate.multiplier is None else write(certificate.multiplier),
        "terms": [write(term) for term in certificate.terms],
        "uses": [
            {
                **reference_to_json(use.claim, use.edition, name="claim"),
                "conclusion": use.conclusion,
                "mapping": [[write(key), write(value)] for key, value in use.mapping.items()],
            }
            for use in certificate.uses
        ],
        "layer_cake": certificate.layer_cake,
        "rayleigh": [write(vector) for vector in certificate.rayleigh],
    }
