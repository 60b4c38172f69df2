"""What a descent is given: a Gram matrix or the rows it is made of, step sizes and a start, all exact."""

from __future__ import annotations

from dataclasses import dataclass

from flint import fmpq, fmpq_mat

from verify.data.exports import number_code
from verify.data.rationals import rational
from verify.data.tables.table import require_gram_rows
from verify.errors import InputError

# from so many rows on, the Gram matrix is left out where Z has fewer than a quarter of its entries
MANY_ROWS = 500


@dataclass(frozen=True)
class Problem:
    """Gradient descent on L(w, γ) as margin space sees it: the data enter only through G = Z Zᵀ.

    ``gram`` is (nP × nP), row ``i*P + p`` belonging to patch p of sample i, entry ⟨z_i^(p), z_j^(q)⟩; P = ``patches``
    is 1 for the linear model. Where n is large and d is small G is not made: ``gram`` is None then, and ``samples`` is
    Z, (nP × d), from which steps need 2nPd products and not (nP)². ``eta_w`` and ``eta_gamma`` are the step sizes of w
    and of γ. Raises InputError where a step size is not positive or the shapes do not fit.

    >>> problem = Problem(gram=fmpq_mat([[2, 0], [0, 3]]), eta_w=fmpq(1, 10), eta_gamma=fmpq(1, 10))
    >>> problem.n, problem.rows
    (2, 2)
    """

    gram: fmpq_mat | None
    eta_w: fmpq
    eta_gamma: fmpq
    patches: int = 1
    samples: fmpq_mat | None = None

    def __post_init__(self) -> None:
        if (self.gram is None) == (self.samples is None):
            raise InputError("a problem of a Gram matrix and of samples, or of neither: give one of them")
        if self.gram is not None and self.gram.nrows() != self.gram.ncols():
            rows, columns = self.gram.nrows(), self.gram.ncols()
            raise InputError(f"Gram matrix of shape {rows} by {columns}: it must be square with at least one row")
        rows = self.rows
        if rows == 0:
            raise InputError("a problem without rows: give at least one sample")
        if self.patches < 1 or rows % self.patches:
            raise InputError(f"{self.patches} patches with {rows} rows: the patches must divide the rows evenly")
        for name, eta in (("eta_w", self.eta_w), ("eta_gamma", self.eta_gamma)):
            if eta <= 0:
                raise InputError(f"step size {name} = {eta} is not positive: give a step size above 0")

    @classmethod
    def of_samples(cls, z: fmpq_mat, *, eta_w: fmpq, eta_gamma: fmpq, patches: int = 1) -> Problem:
        """Return the problem of the rows of Z: of their Gram matrix, or of themselves where that would be much larger.

        >>> z = fmpq_mat([[1, 2]] * 1000)
        >>> Problem.of_samples(z, eta_w=fmpq(1), eta_gamma=fmpq(1)).gram is None
        True
        """
        if z.nrows() > MANY_ROWS and 4 * z.ncols() <= z.nrows():
            return cls(None, eta_w, eta_gamma, patches, samples=z)
        require_gram_rows(z.nrows())
        return cls(z * z.transpose(), eta_w, eta_gamma, patches)

    @property
    def factors(self) -> tuple[fmpq_mat, ...]:
        """The matrices whose product is G: G alone, or Z and Zᵀ."""
        if self.gram is not None:
            return (self.gram,)
        assert self.samples is not None
        return self.samples, self.samples.transpose()

    def whole_gram(self) -> fmpq_mat:
        """Return G, for what cannot do without; raise InputError where that is too large."""
        if self.gram is not None:
            return self.gram
        require_gram_rows(self.rows)
        z, transposed = self.factors
        return z * transposed

    def trace(self) -> fmpq:
        """Return tr G, the sum of all ‖z‖².

        >>> Problem(None, fmpq(1), fmpq(1), samples=fmpq_mat([[1, 2], [0, 3]])).trace()
        14
        """
        if self.gram is not None:
            return sum((self.gram[i, i] for i in range(self.rows)), fmpq(0))
        assert self.samples is not None
        return sum((entry * entry for entry in self.samples.entries()), fmpq(0))

    @property
    def rows(self) -> int:
        """Number of rows nP of Z, which is that of the Gram matrix."""
        matrix = self.samples if self.gram is None else self.gram
        assert matrix is not None
        return int(matrix.nrows())

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
