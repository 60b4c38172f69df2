"""The data of an experiment by one word: a shipped sample, a larger cut of its source, a file, or drawn samples."""

from __future__ import annotations

import os
import re
from pathlib import Path

from flint import fmpq, fmpq_mat

from verify.batchnorm.dynamics.starts import random_weights
from verify.data import Dataset, read_dataset
from verify.data.samples import NAMES, sample_path
from verify.data.tables.columns import ReadOptions
from verify.data.tables.messages import shown
from verify.errors import InputError

LARGEST_GAUSSIAN = 10**6
_CUT = re.compile(r"(digits|breast_cancer):([0-9]{1,4})")
_DRAWN = re.compile(r"(gaussian|flat):([0-9]{1,7})[,x]([0-9]{1,7})")


def dataset_called(
    text: str, *, patches: int | None = None, seed: int = 0, options: ReadOptions | None = None
) -> Dataset:
    """Return a shipped sample by its name, ``gaussian:N,D`` or ``flat:N,R`` drawn from ``seed``, or a file's dataset.

    ``digits:N`` and ``breast_cancer:N`` are the cuts of ``cut_of_scikit_learn``. Drawn samples are those of
    ``gaussian_dataset`` and ``flat_dataset``; x may stand for the comma. ``options`` say how a file is read. Raises
    InputError where there is no such data, and for options without a file.

    >>> dataset_called("gaussian:3,5", seed=1).z.ncols()
    5
    """
    chosen = options or ReadOptions()
    match, cut = _DRAWN.fullmatch(text), _CUT.fullmatch(text)
    if (match or cut) and chosen.given():
        raise InputError(f"{', '.join(chosen.given())} with {text}: the options are for files, leave them out")
    if cut:
        return cut_of_scikit_learn(cut[1], int(cut[2])).with_patches(patches or 1)
    if match:
        draw = gaussian_dataset if match[1] == "gaussian" else flat_dataset
        return draw(int(match[2]), int(match[3]), seed=seed, patches=patches or 1)
    if text.startswith("gaussian"):
        raise InputError(f"data {text!r}: write gaussian:N,D with the number of samples and of features")
    if text.startswith("flat:"):
        raise InputError(f"data {text!r}: write flat:N,R with the number of samples and their rank")
    if text.startswith(tuple(f"{name}:" for name in NAMES)):
        raise InputError(f"data {text!r}: write {text.partition(':')[0]}:N with the number of samples")
    path = sample_path(text) if text in NAMES else Path(text)
    # a name too long for a file is that of none
    if not path.suffix and not os.path.isfile(path):
        raise InputError(f"no data called {shown(text)}: give {', '.join(NAMES)}, gaussian:N,D, flat:N,R or a file")
    return read_dataset(
        path,
        patches=patches,
        label=chosen.label,
        drop=chosen.drop,
        header=chosen.header,
        delimiter=chosen.delimiter,
    )


def cut_of_scikit_learn(name: str, n: int) -> Dataset:
    """Return the first n samples of ``digits`` (threes and eights) or ``breast_cancer``, the two classes in turn.

    The digits' pixels come column by column, so that P patches are P upright strips of the image. Raises InputError
    where scikit-learn is missing, and for n below 2 or above what there is.
    """
    try:
        from sklearn.datasets import load_breast_cancer, load_digits
    except ImportError as fault:
        raise InputError(f"{name}:{n} needs scikit-learn: pip install 'bnverify[readers]'") from fault
    if name == "digits":
        found, classes = load_digits(), (3, 8)
        table = found.images.transpose(0, 2, 1).reshape(len(found.images), -1)
    else:
        found, classes = load_breast_cancer(), (0, 1)
        table = found.data
    groups = [[row for row, target in enumerate(found.target) if target == kind] for kind in classes]
    most = 2 * min(map(len, groups))
    if not 2 <= n <= most:
        raise InputError(f"{name}:{n}: give 2 to {most} samples")
    chosen = [(groups[k % 2][k // 2], 2 * (k % 2) - 1) for k in range(n)]
    rows = table[[row for row, _ in chosen]]
    return Dataset.from_rows(rows, [label for _, label in chosen], name=f"{name}:{n}")


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


def flat_dataset(n: int, rank: int, *, seed: int, patches: int = 1) -> Dataset:
    """Return n samples z = (1, g) of ``rank`` features with g about normal: of low rank, and with a uniform margin.

    Raises InputError where the rank is below 2 or above n, and for patches, which would not have a uniform margin.

    >>> flat_dataset(5, 3, seed=0).z.rank()
    3
    """
    if not 2 <= rank <= n or n * rank > LARGEST_GAUSSIAN:
        raise InputError(f"flat:{n},{rank}: give a rank of 2 or more that is at most the number of samples")
    if patches != 1:
        raise InputError(f"{patches} patches of flat:{n},{rank}: leave --patches out, or use gaussian:N,D")
    entries = random_weights(n * (rank - 1), seed=f"data {seed}", scale=fmpq(1))
    rows = [[fmpq(1), *entries[i * (rank - 1) : (i + 1) * (rank - 1)]] for i in range(n)]
    labels = tuple(1 - 2 * (i % 2) for i in range(n))
    return Dataset(fmpq_mat(rows), labels, 1, f"flat:{n},{rank}")
