"""What a person needs to write claims: ``from verify.author import *`` in a page of one's own.

>>> i, = samples("i")
>>> claim("my-1", mean(i, family("a", i) ** 2) >= mean(i, family("a", i)) ** 2).id
'my-1'
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Unpack

from verify.batchnorm import ConvBN, LinearBN
from verify.batchnorm.trajectory import along_a_trajectory
from verify.claims import build
from verify.claims.build import Parts, because, lemma, wording
from verify.claims.claim import Certificate, Claim, Proposer, Status, Use
from verify.claims.runs import (
    apply,
    at_step,
    by_induction,
    by_steps,
    by_telescoping,
    first_exit,
    have,
    induct,
    specialise,
    witness,
)
from verify.statement.build import (
    P,
    Phi,
    absolute,
    derivative,
    differs,
    ell,
    equal,
    equal_vectors,
    exists,
    exp,
    family,
    fixed_steps,
    for_all,
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
    product_over,
    rational,
    relu,
    samples,
    sigmabar,
    sigmoid,
    sign,
    softplus,
    sqrt,
    steps,
    symbols,
    tanh,
    total,
    vector,
    vector_total,
)
from verify.statement.tree import Formula, InSpan, Spectrum

__all__ = [
    "Certificate", "Claim", "ConvBN", "InSpan", "LinearBN", "P", "Paper", "Phi", "Spectrum", "Status", "Use",
    "absolute", "apply", "at_step", "because", "by_induction", "by_steps", "by_telescoping", "claim", "derivative",
    "differs", "ell", "equal", "equal_vectors", "exists", "exp", "family", "first_exit", "fixed_steps", "for_all",
    "greatest", "have", "indicator", "induct", "inner", "least", "lemma", "log", "maximum", "mean", "minimum", "n",
    "named", "patches", "phi", "product_over", "rational", "relu", "samples", "sigmabar", "sigmoid", "sign",
    "softplus", "specialise", "sqrt", "steps", "symbols", "tanh", "total", "vector", "vector_total", "witness",
    "wording",
]  # fmt: skip

# where a statement speaks of w, γ and z, counterexamples are looked for along gradient descent too
PROPOSALS: tuple[Proposer, ...] = (along_a_trajectory,)


def claim(id: str, *conclusions: Formula, **parts: Unpack[Parts]) -> Claim:
    """Return a claim: whenever all that is given holds, so do the conclusions.

    >>> x, = symbols("x")
    >>> claim("my-1", x**2 >= 0).key
    ('my-1', 'printed')

    See ``verify.claims.build.claim`` for what may be said of it; ``proposals`` are those of batch normalisation unless
    others are given.
    """
    whole: Parts = {"proposals": PROPOSALS, **parts}
    return build.claim(id, *conclusions, **whole)


@dataclass(frozen=True)
class Paper(build.Paper):
    """A paper whose statements are claimed, with the proposals of batch normalisation (``verify.claims.build.Paper``).

    >>> x, = symbols("x")
    >>> Paper("cao2023").claim("lemma-4.2", x**2 >= 0).full_id
    'cao2023:lemma-4.2'
    """

    proposals: tuple[Proposer, ...] = PROPOSALS
