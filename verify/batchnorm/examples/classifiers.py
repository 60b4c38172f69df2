"""The two classifiers of a sample in floats: patch-wise uniform margin and maximum margin."""

from __future__ import annotations

import numpy as np
from flint import fmpq, fmpq_mat
from numpy.typing import NDArray

from verify.batchnorm.classifiers import MaximumMargin, maximum_margin_of_gram, proposed_support

Floats = NDArray[np.float64]
TOLERANCE = 1e-9


def uniform_weights(z: Floats) -> Floats | None:
    """Return the shortest w with margin 1 on every patch of z (n × P × r); None where there is none.

    >>> uniform_weights(np.array([[[2.0, 0.0]], [[2.0, 1.0]]])).round(12).tolist()[0]
    0.5
    """
    rows = np.unique(z.reshape(-1, z.shape[2]), axis=0)
    w = np.asarray(np.linalg.lstsq(rows, np.ones(len(rows)), rcond=None)[0], dtype=float)
    return w if float(np.abs(rows @ w - 1).max()) < TOLERANCE else None


def maximum_margin_weights(z: Floats) -> Floats | None:
    """Return the shortest w with margins ≥ 1 on the sums over patches of z (n × P × r); None where there is none.

    The support is guessed in floats and its multipliers solved for; where they do not keep the KKT conditions to 1e-9
    the exact search decides.

    >>> maximum_margin_weights(np.array([[[1.0, 0.0]], [[1.0, 4.0]]])).tolist()
    [1.0, 0.0]
    """
    sums = z.sum(axis=1)
    gram = sums @ sums.T
    support = list(proposed_support(gram))
    if support:
        block = gram[np.ix_(support, support)]
        alpha = np.linalg.lstsq(block, np.ones(len(support)), rcond=None)[0]
        w: Floats = alpha @ sums[support]
        kept = np.abs(sums[support] @ w - 1).max() < TOLERANCE and (sums @ w).min() > 1 - TOLERANCE
        if kept and alpha.min() > 0:
            return w
    rows = fmpq_mat([[fmpq(*entry.as_integer_ratio()) for entry in row] for row in sums.tolist()])
    exact = maximum_margin_of_gram(rows * rows.transpose(), first=support)
    if not isinstance(exact, MaximumMargin):
        return None
    found: Floats = np.array([int(a.p) / int(a.q) for a in exact.alpha]) @ sums
    return found
