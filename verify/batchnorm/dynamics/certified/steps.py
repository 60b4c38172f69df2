"""The steps of a passage, in balls: arguments (1), (5) and (6) of ``verify.batchnorm.dynamics.certified.descent``.

Two ways to take them, rigorous both: as a tape of FLINT's operations on whole arrays, and, where this machine's FLINT
does not offer those, by python-flint's operators. The balls differ in their last bits, and contain the same numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from operator import call
from typing import Protocol

import flint
from flint import arb, arb_mat

from verify.batchnorm.dynamics.certified.geometry import Geometry
from verify.batchnorm.dynamics.steppers.flint_arrays import Array, Balls, Operation, arrays_offered
from verify.batchnorm.dynamics.steppers.step_tape import direction_tape


@dataclass(frozen=True)
class Leg:
    """What some steps lead to: (α, γ) as midpoints, the sums of the steps' radii, and the bound on the fall of |γ|."""

    coefficients: arb_mat
    gamma: arb
    blur: arb_mat
    blur_gamma: arb
    setback: arb


class Steps(Protocol):
    """A way to take the steps of one problem."""

    def take(self, base: arb_mat, base_gamma: arb, count: int) -> Leg:
        """Take ``count`` steps from the margins ``base`` and γ = ``base_gamma``; the leg is what is added to α and γ.

        A number that is not finite in the leg says that a step could not be enclosed.
        """


def make_steps(geometry: Geometry, rate_w: arb, rate_gamma: arb, *, precision: int) -> Steps:
    """Choose the faster way of this machine; the rates are η_w/n and η_γ/n as balls, ``precision`` is in bits."""
    if arrays_offered():
        return TapedSteps(geometry, rate_w, rate_gamma, precision=precision)
    return PlainSteps(geometry, rate_w, rate_gamma, precision=precision)


class PlainSteps:
    """The steps by python-flint's operators."""

    def __init__(self, geometry: Geometry, rate_w: arb, rate_gamma: arb, *, precision: int) -> None:
        self._geometry, self._rates, self._precision = geometry, (rate_w, rate_gamma), precision

    def take(self, base: arb_mat, base_gamma: arb, count: int) -> Leg:
        """Take the steps, each followed by dropping the radii into ``blur``."""
        with flint.ctx.workprec(self._precision):
            return self._taken(base, base_gamma, count)

    def _taken(self, base: arb_mat, base_gamma: arb, count: int) -> Leg:
        gram, rows, patches = self._geometry.gram, self._geometry.rows, self._geometry.patches
        rate_w, rate_gamma = self._rates
        remainder, turn = arb_mat(rows, 1), arb(0)
        blur, blur_gamma, setback = arb_mat(rows, 1), arb(0), arb(0)
        for _ in range(count):
            margins, gamma = base + gram * remainder, base_gamma + turn
            row = margins.transpose()
            mean_square = (row * margins)[0, 0] / rows
            scale = mean_square.sqrt()
            slope = gamma / scale
            entries = margins.entries()
            if patches > 1:
                entries = [sum(entries[i : i + patches], arb(0)) for i in range(0, rows, patches)]
            weights = [1 / (1 + (slope * entry).exp()) for entry in entries]
            if patches > 1:
                weights = [weight for weight in weights for _ in range(patches)]
            column = arb_mat(rows, 1, weights)
            pull = (row * column)[0, 0]
            moved = remainder + (column - margins * (pull / (mean_square * rows))) * (rate_w * slope)
            gain = rate_gamma * pull / scale
            if not gain * gamma > 0:
                setback += abs(gain)
            remainder = moved.mid()
            blur += moved - remainder
            turned = turn + gain
            turn = turned.mid()
            blur_gamma += turned - turn
        return Leg(remainder, turn, blur, blur_gamma, setback.abs_upper())


