"""The weights w(t) of a run, and the margins they give samples that were not descended on.

Descent moves w within the span of the data only: what of w(0) is orthogonal to it stays for ever, and counts on new
samples. With v_k = ZᵀΠ a_k, a_k the rows of ``Modes.analysis``, which are orthonormal and orthogonal to w*,

    w(t) = w_⊥ + ⟨w(t), w*⟩ w*/‖w*‖² + Σ_k z_k(t) v_k,    w_⊥ = w(0) − ⟨w(0), w*⟩ w*/‖w*‖² − Σ_k z_k(0) v_k.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flint import arb, arb_mat, ctx, fmpq, fmpq_mat

from verify.batchnorm.dynamics.descent import descend
from verify.batchnorm.dynamics.leaps.curve import LeapError
from verify.batchnorm.dynamics.leaps.descent import leap_until
from verify.batchnorm.dynamics.leaps.deviations import deviation_start
from verify.batchnorm.dynamics.leaps.modes import Modes, modes_of
from verify.batchnorm.dynamics.leaps.state import Record
from verify.batchnorm.dynamics.problem import Start
from verify.batchnorm.dynamics.runs.plan import RunPlan
from verify.batchnorm.dynamics.state import State
from verify.data import Dataset
from verify.errors import InputError


@dataclass(frozen=True)
class TestMargins:
    """At time ``t`` on new samples: the share that is classified rightly, the least and the mean normalised margin.

    The normalised margin of sample i is y_i f(x_i)/|γ| = sign(γ)·Σ_p ⟨w, z_i^(p)⟩/‖w‖_Σ, ‖·‖_Σ that of the training
    data.
    """

    __test__ = False  # no test class

    t: int
    accuracy: float
    least: arb
    mean: arb


class WeightsOfLeaps:
    """Finds w(t) from the records of a run of leaps.

    >>> from verify.batchnorm.dynamics.leaps.descent import leap_until
    >>> from verify.batchnorm.dynamics.leaps.modes import modes_of
    >>> from verify.batchnorm.dynamics.problem import Problem
    >>> from verify.batchnorm.dynamics.starts import start_at
    >>> z, w0, w_star = fmpq_mat([[1, 1, 0], [1, -1, 0]]), [fmpq(1), fmpq(2), fmpq(5)], [fmpq(1), fmpq(0), fmpq(0)]
    >>> problem, start = Problem(z * z.transpose(), fmpq(1), fmpq(1)), start_at(z, w0, gamma=fmpq(1), uniform=w_star)
    >>> run = leap_until(problem, start, until=10**20, digits=15)
    >>> weights = WeightsOfLeaps(z, w0, w_star, modes_of(problem, precision=150), start).at(run.final)
    >>> abs(weights[1]) < 1e-50, weights[2].str(5, radius=False)
    (True, '5.0000')
    """

    def __init__(
        self, z: fmpq_mat, weights: Sequence[fmpq], uniform: Sequence[fmpq], modes: Modes, start: Start
    ) -> None:
        if start.alignment is None:
            raise InputError("w(t) is asked of a start without ⟨w(0), w*⟩: give w* where the start is made")
        rows, self._modes = z.nrows(), modes
        # twice the precision, because rows of a stiff problem cancel
        self._bits = 2 * modes.precision
        with ctx.workprec(self._bits):
            exact = arb_mat(z)
            means = [sum((exact[i, j] for i in range(rows)), arb(0)) / rows for j in range(z.ncols())]
            centred = arb_mat([[exact[i, j] - means[j] for j in range(z.ncols())] for i in range(rows)])
            self._along = [(arb_mat([list(row)]) * centred).entries() for row in modes.analysis]
            square = sum((entry * entry for entry in uniform), fmpq(0))
            self._uniform = [arb(entry / square) for entry in uniform]
            first = deviation_start(modes, start).modes
            seen = self._seen(arb(start.alignment), first)
            self._unseen = [arb(w) - s for w, s in zip(weights, seen, strict=True)]

    def at(self, record: Record) -> tuple[arb, ...]:
        """Return w at a record, d entries."""
        if record.alignment is None:
            raise InputError("w(t) is asked of a record without ⟨w, w*⟩: give w* where the start is made")
        with ctx.workprec(self._bits):
            lengths = [self._modes.metric[k][k].sqrt() for k in range(self._modes.count)]
            z = [amplitude / length for amplitude, length in zip(record.amplitudes, lengths, strict=True)]
            seen = self._seen(record.alignment, z)
        with ctx.workprec(self._modes.precision):
            return tuple((u + s).mid() for u, s in zip(self._unseen, seen, strict=True))

    def _seen(self, alignment: arb, modes: Sequence[arb]) -> list[arb]:
        total = [alignment * entry for entry in self._uniform]
        for z, vector in zip(modes, self._along, strict=True):
            total = [t + z * v for t, v in zip(total, vector, strict=True)]
        return total


def moved_weights(z: fmpq_mat, weights: Sequence[fmpq], coefficients: Sequence[fmpq]) -> tuple[arb, ...]:
    """Return w(t) = w(0) + Zᵀ C of a run of steps, from the coefficients C of its state, at the precision in force.

    >>> moved_weights(fmpq_mat([[1, 2]]), [fmpq(1), fmpq(0)], [fmpq(3)])
    (4.00000000000000, 6.00000000000000)
    """
    moved = (fmpq_mat(1, z.nrows(), list(coefficients)) * z).entries()
    return tuple(arb(w + m).mid() for w, m in zip(weights, moved, strict=True))


def run_on_new_samples(
    plan: RunPlan, dataset: Dataset, weights: Sequence[fmpq], uniform: Sequence[fmpq] | None, test: Dataset, target: int
) -> tuple[TestMargins, ...]:
    """Make a run again from w(0) = ``weights``, and return what w makes of new samples at the times it records.

    Kept runs hold margins only, so the run is made anew. Raises InputError for certified runs, as ``margins_on`` does,
    and for leaps where the data admit no w*.
    """
    if test.P != dataset.P:
        raise InputError(f"samples of {test.P} patches to test a run on samples of {dataset.P}: give as many")
    if test.d != dataset.d:
        raise InputError(f"{test.d} features a patch to test on, but w has {dataset.d}: give samples of that many")
    if plan.mode == "certify":
        raise InputError("new samples with a certified run: w(t) is not enclosed; leave --certify or --test out")
    if plan.leaps:
        return _tested_leaps(plan, dataset, weights, uniform, test, target)
    found: list[TestMargins] = []

    def observe(t: int, state: State) -> None:
        with ctx.workprec(plan.bits):
            moved = moved_weights(dataset.z, weights, [c.rational for c in state.coefficients])
            scale = (sum((m.ball**2 for m in state.margins), arb(0)) / dataset.rows).sqrt()
            found.append(margins_on(test, t, moved, gamma=state.gamma.ball, scale=scale))

    descend(plan.problem, plan.start, steps=target, digits=plan.digits, backend=plan.backend, observe=observe)
    return tuple(found)


def _tested_leaps(
    plan: RunPlan, dataset: Dataset, weights: Sequence[fmpq], uniform: Sequence[fmpq] | None, test: Dataset, target: int
) -> tuple[TestMargins, ...]:
    if uniform is None:
        raise InputError("leaps to test on data without w*: w(t) is not told there; use --steps")
    flow = plan.mode == "flow"
    try:
        run = leap_until(plan.problem, plan.start, until=target, digits=plan.digits, flow=flow)
    except LeapError as fault:
        raise InputError(str(fault)) from fault
    modes = modes_of(plan.problem, precision=run.state.settings.precision)
    at = WeightsOfLeaps(dataset.z, weights, uniform, modes, plan.start)
    records = {record.time: record for record in (*run.records, run.final)}
    with ctx.workprec(modes.precision):
        return tuple(
            # m̄² = s²(1 − D/2)
            margins_on(
                test,
                record.time,
                at.at(record),
                gamma=record.gamma,
                scale=abs(record.mean) / (1 - record.discrepancy / 2).sqrt(),
            )
            for record in records.values()
        )


def margins_on(test: Dataset, t: int, weights: Sequence[arb], *, gamma: arb, scale: arb) -> TestMargins:
    """Return what weights and γ make of new samples; ``scale`` is ‖w‖_Σ of the training data.

    Raises InputError where the samples have other features or patches than the weights.

    >>> test = Dataset.from_rows([[1, 0], [0, 1]], [1, -1])
    >>> margins_on(test, 0, [arb(2), arb(1)], gamma=arb(1), scale=arb(1)).accuracy
    0.5
    """
    if test.d != len(weights):
        raise InputError(f"{test.d} features a patch to test on, but w has {len(weights)}: give samples of that many")
    sign = -1 if gamma < 0 else 1
    products = (arb_mat(test.z) * arb_mat([[w] for w in weights])).entries()
    sums = [sum(products[i : i + test.P], arb(0)) for i in range(0, test.rows, test.P)]
    margins = [(sign * total / scale).mid() for total in sums]
    right = sum(bool(margin > 0) for margin in margins)
    least = margins[0]
    for margin in margins[1:]:
        least = margin if margin < least else least
    return TestMargins(t, right / test.n, least, (sum(margins, arb(0)) / test.n).mid())
