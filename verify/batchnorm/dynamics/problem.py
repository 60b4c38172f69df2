"""What a descent is given: a Gram matrix, step sizes and a start, all exact."""

from __future__ import annotations

from dataclasses import dataclass

from flint import fmpq, fmpq_mat

from verify.errors import InputError


@dataclass(frozen=True)
class Problem:
    """Gradient descent on L(w, γ) as margin space sees it: the data enter only through G = Z Zᵀ.

    ``gram`` is (nP × nP), row ``i*P + p`` belonging to patch p of sample i, entry ⟨z_i^(p), z_j^(q)⟩; P = ``patches``
    is 1 for the linear model. ``eta_w`` and ``eta_gamma`` are the step sizes of w and of γ.
    Raises InputError where a step size is not positive or the shapes do not fit.

    >>> problem = Problem(gram=fmpq_mat([[2, 0], [0, 3]]), eta_w=fmpq(1, 10), eta_gamma=fmpq(1, 10))
    >>> problem.n, problem.rows
    (2, 2)
    """

    gram: fmpq_mat
    eta_w: fmpq
    eta_gamma: fmpq
    patches: int = 1

    def __post_init__(self) -> None:
        rows, columns = self.gram.nrows(), self.gram.ncols()
        if rows != columns or rows == 0:
            raise InputError(f"Gram matrix of shape {rows} by {columns}: it must be square with at least one row")
        if self.patches < 1 or rows % self.patches:
            raise InputError(f"{self.patches} patches with {rows} rows: the patches must divide the rows evenly")
        for name, eta in (("eta_w", self.eta_w), ("eta_gamma", self.eta_gamma)):
            if eta <= 0:
                raise InputError(f"step size {name} = {eta} is not positive: give a step size above 0")

    @property
    def rows(self) -> int:
        """Number of rows nP of the Gram matrix."""
        return int(self.gram.nrows())

    @property
    def n(self) -> int:
        """Number of samples."""
        return self.rows // self.patches


@dataclass(frozen=True)
class Start:
    """The first iterate in margin space: m = Z w(0), γ(0), ‖w(0)‖² and ⟨w(0), w*⟩, all exact.

    ``margins`` has nP entries in the order of the Gram matrix. ``alignment`` is None where the data admit no w*.
    Raises InputError where every margin is zero, as ‖w‖_Σ = 0 then and the objective is not defined.

    >>> Start(margins=(fmpq(1), fmpq(-1, 2)), gamma=fmpq(1), norm_squared=fmpq(2), alignment=None).gamma
    1
    """

    margins: tuple[fmpq, ...]
    gamma: fmpq
    norm_squared: fmpq
    alignment: fmpq | None = None

    def __post_init__(self) -> None:
        if not any(self.margins):
            raise InputError("start with ‖w‖_Σ = 0 (every margin is 0): give a w(0) that some sample sees")
