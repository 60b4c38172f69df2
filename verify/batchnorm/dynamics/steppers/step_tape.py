"""The part of a step that words and balls have in common, as FLINT's operations on whole arrays."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from verify.batchnorm.dynamics.steppers.flint_arrays import Array, Arrays, Operation


@dataclass(frozen=True)
class StepTape:
    """Operations that find the direction of a step, and where they leave what the rest of the step needs.

    With q = mᵀm: ``slope`` is γ √(nP/q), so that γ M_i/s = slope M_i; ``inverse_root`` is 1/√q; ``pull`` is Σ p'M with
    p' = ρ/(1 + exp(slope M)). The direction is p' − m Σ p'M/q.
    """

    operations: tuple[Operation, ...]
    slope: Array
    inverse_root: Array
    pull: Array


def direction_tape(
    arrays: Arrays,
    *,
    margins: Array,
    gamma: Array,
    direction: Array,
    rate: Array,
    patches: int,
    root: Array,
    constant: Callable[[list[int], int, int], Array],
    exp: str,
) -> StepTape:
    """Write down how ``direction`` follows from ``margins`` (nP rows) and ``gamma``.

    ``rate`` holds ρ and ``root`` √(nP); ``constant`` makes an array of whole numbers with so many rows and columns, and
    ``exp`` names the ring's exponential.
    """
    rows, operation = margins.length, arrays.operation
    n, one = rows // patches, constant([1], 1, 1)
    square, inverse_root, slope, pull, ratio = (arrays.array(1) for _ in range(5))
    totals, weights, gather, spread = margins, direction, [], []
    if patches > 1:
        # margins as a matrix with a row for each sample, so that a product with ones sums its patches
        totals, weights, grid = arrays.array(n), arrays.array(n), arrays.array(n, patches)
        column, row = (constant([1] * patches, *shape) for shape in ((patches, 1), (1, patches)))
        gather = [operation("_gr_vec_set", grid, margins, rows), operation("gr_mat_mul", totals, grid, column)]
        spread = [operation("gr_mat_mul", grid, weights, row), operation("_gr_vec_set", direction, grid, rows)]
    operations = (
        operation("_gr_vec_dot", square, None, 0, margins, margins, rows),
        operation("gr_rsqrt", inverse_root, square),
        operation("gr_mul", slope, gamma, inverse_root),
        operation("gr_mul", slope, slope, root),
        *gather,
        operation("_gr_vec_mul_scalar", weights, totals, n, slope),
        operation("gr_mat_entrywise_unary_op", weights, exp, weights),
        operation("_gr_vec_add_scalar", weights, weights, n, one),
        operation("_gr_scalar_div_vec", weights, rate, weights, n),
        operation("_gr_vec_dot", pull, None, 0, weights, totals, n),
        *spread,
        operation("gr_div", ratio, pull, square),
        operation("_gr_vec_submul_scalar", direction, margins, rows, ratio),
    )
    return StepTape(operations, slope, inverse_root, pull)
