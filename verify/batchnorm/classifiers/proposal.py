"""A guess in floats at the support vectors, so that exact arithmetic has little left to do. Nothing rests on it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

RELATIVE = 1e-9
# the exact search is quick where there are few samples: to import SciPy would take longer
FEW = 32


def proposed_support(gram: NDArray[np.float64]) -> tuple[int, ...]:
    """Return the samples that carry the maximum margin, as far as floats tell; none for few samples or without SciPy.

    The least ‖w‖ with all margins ≥ 1 is Lawson and Hanson's least-distance problem: non-negative least squares of
    (Zᵀ; 1ᵀ)u ≈ (0; 1), in which a root R of the Gram matrix, RRᵀ = ZZᵀ, stands for Z.

    >>> proposed_support(np.diag(np.arange(1.0, 40.0)))[:3]
    (0, 1, 2)
    """
    if len(gram) < FEW:
        return ()
    try:
        from scipy.optimize import nnls
    except ImportError:
        return ()
    scale = float(np.trace(gram)) / len(gram)
    if not 0 < scale < np.inf:
        return ()
    values, vectors = np.linalg.eigh(gram / scale)
    root = vectors * np.sqrt(np.clip(values, 0, None))
    target = np.zeros(len(gram) + 1)
    target[-1] = 1.0
    try:
        u, _ = nnls(np.vstack([root.T, np.ones(len(gram))]), target)
    except RuntimeError:  # no convergence: the exact search starts without a guess
        return ()
    return tuple(int(k) for k in np.flatnonzero(u > RELATIVE * u.max()))
