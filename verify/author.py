"""What a person needs to write claims: ``from verify.author import *`` in a page of one's own.

>>> i, = samples("i")
>>> claim("my-1", mean(i, family("a", i) ** 2) >= mean(i, family("a", i)) ** 2).id
'my-1'
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Unpack

from verify.batchnorm import ConvBN, LinearBN
from verify.batchnorm.trajectory import along_a_trajectory
from verify.claims import build
from verify.claims import chain as chains
from verify.claims.build import Parts, because, lemma, wording
from verify.claims.claim import Certificate, Claim, Proposer, Status, Use
from verify.claims.derivations.whatever_constants import failing, whatever_constants
from verify.claims.derivations.writing import (
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
from verify.exact.sums.pairs import total_pairs, total_unequal
from verify.report.shown import Shown, verdict
from verify.statement.formulas import Formula, InSpan, Spectrum
from verify.statement.writing.calls import (
    Phi,
    absolute,
    ell,
    exp,
    indicator,
    log,
    maximum,
    minimum,
    phi,
    relu,
    sigmabar,
    sigmoid,
    sign,
    softplus,
    sqrt,
    tanh,
)
from verify.statement.writing.operations import (
    derivative,
    factorial,
    greatest,
    inner,
    least,
    mean,
    named,
    norm,
    product_over,
    square_norm,
    total,
    vector_total,
)
from verify.statement.writing.quantifiers import exists, for_all, there_are_constants
from verify.statement.writing.relations import differs, equal, equal_vectors
from verify.statement.writing.unknown_functions import (
    convex,
    function_variable,
    gradient_dominated,
    homogeneous,
    minimised,
    smooth,
    strongly_convex,
)
from verify.statement.writing.variables import (
    P,
    family,
    fixed_steps,
    n,
    patches,
    pi,
    rational,
    samples,
    steps,
    symbols,
    vector,
)

__all__ = [
    "Certificate", "Chain", "Claim", "ConvBN", "InSpan", "LinearBN", "P", "Paper", "Phi", "Spectrum", "Status", "Use",
    "absolute", "apply", "at_step", "because", "by_induction", "by_steps", "by_telescoping", "chain", "claim",
    "convex", "derivative", "differs", "ell", "equal", "equal_vectors", "exists", "exp", "factorial", "failing",
    "family", "first_exit", "fixed_steps", "for_all", "function_variable", "gradient_dominated", "greatest", "have",
    "homogeneous", "indicator", "induct", "inner", "least", "lemma", "log", "maximum", "mean", "minimised", "minimum",
    "n", "named", "norm", "patches", "phi", "pi", "product_over", "rational", "relu", "samples", "sigmabar",
    "sigmoid", "sign", "smooth", "softplus", "specialise", "sqrt", "square_norm", "steps", "strongly_convex",
    "symbols", "tanh", "there_are_constants", "total", "total_pairs", "total_unequal", "vector", "vector_total",
    "verdict", "whatever_constants", "witness", "wording",
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
class Chain(chains.Chain):
    """A derivation that shows itself in a notebook, decided (``verify.claims.chain.Chain``); ``print`` shows it too."""

    @cached_property
    def decided(self) -> Shown:
        """What was decided of its steps and its whole.

        >>> x, = symbols("x")
        >>> print(str(chain(x**2, ">=", 0).decided).splitlines()[0])
        PROVED  derivation-1  x² ≥ 0
        """
        return verdict(self)

    def __str__(self) -> str:
        """Return the verdicts as text."""
        return str(self.decided)

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        printer.text(str(self))

    def _repr_html_(self) -> str:
        return self.decided._repr_html_()

    def _repr_markdown_(self) -> str:
        return self.decided._repr_markdown_()


def chain(
    *links: object,
    name: str = chains.DEFAULT_NAME,
    given: Iterable[Formula] | Formula = (),
    reasons: Iterable[Any] = (),
    title: str = "",
) -> Chain:
    """Return the derivation a ? b ? c …: each step becomes a claim, and so does the whole, first ? last.

    >>> x, = symbols("x")
    >>> print(chain(x**2, ">=", 2 * x - 1, ">", 2 * x - 2, name="square"))
    PROVED  square-1  x² ≥ 2·x - 1
    PROVED  square-2  2·x - 1 > 2·x - 2
    PROVED  square  x² > 2·x - 2

    See ``verify.claims.chain.chain`` for signs, reasons and errors; ``verdict(derivation, among=claims)`` decides one
    whose reasons use claims of a paper.
    """
    made = chains.chain(*links, name=name, given=given, reasons=reasons, title=title, proposals=PROPOSALS)
    return Chain(made.steps, made.whole, made.lemmas)


@dataclass(frozen=True)
class Paper(build.Paper):
    """A paper whose statements are claimed, with the proposals of batch normalisation (``verify.claims.build.Paper``).

    >>> x, = symbols("x")
    >>> Paper("cao2023").claim("lemma-4.2", x**2 >= 0).full_id
    'cao2023:lemma-4.2'
    """

    proposals: tuple[Proposer, ...] = PROPOSALS
