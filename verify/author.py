"""What a person needs to write claims: ``from verify.author import *`` in a page of one's own.

>>> i, = samples("i")
>>> claim("my-1", mean(i, family("a", i) ** 2) >= mean(i, family("a", i)) ** 2).id
'my-1'
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from verify.batchnorm import ConvBN, LinearBN
from verify.claims.claim import Certificate, Claim, Edition, Fault, Status, Use
from verify.errors import InputError
from verify.statement.build import (
    P,
    Phi,
    absolute,
    derivative,
    differs,
    ell,
    equal,
    exp,
    family,
    greatest,
    indicator,
    inner,
    least,
    log,
    maximum,
    mean,
    minimum,
    n,
    named,
    patches,
    phi,
    rational,
    relu,
    samples,
    sigmabar,
    sigmoid,
    sign,
    softplus,
    sqrt,
    symbols,
    tanh,
    total,
    vector,
    vector_total,
)
from verify.statement.tree import Hypothesis, InSpan, Relation, Spectrum, Statement, VectorExpr

__all__ = [
    "Certificate", "Claim", "ConvBN", "InSpan", "LinearBN", "P", "Phi", "Spectrum", "Status", "Use", "absolute",
    "because", "claim", "derivative", "differs", "ell", "equal", "exp", "family", "greatest", "indicator", "inner",
    "least", "lemma", "log", "maximum", "mean", "minimum", "n", "named", "patches", "phi", "rational", "relu",
    "samples", "sigmabar", "sigmoid", "sign", "softplus", "sqrt", "symbols", "tanh", "total", "vector", "vector_total",
]  # fmt: skip


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
) -> Claim:
    """Return a claim: whenever all that is given holds, so do the conclusions.

    ``source`` is where it is printed and defaults to the id; ``kind`` defaults to ``identity`` or ``inequality``.
    Raises InputError for what is no relation, such as the bool that x == y is.
    Claims named in ``rests_on`` and ``steps`` count for its effective status.
    """
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
    )


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
    return Use(used.id, used.edition, mapping or {}, conclusion)
