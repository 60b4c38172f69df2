"""What a person needs to write claims: ``from verify.author import *`` in a page of one's own.

>>> i, = samples("i")
>>> claim("my-1", mean(i, family("a", i) ** 2) >= mean(i, family("a", i)) ** 2).id
'my-1'
"""

from __future__ import annotations

from verify.batchnorm import ConvBN, LinearBN
from verify.claims.build import Paper, because, claim, lemma, wording
from verify.claims.claim import Certificate, Claim, Status, Use
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
from verify.statement.tree import InSpan, Spectrum

__all__ = [
    "Certificate", "Claim", "ConvBN", "InSpan", "LinearBN", "P", "Paper", "Phi", "Spectrum", "Status", "Use",
    "absolute", "because", "claim", "derivative", "differs", "ell", "equal", "exp", "family", "greatest", "indicator",
    "inner", "least", "lemma", "log", "maximum", "mean", "minimum", "n", "named", "patches", "phi", "rational", "relu",
    "samples", "sigmabar", "sigmoid", "sign", "softplus", "sqrt", "symbols", "tanh", "total", "vector", "vector_total",
    "wording",
]  # fmt: skip
