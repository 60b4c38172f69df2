"""Runs that are kept: made once, continued after any interruption, answered from the file when asked again."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from verify.batchnorm.dynamics.runs.engine import Moment, go_on, is_recorded
from verify.batchnorm.dynamics.runs.plan import MODES, Mode, RunPlan, engine_version
from verify.batchnorm.dynamics.runs.snapshot import NUMBERS, Snapshot
from verify.batchnorm.dynamics.runs.store import SHORT_KEY, Checkpoint, Store, Summary, runs_path

__all__ = [
    "MODES",
    "NUMBERS",
    "SHORT_KEY",
    "Checkpoint",
    "Mode",
    "Moment",
    "Run",
    "RunPlan",
    "Snapshot",
    "Store",
    "Summary",
    "engine_version",
    "follow",
    "kept_run",
    "runs_path",
]

CHECKPOINT_SECONDS = 1.0
SHARE = 20

Origin = Literal["made", "remade", "continued", "kept"]


@dataclass(frozen=True)
class Run:
    """A run up to step ``t``: the records an unbroken run makes, and the text of the state at its end.

    ``origin`` tells how it came about: "made" from its start, "remade" where the run that is kept is already beyond
    ``t``, "continued" from step ``begun``, or "kept", where nothing was computed. For a certified run ``state`` is the
    line that says what is certified; it is empty where a run that went on beyond ``t`` is cut there.
    """

    plan: RunPlan
    t: int
    snapshots: tuple[Snapshot, ...]
    state: str
    origin: Origin
    begun: int = 0


def follow(
    plan: RunPlan,
    *,
    target: int,
    store: Store | None = None,
    observe: Callable[[Moment], object] | None = None,
    seconds: float = CHECKPOINT_SECONDS,
) -> Run:
    """Take a run to step ``target``, from where ``store`` has it, with a checkpoint about every ``seconds``
    (at every moment for 0).

    A run that went farther before is cut at ``target`` where a record was made there, and else made again without
    being kept. A certified run cannot go on from a checkpoint: it is kept at its end. ``observe`` is handed every
    moment. Raises InputError as ``go_on`` and ``Store`` do; what was kept stays kept.

    >>> from flint import fmpq, fmpq_mat
    >>> from verify.batchnorm.dynamics.problem import Problem, Start
    >>> problem = Problem(gram=fmpq_mat([[2]]), eta_w=fmpq(1), eta_gamma=fmpq(1))
    >>> start = Start(margins=(fmpq(1),), gamma=fmpq(1), norm_squared=fmpq(1))
    >>> plan = RunPlan(digest="00", name="one", problem=problem, start=start, digits=30)
    >>> run = follow(plan, target=100)
    >>> run.t, run.origin, run.snapshots[-1].gamma.decimal(5)
    (100, 'made', '4.6131')
    """
    checkpoint = None if store is None else store.checkpoint(plan.key)
    begun = 0
    origin: Origin = "made"
    keeper = _Keeper(plan, target, store, observe, seconds)
    if store is not None and checkpoint is not None:
        cut = _cut(plan, store, checkpoint, target)
        if cut is not None:
            return cut
        if plan.mode == "certify":
            keeper.afresh = True
        elif checkpoint.t > target:
            keeper.store, origin = None, "remade"
        else:
            begun, origin = checkpoint.t, "continued"
            keeper.snapshots.extend(store.snapshots(plan.key))
    state = checkpoint.state if origin == "continued" and checkpoint is not None else ""
    go_on(plan, target=target, state=state, emit=keeper.see)
    last, text = keeper.end()
    return Run(plan, last, _recorded(plan, target, keeper.snapshots), text, origin, begun)


def kept_run(store: Store, key: str) -> Run:
    """Return a kept run as far as it went, whatever version made it; raises InputError where it is damaged."""
    plan = store.plan(key)
    checkpoint = store.checkpoint(key)
    at = 0 if checkpoint is None else checkpoint.t
    text = "" if checkpoint is None else checkpoint.state
    return Run(plan, at, _recorded(plan, at, store.snapshots(key)), text, "kept", at)


def _cut(plan: RunPlan, store: Store, checkpoint: Checkpoint, target: int) -> Run | None:
    """Return what the file alone says of the run to ``target``, None where that is not all of it."""
    if plan.mode == "certify":
        if not checkpoint.finished or checkpoint.target != target:
            return None
        return Run(plan, checkpoint.t, store.snapshots(plan.key), checkpoint.state, "kept", checkpoint.t)
    if checkpoint.t < target:
        return None
    snapshots = _recorded(plan, target, store.snapshots(plan.key))
    if not snapshots or snapshots[-1].t != target:
        return None
    if checkpoint.t == target and not checkpoint.finished:
        store.save(plan, t=target, state=checkpoint.state, target=target, finished=True)
    state = checkpoint.state if checkpoint.t == target else ""
    return Run(plan, target, snapshots, state, "kept", target)


def _recorded(plan: RunPlan, target: int, snapshots: list[Snapshot] | tuple[Snapshot, ...]) -> tuple[Snapshot, ...]:
    recorded = is_recorded(plan, target)
    return tuple(snapshot for snapshot in snapshots if recorded(snapshot.t))


class _Keeper:
    """Gathers what a run shows, and keeps it at times."""

    def __init__(
        self,
        plan: RunPlan,
        target: int,
        store: Store | None,
        observe: Callable[[Moment], object] | None,
        seconds: float,
    ) -> None:
        self.plan, self.target, self.store, self.observe, self.seconds = plan, target, store, observe, seconds
        self.afresh = False
        self.snapshots: list[Snapshot] = []
        self._pending: list[Snapshot] = []
        self._moment: Moment | None = None
        self._due = 0.0

    def see(self, moment: Moment) -> None:
        self._moment = moment
        self.snapshots.extend(moment.snapshots)
        self._pending.extend(moment.snapshots)
        if self.plan.mode != "certify" and time.monotonic() >= self._due:
            self._keep(moment, moment.state(), finished=moment.t >= self.target)
        if self.observe is not None:
            self.observe(moment)

    def end(self) -> tuple[int, str]:
        moment = self._moment
        if moment is None:
            raise AssertionError("a run shows at least one moment")
        text = moment.state()
        self._keep(moment, text, finished=True)
        return moment.t, text

    def _keep(self, moment: Moment, text: str, *, finished: bool) -> None:
        if self.store is None:
            return
        begun = time.monotonic()
        self.store.save(
            self.plan,
            t=moment.t,
            state=text,
            target=self.target,
            finished=finished,
            snapshots=self._pending,
            afresh=self.afresh,
        )
        self._pending.clear()
        self.afresh = False
        # saving takes at most 1/SHARE of the time, even on a slow disk, unless every step must be kept
        now = time.monotonic()
        self._due = now + (max(self.seconds, SHARE * (now - begun)) if self.seconds > 0 else 0)
