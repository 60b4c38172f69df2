"""One line of a kept run, the same whichever engine made it: direct steps, leaps, or certified steps."""

from __future__ import annotations

from dataclasses import dataclass

from flint import arb, ctx

from verify.batchnorm.dynamics.certified.descent import Enclosure
from verify.batchnorm.dynamics.leaps.state import Record as LeapRecord
from verify.batchnorm.dynamics.record import Record
from verify.batchnorm.dynamics.state import Dyadic

NUMBERS = (
    "gamma",
    "discrepancy",
    "log10_discrepancy",
    "loss",
    "norm_squared",
    "alignment",
    "mean",
    "mean_square",
    "gamma_radius",
    "discrepancy_radius",
    "loss_radius",
)


@dataclass(frozen=True)
class Snapshot:
    """What is kept of step ``t``: exact binary numbers, each rounded once from the state.

    ``discrepancy`` is D over all nP margins, ``mean`` their mean m̄ and ``mean_square`` s² = ‖w‖_Σ². That,
    ``norm_squared`` ‖w‖² and ``alignment`` ⟨w, w*⟩ are None where they are not known; the radii are None but for
    certified runs, where the true value lies within the radius of the number beside it.

    >>> one = Dyadic(1)
    >>> Snapshot(t=0, gamma=one, discrepancy=one, log10_discrepancy=Dyadic(0), loss=one, mean=one, mean_square=one).t
    0
    """

    t: int
    gamma: Dyadic
    discrepancy: Dyadic
    log10_discrepancy: Dyadic | None
    loss: Dyadic
    mean: Dyadic
    mean_square: Dyadic | None = None
    norm_squared: Dyadic | None = None
    alignment: Dyadic | None = None
    gamma_radius: Dyadic | None = None
    discrepancy_radius: Dyadic | None = None
    loss_radius: Dyadic | None = None


def of_record(record: Record, *, bits: int) -> Snapshot:
    """Return the snapshot of a direct step's record, which must hold its margins."""
    with ctx.workprec(2 * bits):
        margins = [margin.ball for margin in record.margins or ()]
        mean = sum(margins, arb(0)) / len(margins)
        mean_square = sum((margin * margin for margin in margins), arb(0)) / len(margins)
    return Snapshot(
        t=record.t,
        gamma=record.gamma,
        discrepancy=record.discrepancy,
        log10_discrepancy=record.log10_discrepancy,
        loss=record.loss,
        mean=_rounded(mean, bits),
        mean_square=_rounded(mean_square, bits),
        norm_squared=record.norm_squared,
        alignment=record.alignment,
    )


def of_leap_record(record: LeapRecord, *, bits: int) -> Snapshot:
    """Return the snapshot of a record of leaps; ``bits`` is their working precision."""
    with ctx.workprec(2 * bits):
        # D = 2(1 − m̄²/s²) gives s², but where m̄ = 0
        part = 1 - record.discrepancy / 2
        mean_square = None if part.is_zero() else record.mean * record.mean / part
    return Snapshot(
        t=record.time,
        gamma=Dyadic.of(record.gamma),
        discrepancy=Dyadic.of(record.discrepancy),
        log10_discrepancy=None if record.log10_discrepancy is None else Dyadic.of(record.log10_discrepancy),
        loss=Dyadic.of(record.loss),
        mean=Dyadic.of(record.mean),
        mean_square=None if mean_square is None else _rounded(mean_square, bits),
        norm_squared=Dyadic.of(record.norm_squared),
        alignment=None if record.alignment is None else Dyadic.of(record.alignment),
    )


def of_enclosure(enclosure: Enclosure, *, bits: int) -> Snapshot:
    """Return the snapshot of a certified step: midpoints with their radii, both exact."""
    with ctx.workprec(bits):
        count = len(enclosure.margins)
        mean = sum(enclosure.margins, arb(0)) / count
        mean_square = sum((margin * margin for margin in enclosure.margins), arb(0)) / count
        discrepancy = enclosure.D.mid()
        log10 = discrepancy.log_base(10) if discrepancy > 0 else None
    return Snapshot(
        t=enclosure.step,
        gamma=Dyadic.of(enclosure.gamma),
        discrepancy=Dyadic.of(discrepancy),
        log10_discrepancy=None if log10 is None else Dyadic.of(log10),
        loss=Dyadic.of(enclosure.loss),
        mean=Dyadic.of(mean),
        mean_square=Dyadic.of(mean_square),
        gamma_radius=Dyadic.of(enclosure.gamma.rad()),
        discrepancy_radius=Dyadic.of(enclosure.D.rad()),
        loss_radius=Dyadic.of(enclosure.loss.rad()),
    )


def _rounded(value: arb, bits: int) -> Dyadic:
    with ctx.workprec(bits):
        return Dyadic.of(value * 1)
