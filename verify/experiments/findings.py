"""The findings on the front page of the proof map, computed when it is made: from runs of descent and the ledger."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flint import fmpq

from verify.claims.claim import Status
from verify.claims.ledger import Ledger
from verify.data import Dataset
from verify.report.site.build import Finding
from verify.report.site.pictures import Picture, svg_of

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from verify.experiments.classifiers.bn_vs_no_bn import BNVersusNone
    from verify.experiments.rates.linear_rate import LinearRate

UNTIL, STEPS = 10**60, 12_000
PLANE = Dataset.from_rows([["1", "1"], ["2", "-1"]], [1, 1])
SIZE = (4.4, 3.0)
SIZES, DRAWS = (5, 10, 20), 10


@dataclass(frozen=True)
class Drawn:
    """What runs show, whatever the ledger says: t · loss, and the findings that speak of runs alone."""

    loss: Picture
    findings: tuple[Finding, ...]


def drawn_runs() -> Drawn:
    """Return the pictures of real runs, computed now."""
    # imported where they run: a process that only shows what another has drawn needs no matplotlib
    from verify.experiments.classifiers.bn_vs_no_bn import bn_vs_no_bn
    from verify.experiments.rates.linear_rate import linear_rate

    rate = linear_rate(data=PLANE, until=UNTIL, steps=STEPS)
    compared = bn_vs_no_bn(sizes=SIZES, ratios=(fmpq(1, 20), fmpq(1)), draws=DRAWS, steps=0, until=0)
    return Drawn(_loss(rate), (*runs(rate), generalises(compared)))


def findings_of_the_paper(ledger: Ledger, drawn: Drawn) -> tuple[Finding, ...]:
    """Return what a visitor of the paper's map should take home, with pictures of real runs."""
    return (*_theorem(ledger, drawn.loss), *drawn.findings)


def _loss(found: LinearRate) -> Picture:
    late = [point for point in found.points if point.t >= 10]

    def loss(figure: Figure) -> None:
        axes = figure.add_subplot()
        times = [math.log10(point.t) for point in late]
        axes.plot(
            times, [math.exp(float(point.log_loss) + math.log(point.t)) for point in late], ".-", color="tab:green"
        )
        axes.set(xlabel="log₁₀ t", ylabel="t · loss", ylim=(0, None))

    return svg_of(loss, size=SIZE, words="t times the loss over log t: it levels off, so that the loss is of order 1/t")


def _theorem(ledger: Ledger, picture: Picture) -> Iterator[Finding]:
    """Yield the theorem as it stands in the ledger, with t · loss in a run, which the theorem says stays in bounds."""
    rows = [verdict for verdict in ledger.verdicts if verdict.claim.id == "theorem-2.2"]
    if not rows:
        return
    said = []
    for verdict in rows:
        effective = ledger.effective[verdict.claim.key]
        weaker = "" if effective is verdict.status else f", effectively {effective.value}"
        said.append(f"{verdict.claim.edition}: {verdict.status.value}{weaker}")
    repaired = next((verdict for verdict in rows if verdict.claim.edition == "repaired"), None)
    title = "The theorem, mended" if repaired and repaired.status is Status.PROVED else "The theorem"
    yield Finding(
        title,
        f"Theorem 2.2 in the ledger: {'; '.join(said)}. {(repaired or rows[0]).claim.title}. "
        "In this run t · loss levels off, as it must.",
        picture,
    )


def runs(found: LinearRate) -> Iterator[Finding]:
    """Yield what one run shows: that doubles are not enough, and how fast D falls."""
    late = [point for point in found.points if point.t >= 10 and point.log_discrepancy < 0]
    times = [math.log10(point.t) for point in late]
    falls = [float(-point.log_discrepancy) for point in late]

    def digits(figure: Figure) -> None:
        axes = figure.add_subplot()
        early = [point for point in late if point.coarse is not None]
        steps, ten = [point.t for point in early], math.log(10)
        axes.plot(steps, [float(point.log_discrepancy) / ten for point in early], "-", label="all digits")
        axes.plot(steps, [(point.coarse or 0.0) / ten for point in early], ".", label="15 digits")
        axes.set(xscale="log", xlabel="t", ylabel="log₁₀ D")
        axes.legend(labelcolor="black")

    yield Finding(
        "Fifteen digits are not enough",
        "In double precision D stops falling at its rounding floor. With enough digits it goes on, and leaps follow it "
        f"to t = 10^{round(math.log10(UNTIL))}.",
        svg_of(digits, size=SIZE, words="log D over t: the run in doubles levels off, the one with all digits goes on"),
    )

    def laws(figure: Figure) -> None:
        axes = figure.add_subplot()
        axes.loglog(times, falls, ".", color="tab:green", label="−log D")
        for law, power in (("log² t", 2), ("log³ t", 3)):
            scale = falls[-1] / times[-1] ** power
            axes.plot(times, [scale * time**power for time in times], label=f"c·{law}")
        axes.set(xlabel="log₁₀ t", ylabel="−log D", ylim=(min(falls) / 2, max(falls) * 2))
        axes.legend(labelcolor="black")

    constant = found.constant
    measured = ""
    if constant is not None:
        seen, told = (value.str(10, radius=False) for value in (constant.computed, constant.predicted))
        measured = f" Its constant is {seen}, predicted was {told}: they agree to {constant.digits:.0f} digits."
    yield Finding(
        "The rate is log³, not log²",
        "The paper proves D = exp(−Ω(log² t)). On two points in the plane, from one window of time to the next, a "
        f"constant of log² t would have to grow by a factor {found.drift('log² t'):.2f}, that of log³ t by "
        f"{found.drift('log³ t'):.3f}.{measured}",
        svg_of(laws, size=SIZE, words="−log D over log t: the run lies on c·log³ t and leaves c·log² t"),
    )


def generalises(found: BNVersusNone) -> Finding:
    """Return which of the two classifiers errs less on new samples of the paper's first example."""
    return Finding(
        "The uniform margin generalises where the maximum margin does not",
        f"{found.sentence}. Errors are Gaussian tails, computed and not sampled.",
        svg_of(found.draw, size=SIZE, words="The chance of error over n: that of maximum margin stays near one half"),
    )
