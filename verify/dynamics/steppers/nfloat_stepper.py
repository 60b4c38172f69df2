"""The fastest stepper: the step as a tape of FLINT's array operations on nfloat numbers."""

from __future__ import annotations

from itertools import chain, repeat
from math import isqrt
from operator import call

from flint import fmpq

from verify.dynamics.flint_arrays import WORD_BITS, Array, Operation, OutOfRangeError, Words
from verify.dynamics.problem import Problem
from verify.dynamics.state import Dyadic, State
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
        self._piece = max(1, min(_LONGEST_PIECE, _PRODUCTS_IN_A_PIECE * WORD_BITS // (rows * rows * words.bits)))
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
        """Write the step down: with q = mᵀm and slope = γ √(nP/q), so that γ M_i/s = slope M_i.

        c = slope (p' − m Σ p'M/q) and γ⁺ = γ + (η_γ √(nP)/η_w) Σ p'M/√q, where p' = (η_w/n)/(1 + exp(slope M)).
        """
        problem, words = self._problem, self._words
        n, rows = problem.n, problem.rows
        m, moved, c = (
            words.part(*place) for place in ((self._place, 0, rows), (self._move, 0, rows), (self._move, rows, rows))
        )
        gram = self._constant(problem.gram.entries(), rows, rows)
        one, rate = self._constant([fmpq(1)]), self._constant([problem.eta_w / n])
        root = self._constant([fmpq(rows)], root=True)
        gain = self._constant([rows * (problem.eta_gamma / problem.eta_w) ** 2], root=True)
        square, inverse_root, slope, pull, ratio = (words.array(1) for _ in range(5))
        operation, gamma = words.operation, self._gamma
        if problem.patches == 1:
            totals, weights, gather, spread = m, c, [], []
        else:
            totals, weights = words.array(n), words.array(n)
            member = [[fmpq(row // problem.patches == i) for row in range(rows)] for i in range(n)]
            sums = self._constant([entry for line in member for entry in line], n, rows)
            copies = self._constant([entry for line in zip(*member, strict=True) for entry in line], rows, n)
            gather = [operation("gr_mat_mul", totals, sums, m)]
            spread = [operation("gr_mat_mul", c, copies, weights)]
        return [
            operation("_gr_vec_dot", square, None, 0, m, m, rows),
            operation("gr_rsqrt", inverse_root, square),
            operation("gr_mul", slope, gamma, inverse_root),
            operation("gr_mul", slope, slope, root),
            *gather,
            operation("_gr_vec_mul_scalar", weights, totals, n, slope),
            operation("gr_mat_entrywise_unary_op", weights, "nfloat_exp", weights),
            operation("_gr_vec_add_scalar", weights, weights, n, one),
            operation("_gr_scalar_div_vec", weights, rate, weights, n),
            operation("_gr_vec_dot", pull, None, 0, weights, totals, n),
            *spread,
            operation("gr_div", ratio, pull, square),
            operation("_gr_vec_submul_scalar", c, m, rows, ratio),
            operation("gr_mat_mul", moved, gram, c),
            operation("_gr_vec_addmul_scalar", self._place, self._move, 2 * rows, slope),
            operation("gr_mul", pull, pull, inverse_root),
            operation("gr_addmul", gamma, pull, gain),
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
