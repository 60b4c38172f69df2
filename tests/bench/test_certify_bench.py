"""Speed of certified runs beside the same recursion with its radii thrown away.

Run with ``pytest tests/bench/test_certify_bench.py --benchmark-enable``; the ratio stands in the benchmark's extra
information.
"""

import time

import flint
import pytest
from flint import arb, arb_mat, fmpq, fmpq_mat

from verify.dynamics.certify import certify
from verify.dynamics.problem import Problem, Start


def posed(n: int) -> tuple[Problem, Start]:
    """A fixed problem with n points in n + 2 dimensions, entries in [-2, 2]."""
    d = n + 2
    z = fmpq_mat([[fmpq((7 * i * i + 13 * j + 5 * i * j) % 201 - 100, 50) for j in range(d)] for i in range(n)])
    w = fmpq_mat([[fmpq((11 * j) % 19 - 9, 20)] for j in range(d)])
    start = Start(margins=tuple((z * w).entries()), gamma=fmpq(1), norm_squared=(w.transpose() * w)[0, 0])
    return Problem(gram=z * z.transpose(), eta_w=fmpq(1, 10), eta_gamma=fmpq(1, 10)), start


def midpoints(problem: Problem, start: Start, *, steps: int, digits: int) -> arb:
    """γ after ``steps`` steps of the plain loop in margin space: midpoints, no bound on the error."""
    with flint.ctx.workdps(digits):
        n, gram = problem.n, arb_mat(problem.gram)
        margins = arb_mat([[m] for m in start.margins]).mid()
        gamma, rate = arb(start.gamma).mid(), arb(problem.eta_w) / n
        for _ in range(steps):
            row = margins.transpose()
            square = (row * margins)[0, 0] / n
            scale = square.sqrt()
            slope = gamma / scale
            p = arb_mat(n, 1, [1 / (1 + (slope * m).exp()) for m in margins.entries()])
            pull = (row * p)[0, 0]
            margins = (margins + gram * ((p - margins * (pull / (square * n))) * (rate * slope))).mid()
            gamma = (gamma + rate * pull / scale).mid()
        return gamma


@pytest.mark.parametrize(("n", "steps"), [(4, 100_000), (8, 100_000), (16, 100_000)])
def test_a_certified_run_beside_the_uncertified_one(benchmark, n, steps):
    problem, start = posed(n)
    if not benchmark.enabled:
        steps = 2_000
    begun = time.perf_counter()
    plain = midpoints(problem, start, steps=steps, digits=58)
    plain_seconds = time.perf_counter() - begun

    def timed():
        begun = time.perf_counter()
        return certify(problem, start, steps=steps, digits=50), time.perf_counter() - begun

    run, seconds = benchmark.pedantic(timed, rounds=1)
    benchmark.extra_info["certified steps/s"] = round(steps / seconds)
    benchmark.extra_info["uncertified steps/s"] = round(steps / plain_seconds)
    benchmark.extra_info["ratio"] = round(plain_seconds / seconds, 2)
    benchmark.extra_info["verdict"] = run.describe()
    assert run.reached
    assert abs(run.last.gamma - plain) < arb(10) ** -45
