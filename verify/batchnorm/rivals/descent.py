"""Gradient descent on any of the rivals in float64: full batch or mini-batches, with momentum, many samples.

The steps run the closed forms of ``models``, read as programs on arrays; that they are the derivatives of the
objectives is proved in ``proofs/rivals``. What comes out is a measurement in floats, never a proof.

A pace other than ``constant`` lets the step size grow as the loss falls, η/L or η/(L(1 + γ²)): where all samples are
classified rightly every slope and every curvature is at most a multiple of these, so that the run follows the path of
small steps and reaches times Σ η_t that grow exponentially with the number of steps.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from verify.batchnorm.rivals.features import Features, Floats
from verify.batchnorm.rivals.models import HiddenBatchNorm, Unnormalised
from verify.errors import InputError
from verify.statement.readings.arrays import Program, leaf, program_of
from verify.statement.tree import Inner, Scalar, Symbol
from verify.statement.writing.calls import ell
from verify.statement.writing.operations import inner, mean
from verify.statement.writing.variables import family, patches, samples, vector

LEAST_LOSS = 1e-250
SMALLEST, LARGEST = 1e-140, 1e140  # squares and their sums stay far inside the range of doubles
(_I,), (_P,) = samples("i"), patches("p")
_W = Unnormalised.w
_FEATURE, _NORM, _LABEL = leaf(inner(_W, vector("z", _I, _P))), Inner(_W, _W), leaf(family("y", _I))
_HEAD, _GATE = leaf(family("a", _P)), leaf(family("r", _I, _P))
_GAMMA, _BETA, _EPSILON = Symbol("γ"), Symbol("β"), Symbol("ε")


@dataclass(frozen=True)
class Iterate:
    """Where a descent stands: weights, the scalars γ and β, and the weights a of the features in the output."""

    w: Floats
    gamma: float = 1.0
    beta: float = 0.0
    head: Floats = field(default_factory=lambda: np.ones(1))

    def plus(self, other: Iterate) -> Iterate:
        """Return the sum."""
        return Iterate(self.w + other.w, self.gamma + other.gamma, self.beta + other.beta, self.head + other.head)

    def scaled(self, factor: float) -> Iterate:
        """Return a multiple."""
        return Iterate(factor * self.w, factor * self.gamma, factor * self.beta, factor * self.head)


@dataclass(frozen=True)
class Record:
    """An iterate with its step, its time Σ η_t, the loss and the outputs F_i of all samples."""

    step: int
    time: float
    loss: float
    outputs: Floats
    iterate: Iterate


Pace: TypeAlias = Callable[[float, Iterate], float]


def constant(loss: float, at: Iterate) -> float:
    """Return 1: the step size is η throughout."""
    return 1.0


def by_loss(loss: float, at: Iterate) -> float:
    """Return 1/L, for a model whose outputs are linear in what is trained."""
    return 1 / loss


def by_curvature(loss: float, at: Iterate) -> float:
    """Return 1/(L(1 + γ² + ‖a‖²)), for a normalised model: its second derivatives in w grow like γ²."""
    return 1 / (loss * (1 + at.gamma**2 + float(at.head @ at.head)))


@dataclass(frozen=True)
class Trainer:
    """A model on data, ready to be stepped; ``relu`` gates the hidden units, ``epsilon`` is BN's ε.

    >>> from verify.batchnorm.rivals.features import Patches
    >>> data = Patches(np.array([[[2.0, 0.0]], [[0.0, 1.0]]]), np.array([1.0, -1.0]))
    >>> trainer = Trainer(Unnormalised(), data)
    >>> *_, last = trainer.run(Iterate(np.zeros(2)), eta=1.0, steps=100)
    >>> bool(last.outputs.min() > 0), last.step
    (True, 100)
    """

    model: Unnormalised
    features: Features
    epsilon: float = 0.0
    relu: bool = False

    def __post_init__(self) -> None:
        if self.epsilon < 0:
            raise InputError(f"epsilon {self.epsilon}: give 0 or more")
        if self.relu and not isinstance(self.model, HiddenBatchNorm):
            raise InputError("a ReLU layer is one of hidden units: take HiddenBatchNorm")

    def run(
        self,
        start: Iterate,
        *,
        eta: float,
        steps: int,
        batch: int | None = None,
        momentum: float = 0.0,
        pace: Pace = constant,
        record_at: Iterable[int] = (),
        seed: int = 0,
        tell: Callable[[Record], None] = lambda record: None,
    ) -> list[Record]:
        """Descend and return the records: the start, those asked for and the last, earlier where L falls below 1e-250.

        ``batch`` samples make a step, drawn epoch by epoch without repetition, with statistics of their own;
        ``momentum`` is the heavy ball's. ``tell`` hears every record. Raises InputError for η ≤ 0, momentum outside
        [0, 1), a batch that leaves BN nothing to normalise, and where floats leave their range.
        """
        n = self.features.samples
        _check(eta, momentum, batch, n)
        asked, batches = {0, steps, *record_at}, _Batches(n, batch, seed)
        at, time, loss, velocity = start, 0.0, 1.0, None
        records = []
        for step in range(steps + 1):
            if step in asked or loss < LEAST_LOSS:
                records.append(self.record(at, step, time))
                tell(records[-1])
            if step == steps or loss < LEAST_LOSS:
                break
            rows = batches.next()
            part = self.features if rows is None else self.features.taken(rows)
            try:
                with np.errstate(over="raise", invalid="raise", divide="raise"):
                    moves, loss = self._downhill(at, part)
                    if pace is not constant and rows is not None:
                        loss = self.record(at, step, time).loss
                    velocity = moves if velocity is None else velocity.scaled(momentum).plus(moves)
                    size = eta * pace(loss, at)
                    at = at.plus(velocity.scaled(size))
            except FloatingPointError as fault:
                raise InputError(f"floats left their range in step {step + 1} ({fault}): take a smaller eta") from fault
            time += size
        return records

    def record(self, at: Iterate, step: int = 0, time: float = 0.0) -> Record:
        """Return the record of an iterate on the full batch; InputError where a double cannot hold what it needs."""
        features = self.features.of(at.w)
        largest = float(np.abs(features).max())
        if not SMALLEST < largest < LARGEST and np.any(at.w):
            raise InputError(
                f"the largest feature at step {step} is {largest:.3g}: float64 is trusted between {SMALLEST:.0e} and "
                f"{LARGEST:.0e}, so scale the start or the data, or take a smaller step size"
            )
        with np.errstate(all="ignore"):
            outputs = self._outputs(at, self.features, features)
        if not np.isfinite(outputs).all():
            raise InputError(f"an output at step {step} is not finite: start where no normaliser is 0, or less eta")
        return Record(step, time, float(np.mean(np.logaddexp(0, -outputs))), outputs, at)

    def gates(self, features: Floats, labels: Floats) -> Floats:
        """Return r_ip: where a unit is active on a sample; 1 everywhere for a linear layer."""
        return (features * labels[:, None] > 0).astype(float) if self.relu else np.ones_like(features)

    def _given(self, at: Iterate, part: Features, features: Floats) -> Mapping[Scalar, object]:
        return {
            _FEATURE: features,
            _NORM: float(np.vdot(at.w, at.w)),
            _LABEL: part.labels[:, None],
            _HEAD: at.head[None, :],
            _GATE: self.gates(features, part.labels),
            _GAMMA: at.gamma,
            _BETA: at.beta,
            _EPSILON: self.epsilon,
        }

    def _downhill(self, at: Iterate, part: Features) -> tuple[Iterate, float]:
        """Return −∂L/∂(w, γ, β, a) and L on a part of the data."""
        features = part.of(at.w)
        program, names = _descent_program(self.model)
        found = program.run(self._given(at, part, features), samples=part.samples, patches=part.count)
        values = dict(zip(names, found, strict=True))
        shares = np.broadcast_to(values["share"], features.shape)
        w = part.combined(shares)
        if "shrinkage" in values:
            w = w + values["shrinkage"] * at.w
        head = values["head"].ravel() if "head" in values else np.zeros_like(at.head)
        return Iterate(w, float(values.get("γ", 0.0)), float(values.get("β", 0.0)), head), float(values["loss"])

    def _outputs(self, at: Iterate, part: Features, features: Floats) -> Floats:
        (value,) = _output_program(self.model).run(
            self._given(at, part, features), samples=part.samples, patches=part.count
        )
        return np.asarray(np.broadcast_to(value, (part.samples, 1))).ravel()


@lru_cache
def _descent_program(model: Unnormalised) -> tuple[Program, tuple[str, ...]]:
    parts: dict[str, Scalar | None] = {
        "share": model.share(_I, _P),
        "shrinkage": model.shrinkage(),
        **{symbol.name: value for symbol, value in model.descent_scalars().items()},
        "head": model.descent_head(_P),
        "loss": mean(_I, ell(model.output(_I))),
    }
    kept = {name: value for name, value in parts.items() if value is not None}
    return program_of(list(kept.values())), tuple(kept)


@lru_cache
def _output_program(model: Unnormalised) -> Program:
    return program_of([model.output(_I)])


class _Batches:
    """The rows of one mini-batch after another: every epoch in a new order, what is left of it dropped."""

    def __init__(self, n: int, batch: int | None, seed: int) -> None:
        self._n, self._batch = n, n if batch is None else batch
        self._rng, self._left = np.random.default_rng(seed), np.empty(0, dtype=np.intp)

    def next(self) -> NDArray[np.intp] | None:
        """Return the rows of the next batch; None for all of them."""
        if self._batch == self._n:
            return None
        if len(self._left) < self._batch:
            self._left = self._rng.permutation(self._n)
        rows, self._left = self._left[: self._batch], self._left[self._batch :]
        return rows


def _check(eta: float, momentum: float, batch: int | None, n: int) -> None:
    if not 0 < eta < np.inf:
        raise InputError(f"step size eta = {eta}: give a finite number above 0")
    if not 0 <= momentum < 1:
        raise InputError(f"momentum {momentum}: give a number in [0, 1)")
    if batch is not None and not 2 <= batch <= n:
        raise InputError(f"a batch of {batch} samples: give 2 to {n}, as one sample has no spread to normalise by")
