"""What a descent is given: a Gram matrix, step sizes and a start, all exact."""

from __future__ import annotations

from dataclasses import dataclass

from flint import fmpq, fmpq_mat

from verify.data.exports import number_code
from verify.data.rationals import rational
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


@dataclass(frozen=True, repr=False)
class Start:
    """The first iterate in margin space: m = Z w(0), γ(0), ‖w(0)‖² and ⟨w(0), w*⟩, all exact.

    ``margins`` has nP entries in the order of the Gram matrix. ``alignment`` is None where the data admit no w*.
    Raises InputError where every margin is zero, as ‖w‖_Σ = 0 then and the objective is not defined.

    Numbers may also be written as ``rational`` reads them, and ``repr`` is code that makes the start again.

    >>> Start(margins=(fmpq(1), fmpq(-1, 2)), gamma=fmpq(1), norm_squared=fmpq(2))
    Start(margins=(1, '-1/2'), gamma=1, norm_squared=2, alignment=None)
    """

    margins: tuple[fmpq, ...]
    gamma: fmpq
    norm_squared: fmpq
    alignment: fmpq | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "margins", tuple(rational(margin, where="margins") for margin in self.margins))
        for name in ("gamma", "norm_squared", "alignment"):
            value = getattr(self, name)
            object.__setattr__(self, name, None if value is None else rational(value, where=name))
        if not any(self.margins):
            raise InputError("start with ‖w‖_Σ = 0 (every margin is 0): give a w(0) that some sample sees")

    def __repr__(self) -> str:
        margins = ", ".join(map(number_code, self.margins)) + "," * (len(self.margins) == 1)
        alignment = None if self.alignment is None else number_code(self.alignment)
        numbers = f"gamma={number_code(self.gamma)}, norm_squared={number_code(self.norm_squared)}"
        return f"Start(margins=({margins}), {numbers}, alignment={alignment})"
