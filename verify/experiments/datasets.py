"""The data of an experiment by one word: a shipped sample, a file, or Gaussian samples drawn from a seed."""

from __future__ import annotations

import re
from pathlib import Path

from flint import fmpq, fmpq_mat

from verify.batchnorm.dynamics.starts import random_weights
from verify.data import Dataset, read_dataset
from verify.data.samples import NAMES, sample_path
from verify.data.tables.columns import ReadOptions
from verify.errors import InputError

LARGEST_GAUSSIAN = 10**6
_GAUSSIAN = re.compile(r"gaussian:([0-9]{1,7}),([0-9]{1,7})")


def dataset_called(
    text: str, *, patches: int | None = None, seed: int = 0, options: ReadOptions | None = None
) -> Dataset:
    """Return a shipped sample by its name, ``gaussian:N,D`` drawn from ``seed``, or the dataset of a file.

    The entries of Gaussian samples are those of ``gaussian_dataset``; ``options`` say how a file is read. Raises
    InputError where there is no such data, and for options without a file.

    >>> dataset_called("gaussian:3,5", seed=1).z.ncols()
    5
    """
    chosen = options or ReadOptions()
    match = _GAUSSIAN.fullmatch(text)
    if match and chosen.given():
        raise InputError(f"{', '.join(chosen.given())} with {text}: the options are for files, leave them out")
    if match:
        return gaussian_dataset(int(match[1]), int(match[2]), seed=seed, patches=patches or 1)
    if text.startswith("gaussian"):
        raise InputError(f"data {text!r}: write gaussian:N,D with the number of samples and of features")
    path = sample_path(text) if text in NAMES else Path(text)
    return read_dataset(
        path,
        patches=patches,
        label=chosen.label,
        drop=chosen.drop,
        header=chosen.header,
        delimiter=chosen.delimiter,
    )


def gaussian_dataset(n: int, d: int, *, seed: int, patches: int = 1) -> Dataset:
    """Return n samples of d features each (in P patches), entries about normal, rational, the same on every machine.

    The rows are z = yx with every second label −1; the entries are ``random_weights``' of a seed of their own. Raises
    InputError where n or d is 0, or n·d too large.

    >>> gaussian_dataset(2, 3, seed=0).labels
    (1, -1)
    """
    if n < 1 or d < 1 or n * d > LARGEST_GAUSSIAN:
        raise InputError(f"gaussian:{n},{d}: give at least 1 sample and 1 feature, and at most {LARGEST_GAUSSIAN} both")
    if d % patches:
        raise InputError(f"{patches} patches for {d} features a sample: give a divisor of {d}")
    # a start drawn with the same seed is to be independent of the data
    entries = random_weights(n * d, seed=f"data {seed}", scale=fmpq(1))
    labels = tuple(1 - 2 * (i % 2) for i in range(n))
    return Dataset(fmpq_mat(n * patches, d // patches, list(entries)), labels, patches, f"gaussian:{n},{d}")