class TapedSteps:
    """The steps as a tape of FLINT's operations on arrays of balls.

    c = slope · direction (``direction_tape``) with ρ = η_w/n, and Δγ = (η_γ √(nP)/η_w) Σ p'M/√q; m, γ and all that
    follows from them are balls around those of one exact state.
    """

    def __init__(self, geometry: Geometry, rate_w: arb, rate_gamma: arb, *, precision: int) -> None:
        self._balls = balls = Balls(precision)
        self._rows, self._precision = geometry.rows, precision
        rows = self._rows
        # the remainders of α and of γ lie in one array: their radii are dropped together
        self._place, self._blur, self._middle = (balls.array(rows + 1) for _ in range(3))
        self._base, self._base_gamma, self._gain = balls.array(rows), balls.array(1), balls.array(1)
        self._tape, self._wavers = self._record(geometry, rate_w, rate_gamma)

    def take(self, base: arb_mat, base_gamma: arb, count: int) -> Leg:
        """Take the steps, each followed by dropping the radii into ``blur``."""
        balls, rows = self._balls, self._rows
        balls.put(self._base, base.entries())
        balls.put(self._base_gamma, [base_gamma])
        for array in (self._place, self._blur):
            balls.put(array, [arb(0)] * (rows + 1))
        setback = arb(0)
        for _ in range(count):
            if any(map(call, self._tape)):
                return _lost(rows)
            if self._wavers():
                with flint.ctx.workprec(self._precision):
                    setback += abs(balls.values(self._gain)[0])
        *remainder, turn = balls.values(self._place)
        *blur, blur_gamma = balls.values(self._blur)
        return Leg(arb_mat(rows, 1, remainder), turn, arb_mat(rows, 1, blur), blur_gamma, setback.abs_upper())

    def _record(self, geometry: Geometry, rate_w: arb, rate_gamma: arb) -> tuple[list[Operation], Operation]:
        """Write a step down, and the question whether its Δγ·γ may be 0 or less."""
        balls, rows = self._balls, self._rows
        remainder, turn = balls.part(self._place, 0, rows), balls.part(self._place, rows, 1)
        gram = self._constant(geometry.gram.entries(), rows, rows)
        gain_rate = self._constant([arb(rows).sqrt() * rate_gamma / rate_w])
        margins, direction, gamma, product = balls.array(rows), balls.array(rows), balls.array(1), balls.array(1)
        found = direction_tape(
            balls,
            margins=margins,
            gamma=gamma,
            direction=direction,
            rate=self._constant([rate_w]),
            patches=geometry.patches,
            root=self._constant([arb(rows).sqrt()]),
            constant=lambda numbers, *shape: self._constant(list(map(arb, numbers)), *shape),
            exp="gr_exp",
        )
        operation, pull = balls.operation, found.pull
        tape = [
            operation("gr_mat_mul", margins, gram, remainder),
            operation("_gr_vec_add", margins, margins, self._base, rows),
            operation("gr_add", gamma, self._base_gamma, turn),
            *found.operations,
            operation("_gr_vec_addmul_scalar", remainder, direction, rows, found.slope),
            operation("gr_mul", pull, pull, found.inverse_root),
            operation("gr_mul", self._gain, pull, gain_rate),
            operation("gr_add", turn, turn, self._gain),
            operation("gr_mul", product, self._gain, gamma),
            balls.plain_operation("arb_mat_get_mid", self._middle, self._place),
            operation("_gr_vec_sub", self._place, self._place, self._middle, rows + 1),
            operation("_gr_vec_add", self._blur, self._blur, self._place, rows + 1),
            balls.plain_operation("arb_mat_get_mid", self._place, self._middle),
        ]
        return tape, balls.plain_operation("arb_contains_nonpositive", product)

    def _constant(self, values: list[arb], rows: int = 1, columns: int = 1) -> Array:
        array = self._balls.array(rows, columns)
        self._balls.put(array, values)
        return array


def _lost(rows: int) -> Leg:
    """The leg of a step that FLINT could not enclose."""
    whole = arb("0 +/- inf")
    return Leg(arb_mat(rows, 1), arb(0), arb_mat(rows, 1, [whole] * rows), whole, arb(0))
