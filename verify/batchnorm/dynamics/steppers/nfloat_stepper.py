"""The fastest stepper: the step as a tape of FLINT's array operations on nfloat numbers."""

from __future__ import annotations

from itertools import chain, pairwise, repeat
from math import isqrt
from operator import call

from flint import fmpq

from verify.batchnorm.dynamics.problem import Problem
from verify.batchnorm.dynamics.state import Dyadic, State
from verify.batchnorm.dynamics.steppers.flint_arrays import WORD_BITS, Array, Operation, OutOfRangeError, Words
from verify.batchnorm.dynamics.steppers.step_tape import direction_tape
from verify.errors import InputError

_MORE_BITS = 32
# Ctrl-C and other threads wait for a piece of steps to end: it takes 0.05 s or less.
_LONGEST_PIECE, _PRODUCTS_IN_A_PIECE = 1000, 2_000_000


class NfloatStepper:
    """Gradient descent in margin space on nfloat numbers: ``bits`` bits, rounded up to whole words of 64.

    Each step agrees with ``margin_step`` to a few units of the last bit. Raises InputError where this machine's FLINT
    does not offer nfloat numbers, or not at this precision.

    >>> from flint import fmpq_mat
    >>> problem = Problem(gram=fmpq_mat([[2]]), eta_w=fmpq(1), eta_gamma=fmpq(1))
    >>> stepper = NfloatStepper(problem, State(0, Dyadic(0), (Dyadic(3),), (Dyadic(0),)), bits=53)
    >>> stepper.advance(1)
    >>> stepper.state().gamma.decimal(18), stepper.state().margins
    ('0.500000000000000000', (Dyadic(mantissa=3, exponent=0),))
    """

    def __init__(self, problem: Problem, state: State, *, bits: int) -> None:
        self._t, self._problem = state.t, problem
        self._words = words = Words(bits)
        rows = problem.rows
        # m and C lie side by side, and so do G c and c: one operation moves both.
        self._place, self._move = words.array(2 * rows), words.array(2 * rows)
        self._gamma = words.array(1)
        words.put(self._place, [*state.margins, *state.coefficients])
        words.put(self._gamma, [state.gamma])
        self._tape = self._record()
        products = sum(factor.nrows() * factor.ncols() for factor in problem.factors)
        self._piece = max(1, min(_LONGEST_PIECE, _PRODUCTS_IN_A_PIECE * WORD_BITS // (products * words.bits)))
        self._inside_a_step = False

    def state(self) -> State:
        """Return the exact state after the steps taken so far.

        Raises InputError after a failure or an interrupt inside of a step.
        """
        self._require_a_whole_step()
        place, rows = self._words.values(self._place), self._problem.rows
        (gamma,) = self._words.values(self._gamma)
        return State(t=self._t, gamma=gamma, margins=place[:rows], coefficients=place[rows:])

    def advance(self, count: int) -> None:
        """Take ``count`` steps.

        Raises OutOfRangeError where an iterate leaves the range of nfloat numbers: exp takes no argument beyond ±2^60.
        """
        self._require_a_whole_step()
        while count > 0:
            piece = min(count, self._piece)
            self._inside_a_step = True
            if any(map(call, chain.from_iterable(repeat(self._tape, piece)))):
                raise OutOfRangeError(
                    f"an iterate left the range of backend 'nfloat' between steps {self._t} and {self._t + piece}: "
                    "take backend 'flint', or give a smaller step size or another start"
                )
            self._t += piece
            self._inside_a_step = False
            count -= piece

    def _require_a_whole_step(self) -> None:
        if self._inside_a_step:
            raise InputError(f"a descent broke off inside a step after step {self._t}: go on from a state kept before")

    def _record(self) -> list[Operation]:
        """Write the step down: c = slope · direction with ρ = η_w/n, and γ⁺ = γ + (η_γ √(nP)/η_w) Σ p'M/√q."""
        problem, words, rows = self._problem, self._words, self._problem.rows
        m = words.part(self._place, 0, rows)
        moved, c = (words.part(self._move, first, rows) for first in (0, rows))
        factors = [self._constant(f.entries(), f.nrows(), f.ncols()) for f in problem.factors]
        # G c in one product, or Z (Zᵀ c) in two, the last into ``moved``
        between = [moved, *(words.array(f.ncols()) for f in problem.factors[:-1]), c]
        products = [
            words.operation("gr_mat_mul", after, factor, before)
            for factor, (after, before) in zip(factors, pairwise(between), strict=True)
        ]
        gain = self._constant([rows * (problem.eta_gamma / problem.eta_w) ** 2], root=True)
        tape = direction_tape(
            words,
            margins=m,
            gamma=self._gamma,
            direction=c,
            rate=self._constant([problem.eta_w / problem.n]),
            patches=problem.patches,
            root=self._constant([fmpq(rows)], root=True),
            constant=lambda numbers, *shape: self._constant(list(map(fmpq, numbers)), *shape),
            exp="nfloat_exp",
        )
        operation, pull = words.operation, tape.pull
        return [
            *tape.operations,
            *reversed(products),
            operation("_gr_vec_addmul_scalar", self._place, self._move, 2 * rows, tape.slope),
            operation("gr_mul", pull, pull, tape.inverse_root),
            operation("gr_addmul", self._gamma, pull, gain),
        ]

    def _constant(self, values: list[fmpq], rows: int = 1, columns: int = 1, *, root: bool = False) -> Array:
        """An array of these numbers, or of their square roots, cut to a few bits more than are kept."""
        array = self._words.array(rows, columns)
        bits = self._words.bits + _MORE_BITS
        self._words.put(array, [_root_cut(value, bits) if root else _cut(value, bits) for value in values])
        return array


def _cut(value: fmpq, bits: int) -> Dyadic:
    """The first ``bits`` bits of a number, towards zero; no precision of any thread enters."""
    size, below = abs(int(value.p)), int(value.q)
    shift = bits + below.bit_length() - size.bit_length()
    quotient = (size << shift) // below if shift > 0 else size // (below << -shift)
    return Dyadic(-quotient if value < 0 else quotient, -shift)


def _root_cut(value: fmpq, bits: int) -> Dyadic:
    """The first ``bits`` bits of the square root of a positive number."""
    square = _cut(value, 2 * bits + 2)
    mantissa, exponent = square.mantissa, square.exponent
    widened = max(0, 2 * bits + 2 - mantissa.bit_length())
    widened += (exponent - widened) % 2
    return Dyadic(isqrt(mantissa << widened), (exponent - widened) // 2)
