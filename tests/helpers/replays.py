"""What a property test of the descent needs beside its draws: step sizes that fit, and the command that replays a case.

The command is two lines for a shell; ``note`` it in the test and a failing example prints it once it has shrunk.
"""

from __future__ import annotations

import json

from flint import arb, ctx, fmpq

from verify.batchnorm.dynamics.certified.geometry import least_norm_squared
from verify.batchnorm.dynamics.problem import Problem, Start
from verify.data.assumption import Infeasible, check_assumption
from verify.data.dataset import Dataset
from verify.data.spectrum import spectrum
from verify.errors import InputError

SMALL = 20  # a first step of w turns it by about 1/SMALL at most
ETA_GAMMA = fmpq(1, 1000)


def fitting_problem(dataset: Dataset, start: Start) -> Problem:
    """Return the descent from a start with η_γ = 1/1000 and for η_w a power of ten small against the data's scales.

    η_w is at most σ²/(20 P λ_max (1 + |γ(0)|)), where σ² is the lesser of s² = ‖w(0)‖_Σ² and the value at which s² ends
    if w(0) turns to ±w* without growing, ‖w(0)‖²/‖w*‖² (λ_min‖w(0)‖² where there is no w*), ‖w(0)‖ being the least that
    has the margins of the start. η_w scales with the
    data and with w(0) as the descent does; the faster w moves beside γ, the earlier D falls.
    Raises InputError where no w has the margins.

    >>> data = Dataset.from_rows([[1, 0], [0, 10]], [1, 1])
    >>> fitting_problem(data, Start((fmpq(1), fmpq(1)), fmpq(1), fmpq(101, 100), fmpq(101, 100))).eta_w
    1/10000
    """
    with ctx.workprec(64):
        scales = spectrum(dataset, bits=64)
        found = check_assumption(dataset)
        square = arb(sum((margin * margin for margin in start.margins), fmpq(0)) / dataset.rows)
        norm = arb(least_norm_squared(dataset.gram, start.margins))
        last = norm * scales.lambda_min if isinstance(found, Infeasible) else norm / arb(found.norm_squared)
        size = square.min(last) / (SMALL * dataset.P * scales.lambda_max * (1 + abs(arb(start.gamma))))
        exponent = int(str(size.log_base(10).lower().floor().unique_fmpz()))
    return Problem(dataset.gram, fmpq(10) ** exponent, ETA_GAMMA, dataset.P)


def replay_command(
    dataset: Dataset, start: Start, problem: Problem, *, until: int, digits: int = 30, file: str = "case.json"
) -> str:
    """Return the shell lines that write a dataset to ``file`` and descend on it from a start to step ``until``.

    All numbers are exact. The start becomes the least w(0) with its margins: the run is the same but for a constant in
    ‖w‖². Raises InputError where the problem is not that of the dataset or no w has the margins.

    >>> from flint import fmpq_mat
    >>> data = Dataset.from_rows([[1, 0], [1, 2]], [1, 1])
    >>> start = Start((fmpq(1), fmpq(-1, 3)), fmpq(-2), fmpq(13, 9), fmpq(1))
    >>> print(replay_command(data, start, Problem(data.gram, fmpq(1, 10), fmpq(1, 2)), until=10**40))
    echo '{"patches": 1, "x": [["1", "0"], ["1", "2"]], "y": [1, 1]}' > case.json
    bnverify descend case.json --start=1,-2/3 --gamma=-2 --eta=1/10 --eta-gamma=1/2 --until=1e40 --digits=30 --no-store
    """
    if problem.gram != dataset.gram or problem.patches != dataset.P:
        raise InputError(f"problem of {problem.rows} rows that is not the dataset's: make it with the dataset's gram")
    content = {"patches": dataset.P, "x": [[str(entry) for entry in row] for row in dataset.x.tolist()]}
    options = {
        "start": ",".join(map(str, least_weights(dataset, start.margins))),
        "gamma": start.gamma,
        "eta": problem.eta_w,
        "eta-gamma": problem.eta_gamma,
        "until": _short(until),
        "digits": digits,
    }
    anyway = ["--anyway"] if isinstance(check_assumption(dataset), Infeasible) else []
    words = [*(f"--{name}={value}" for name, value in options.items()), *anyway, "--no-store"]
    text = json.dumps(content | {"y": list(dataset.labels)})
    return f"echo '{text}' > {file}\nbnverify descend {file} {' '.join(words)}"


def least_weights(dataset: Dataset, margins: tuple[fmpq, ...]) -> tuple[fmpq, ...]:
    """Return the w of least norm with Z w = ``margins`` (nP entries), exact; it lies in the span of the rows.

    Raises InputError where no w has these margins.

    >>> least_weights(Dataset.from_rows([[1, 1], [2, 2]], [1, 1]), (fmpq(3), fmpq(6)))
    (3/2, 3/2)
    """
    if len(margins) != dataset.rows:
        raise InputError(f"{len(margins)} margins for {dataset.rows} rows: give one margin a row")
    # an orthogonal basis of the rows: b is what a row adds to the earlier ones, and ⟨w, b⟩ what its margin adds
    basis: list[tuple[list[fmpq], fmpq, fmpq]] = []
    w = [fmpq(0)] * dataset.d
    for row, margin in zip(dataset.z.tolist(), margins, strict=True):
        rest, share = list(row), margin
        for direction, square, value in basis:
            factor = _dot(row, direction) / square
            rest = [entry - factor * other for entry, other in zip(rest, direction, strict=True)]
            share -= factor * value
        square = _dot(rest, rest)
        if square == 0 and share != 0:
            raise InputError(f"margin {margin}, which no w has beside the earlier ones: give margins Z w of some w")
        if square != 0:
            basis.append((rest, square, share))
            w = [entry + share / square * other for entry, other in zip(w, rest, strict=True)]
    return tuple(w)


def _dot(left: list[fmpq], right: list[fmpq]) -> fmpq:
    return sum((a * b for a, b in zip(left, right, strict=True)), fmpq(0))


def _short(count: int) -> str:
    text = str(count)
    zeros = len(text) - len(text.rstrip("0"))
    return text if zeros < 6 or len(text.rstrip("0")) != 1 else f"{text[0]}e{zeros}"
