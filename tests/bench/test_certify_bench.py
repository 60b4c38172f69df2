"""Speed of certified runs beside the uncertified stepper.

Run with ``pytest tests/bench/test_certify_bench.py --benchmark-enable -s``.
"""

import time

import pytest
from flint import arb, fmpq, fmpq_mat

from verify.batchnorm.dynamics.certified.descent import certify
from verify.batchnorm.dynamics.descent import descend
from verify.batchnorm.dynamics.problem import Problem, Start


def posed(n: int) -> tuple[Problem, Start]:
    """A fixed problem with n points in n + 2 dimensions, entries in [-2, 2]."""
    d = n + 2
    z = fmpq_mat([[fmpq((7 * i * i + 13 * j + 5 * i * j) % 201 - 100, 50) for j in range(d)] for i in range(n)])
    w = fmpq_mat([[fmpq((11 * j) % 19 - 9, 20)] for j in range(d)])
    start = Start(margins=tuple((z * w).entries()), gamma=fmpq(1), norm_squared=(w.transpose() * w)[0, 0])
    return Problem(gram=z * z.transpose(), eta_w=fmpq(1, 10), eta_gamma=fmpq(1, 10)), start


@pytest.mark.parametrize(("n", "steps", "asked"), [(4, 100_000, 0.5), (8, 100_000, None), (16, 100_000, None)])
def test_a_certified_run_beside_the_uncertified_one(benchmark, n, steps, asked):
    """Both at 50 digits and at the usual guard digits; the ratio is of processor times, the best of three."""
    problem, start = posed(n)
    steps, repeats = (steps, 3) if benchmark.enabled else (2_000, 1)

    def timed(action):
        begun = time.process_time()
        return action(), time.process_time() - begun

    pairs = [
        (
            timed(lambda: descend(problem, start, steps=steps, digits=50)),
            timed(lambda: certify(problem, start, steps=steps, digits=50)),
        )
        for _ in range(repeats)
    ]
    plain, certified = (min(took for _, took in column) for column in zip(*pairs, strict=True))
    run = benchmark.pedantic(lambda: certify(problem, start, steps=steps, digits=50), rounds=1)
    benchmark.extra_info |= {"ratio": plain / certified, "asked": asked, "verdict": run.describe()}
    wanted = "" if asked is None else f" (asked {asked})"
    print(
        f"\nn={n}: certified {steps / certified:,.0f} steps/s, uncertified {steps / plain:,.0f}, "
        f"ratio {plain / certified:.2f}{wanted}"
    )
    assert run.reached
    gamma = pairs[0][0][0].records[-1].gamma.ball
    assert abs(run.last.gamma - gamma) < arb(10) ** -45
