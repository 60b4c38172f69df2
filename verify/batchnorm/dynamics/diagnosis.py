"""What happened in a run, read off its records: where it went, or why it went nowhere.

The end of a run is its last decade of steps, the records from a tenth of the last step on. Rounding ends the fall of D
where a step moves no margin by half a unit in its last place. Near the uniform margin a step shrinks a mode of the
deviations by the factor 1 − ρ, ρ = (η_w γ/(n s)) λ (A + C), with λ an eigenvalue of the centred Gram matrix, A = p̂/m̄,
C = p̂(1 − p̂)γ/s (0 for P > 1, where some modes do not feel it) and p̂ = 1/(1 + exp(γ P m̄/s)). So the floor of D is at
most about 2 (2^-bits/ρ)², with the least λ > 0, and at most 2, which D never exceeds. It is an estimate: nothing here
is rigorous.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import inf, log, log10, sqrt
from sys import float_info
from typing import Literal

from flint import arb, ctx, fmpq

from verify.batchnorm.dynamics.problem import Problem, Start
from verify.batchnorm.dynamics.rounding_floor import LARGEST_D, rounding_floor
from verify.batchnorm.dynamics.runs.plan import Mode
from verify.batchnorm.dynamics.runs.snapshot import Snapshot
from verify.batchnorm.dynamics.state import Dyadic
from verify.batchnorm.dynamics.steppers import working_bits
from verify.errors import InputError

Kind = Literal[
    "uniform",
    "mirror",
    "falling",
    "floor",
    "stalled",
    "oscillating",
    "norm-growing",
    "normaliser",
    "saddle",
    "unsettled",
]

SMALL_NORMALISER = 1e-8
SADDLE_GAMMA, SADDLE_COSINE = 1e-2, 1e-2
SETTLED = -6.0
FLAT = log10(1.01)
GROWN, GROWING = 100.0, 1.2
FEWEST, LATEST = 4, 3
TURNS, TURN = 3, 1e-3
SHOWN = 6


@dataclass(frozen=True)
class Diagnosis:
    """What a run came to: the ``kind``, one line of ``text``, and the ``numbers`` that led to it, by name.

    >>> Diagnosis("unsettled", "3 steps are too few to tell", {"t": "3"}).kind
    'unsettled'
    """

    kind: Kind
    text: str
    numbers: dict[str, str]


def diagnose(
    records: Sequence[Snapshot],
    problem: Problem,
    start: Start,
    digits: int,
    *,
    backend: str = "flint",
    mode: Mode = "direct",
) -> Diagnosis:
    """Say what happened in a run of ``digits`` digits from its records, which begin at ``start`` and increase in t.

    For a certified run ``digits`` includes its guard digits. Leaps keep D's relative accuracy: they have no floor.
    Raises InputError where there is no record.

    >>> from flint import fmpq_mat
    >>> from verify.batchnorm.dynamics.runs.keep import RunPlan, follow
    >>> problem = Problem(gram=fmpq_mat([[2, 0], [0, 3]]), eta_w=fmpq(1), eta_gamma=fmpq(1))
    >>> start = Start(margins=(fmpq(2), fmpq(1)), gamma=fmpq(1), norm_squared=fmpq(3), alignment=fmpq(4, 3))
    >>> plan = RunPlan(digest="00", name="two", problem=problem, start=start, digits=30)
    >>> print(diagnose(follow(plan, target=1000).snapshots, problem, start, 30).text)
    converging to the uniform margin with γ → +∞: D = 2.60353e-54 and falling, γ = 6.90725 and growing
    """
    if not records:
        raise InputError("no records to diagnose: a run records at least its start")
    floor = None if mode in ("leap", "flow") else rounding_floor(records[-1], problem, working_bits(digits, backend))
    view = _View(records, problem, start, floor)
    for answer in _ANSWERS:
        found = answer(view)
        if found is not None:
            return found
    return _unsettled(view)


class _View:
    """The records, and the few numbers that most answers ask for."""

    def __init__(
        self, records: Sequence[Snapshot], problem: Problem, start: Start, floor: tuple[Dyadic, Dyadic] | None
    ) -> None:
        self.records, self.problem, self.start = records, problem, start
        self.first, self.last = records[0], records[-1]
        self.end = [record for record in records if 10 * record.t >= self.last.t]
        self.floor: Dyadic | None = None if floor is None else floor[0]
        self.rate: Dyadic | None = None if floor is None else floor[1]

    @property
    def long(self) -> bool:
        """Whether the end holds enough records to speak of a course."""
        return len(self.end) >= FEWEST and self.last.t >= 10

    @property
    def fall(self) -> float:
        """By how many powers of ten D fell in the end: below 0 where it rose, infinite where it fell to 0."""
        return _log10(self.end[0].discrepancy) - _log10(self.last.discrepancy) if self._moved else 0.0

    @property
    def _moved(self) -> bool:
        return self.end[0].discrepancy != self.last.discrepancy

    @property
    def flat(self) -> bool:
        """Whether D moved by less than one part in 100 throughout the end."""
        levels = [_log10(record.discrepancy) for record in self.end]
        return self.long and (max(levels) == min(levels) or max(levels) - min(levels) < FLAT)

    @property
    def at_floor(self) -> bool:
        """Whether rounding can be what holds D where it is."""
        return self.floor is not None and bool(self.last.discrepancy.ball <= self.floor.ball)

    def answer(self, kind: Kind, text: str, **more: object) -> Diagnosis:
        """Return a diagnosis with the numbers every one shows, and those of its own."""
        first, last = self.first, self.last
        numbers = {
            "t": str(last.t),
            "D": _shown(last.discrepancy),
            "gamma": _shown(last.gamma),
            "loss": _shown(last.loss),
            "D_at_a_tenth": _shown(self.end[0].discrepancy),
        }
        if self.floor is not None:
            numbers["floor"] = _shown(self.floor, 3)
        if first.norm_squared is not None and last.norm_squared is not None:
            numbers |= {"norm_squared": _shown(last.norm_squared), "norm_squared_at_0": _shown(first.norm_squared)}
        return Diagnosis(kind, text, numbers | {name: _text(value) for name, value in more.items()})


def _normaliser(view: _View) -> Diagnosis | None:
    share = _normaliser_share(view.last, view.problem)
    if share is None or share >= SMALL_NORMALISER:
        return None
    return view.answer(
        "normaliser",
        f"the normaliser is near zero: s² is {share:.3g} of ‖w‖² times the mean ‖z‖², so one step in w is huge; "
        "start from a w that the data see",
        normaliser_share=share,
    )


def _saddle(view: _View) -> Diagnosis | None:
    last = view.last
    cosine = _cosine_squared(last)
    if abs(float(last.gamma)) >= SADDLE_GAMMA or cosine >= SADDLE_COSINE**2:
        return None
    away = float(last.loss) - log(2)
    return view.answer(
        "saddle",
        f"near a saddle: γ = {_shown(last.gamma)}, the loss is log 2 {away:+.3g} and m̄/s = {sqrt(cosine):.3g}, "
        "so no step moves γ or w by much; start from another γ or w",
        loss_minus_log_2=away,
        mean_margin_over_s=sqrt(cosine),
    )


def _oscillating(view: _View) -> Diagnosis | None:
    if not view.long:
        return None
    losses = [_log10(record.loss) for record in view.end]
    levels = [] if view.at_floor else [_log10(record.discrepancy) for record in view.end]
    loss_turns, D_turns = _turns(losses), _turns(levels)
    # the loss falls at every step small enough; D may turn on its way down, so it has to turn nearly every time
    if loss_turns < TURNS and not (D_turns >= max(TURNS, len(levels) // 2) and abs(view.fall) < FLAT):
        return None
    etas = f"η_w = {view.problem.eta_w}, η_γ = {view.problem.eta_gamma}"
    return view.answer(
        "oscillating",
        f"oscillating, as the step is too large ({etas}): in the {len(view.end)} last records the loss turns "
        f"{loss_turns} times and D {D_turns} times; take smaller steps",
        loss_turns=loss_turns,
        D_turns=D_turns,
        records=len(view.end),
        least_loss=_power(min(losses)),
        greatest_loss=_power(max(losses)),
    )


def _at_floor(view: _View) -> Diagnosis | None:
    if not view.at_floor or view.floor is None or not view.long or not view.first.discrepancy.mantissa:
        return None
    before = _log10(view.end[-LATEST].discrepancy)
    if view.last.discrepancy.mantissa and before - _log10(view.last.discrepancy) >= FLAT:
        return None
    return view.answer(
        "floor",
        f"stalled at the floor of the arithmetic: D = {_shown(view.last.discrepancy)}, where rounding hides what falls "
        f"below about {_shown(view.floor, 3)}; take more digits, or leaps (--until)"
        if view.floor.rational < LARGEST_D
        else f"stalled: at γ = {_shown(view.last.gamma)} a step moves no margin by half a unit in its last place, so "
        f"rounding hides every move of D = {_shown(view.last.discrepancy)}; take more digits, or leaps (--until)",
        rate=view.rate,
    )


def _settled(view: _View) -> Diagnosis | None:
    last = view.last
    small = _log10(last.discrepancy) <= SETTLED
    side = 1 if last.mean.mantissa > 0 else -1
    if not (small and view.long) or (view.flat and last.discrepancy.mantissa):
        return None
    if last.gamma.mantissa * side <= 0 or not _grows(view) or (last.discrepancy.mantissa and view.fall < FLAT):
        return None
    whither = "the uniform margin with γ → +∞" if side > 0 else "the mirror image of the uniform margin with γ → −∞"
    course = "and falling" if last.discrepancy.mantissa else "from the start"
    return view.answer(
        "uniform" if side > 0 else "mirror",
        f"converging to {whither}: D = {_shown(last.discrepancy)} {course}, γ = {_shown(last.gamma)} and "
        f"{'growing' if side > 0 else 'decreasing'}",
        gamma_at_a_tenth=view.end[0].gamma,
        **({} if last.alignment is None else {"alignment": last.alignment}),
    )


def _norm_growing(view: _View) -> Diagnosis | None:
    first, middle, last = view.first.norm_squared, view.end[0].norm_squared, view.last.norm_squared
    if first is None or middle is None or last is None or not first.mantissa or not view.long:
        return None
    grown, growing = _power(_log10(last) - _log10(first)), _power(_log10(last) - _log10(middle))
    if growing < GROWING and (grown < GROWN or not view.flat):
        return None
    step = _power(_log10_exact(view.problem.eta_w) - _log10(last))
    shares = [share for record in view.records if (share := _normaliser_share(record, view.problem)) is not None]
    grew = f"{growing:.3g} times in its last decade" if growing >= GROWING else "early, and D has hardly moved since"
    return view.answer(
        "norm-growing",
        f"the norm grew: ‖w‖² is {grown:.3g} times that of the start, it grew {grew}, and a step turns w only by "
        f"the order of η_w/‖w‖² = {step:.3g}; take a smaller η_w or a start with a larger normaliser",
        grown=grown,
        grown_since_a_tenth=growing,
        step_over_norm_squared=step,
        least_normaliser_share=min(shares, default=inf),
    )


def _falling(view: _View) -> Diagnosis | None:
    if not view.long or view.fall < FLAT:
        return None
    last, norm, first = view.last, view.last.norm_squared, view.first.norm_squared
    grown = 0.0 if norm is None or first is None else _power(_log10(norm) - _log10(first))
    slowly = f" (slowly, as ‖w‖² grew to {grown:.3g} times that of the start)" if grown >= GROWN else ""
    return view.answer(
        "falling",
        f"D still falls{slowly}: {_shown(view.end[0].discrepancy)} at t = {view.end[0].t}, {_shown(last.discrepancy)} "
        f"at t = {last.t}, with γ = {_shown(last.gamma)}; go on for longer",
        gamma_at_a_tenth=view.end[0].gamma,
    )


def _stalled(view: _View) -> Diagnosis | None:
    if not view.flat:
        return None
    above = "leaps have no floor" if view.floor is None else f"the floor of the arithmetic is {_shown(view.floor, 3)}"
    last = view.last
    unreachable = "no w has margin 1 on every row, so there is no uniform margin to reach"
    slow = f"with the loss at {_shown(last.loss)} a step hardly moves it; go on for far longer, or take larger steps"
    return view.answer(
        "stalled",
        f"stalled above the floor: D = {_shown(last.discrepancy)} moved less than 1 % since t = {view.end[0].t}, while "
        f"{above}; {unreachable if view.start.alignment is None else slow}",
    )


def _unsettled(view: _View) -> Diagnosis:
    last = view.last
    if not view.long:
        return view.answer("unsettled", f"{last.t} steps are too few to tell: D = {_shown(last.discrepancy)}")
    return view.answer(
        "unsettled",
        f"not settled: D went from {_shown(view.end[0].discrepancy)} at t = {view.end[0].t} to "
        f"{_shown(last.discrepancy)}, γ from {_shown(view.end[0].gamma)} to {_shown(last.gamma)}; go on for longer",
    )


_ANSWERS: tuple[Callable[[_View], Diagnosis | None], ...] = (
    _normaliser,
    _saddle,
    _oscillating,
    _at_floor,
    _settled,
    _falling,
    _norm_growing,
    _stalled,
)


def _normaliser_share(record: Snapshot, problem: Problem) -> float | None:
    """s² over what it would be were w along a typical row: ‖w‖² times the mean of ‖z‖²."""
    if record.norm_squared is None or record.mean_square is None or not record.norm_squared.mantissa:
        return None
    mean = problem.trace() / problem.rows
    return _power(_log10(record.mean_square) - _log10(record.norm_squared) - _log10_exact(mean))


def _cosine_squared(record: Snapshot) -> float:
    """m̄²/s², which is 1 − D/2."""
    return max(0.0, 1 - float(record.discrepancy) / 2)


def _grows(view: _View) -> bool:
    earlier, later = abs(view.end[0].gamma.ball), abs(view.last.gamma.ball)
    return bool(later > earlier)


def _turns(levels: Sequence[float]) -> int:
    """How often a course of logarithms turns, counting only moves of more than one part in 1000."""
    moves = [b - a for a, b in pairwise(levels) if abs(b - a) > log10(1 + TURN)]
    return sum(a * b < 0 for a, b in pairwise(moves))


def _log10(value: Dyadic) -> float:
    """log₁₀ of the absolute value; −∞ for 0."""
    if not value.mantissa:
        return -inf
    with ctx.workprec(64):
        return float(abs(value.ball).log_base(10))


def _power(exponent: float) -> float:
    return inf if exponent > float_info.max_10_exp else 10.0**exponent


def _log10_exact(value: fmpq) -> float:
    with ctx.workprec(64):
        return float(arb(value).log_base(10))


def _shown(value: Dyadic, digits: int = SHOWN) -> str:
    return value.decimal(digits)


def _text(value: object) -> str:
    if isinstance(value, Dyadic):
        return _shown(value)
    return f"{value:.{SHOWN}g}" if isinstance(value, float) else str(value)
