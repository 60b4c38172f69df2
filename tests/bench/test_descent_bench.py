"""Steps a second of a descent at 50 digits, beside a C program on MPFR and a plain mpmath loop, in one session.

Run with ``pytest tests/bench/test_descent_bench.py --benchmark-enable -s``; otherwise every benchmark runs once, as a
test. Times are processor times, so that a busy machine does not bend the ratios.
"""

from __future__ import annotations

import itertools
import random
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flint import arb, ctx, fmpq, fmpq_mat
from weight_space import weight_step

from verify.batchnorm.dynamics.descent import descend, initial_state
from verify.batchnorm.dynamics.problem import Problem, Start
from verify.batchnorm.dynamics.starts import random_weights, start_at
from verify.batchnorm.dynamics.state import State
from verify.batchnorm.dynamics.steppers import Stepper, default_backend, make_stepper, working_bits
from verify.batchnorm.dynamics.steppers.mpmath_stepper import mpmath_context, mpmath_number

SOURCE = Path(__file__).with_name("mpfr_descent.c")
DIGITS = 50
BACKEND = default_backend(DIGITS)
BITS = working_bits(DIGITS)
ETA = fmpq(1, 4)
REPEATS = 7

# n, d, decimals of a feature, steps, the ratio to MPFR the project asks for
SIZES = [(4, 8, 2, 20_000, 1.0), (8, 16, 2, 10_000, 1.2), (16, 32, 2, 6_000, 1.6), (50, 1000, 2, 1_500, 2.0)]


def sample(n: int, d: int, decimals: int) -> tuple[fmpq_mat, Problem, Start]:
    """A sample of ``decimals`` decimals a feature, with a common direction, and a small start."""
    draw = random.Random(n)
    unit = 10**decimals
    z = fmpq_mat(
        n, d, [fmpq(draw.randint(-unit, unit) + unit // 2 * (j == 0), unit) for _ in range(n) for j in range(d)]
    )
    start = start_at(z, random_weights(d, seed=n, scale=fmpq(1, 1000)), gamma=fmpq(1))
    return z, Problem(gram=z * z.transpose(), eta_w=ETA, eta_gamma=ETA), start


def build(tmp_path: Path) -> Path:
    """Compile the yardstick, or skip with the reason."""
    compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
    if compiler is None:
        pytest.skip("no C compiler (cc, gcc or clang) found: the ratio to MPFR is not measured")
    program = tmp_path / "mpfr_descent"
    command = [compiler, "-O2", "-o", str(program), str(SOURCE), "-lmpfr", "-lgmp"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode and ("mpfr.h" in done.stderr or "-lmpfr" in done.stderr or "-lgmp" in done.stderr):
        pytest.skip("libmpfr-dev is not installed: the ratio to MPFR is not measured")
    assert done.returncode == 0, done.stderr
    return program


def run_yardstick(program: Path, problem: Problem, state: State, steps: int) -> list[str]:
    """The lines the C program prints: seconds, γ, the norm increment, the sum of coefficients, the margins."""
    with ctx.workprec(BITS):
        numbers = [ETA, *(value.rational for value in (state.gamma, *state.margins)), *problem.gram.entries()]
        text = " ".join([str(problem.n), *(arb(value).str(DIGITS + 10, radius=False) for value in numbers)])
    command = [str(program), str(BITS), str(steps)]
    return subprocess.run(command, input=text, capture_output=True, text=True, check=True).stdout.split()


def timed(action: Callable[[], Any]) -> float:
    begin = time.process_time()
    action()
    return time.process_time() - begin


@pytest.mark.parametrize(("n", "d", "decimals", "steps", "asked"), SIZES, ids=[f"n={size[0]}" for size in SIZES])
def test_steps_beside_mpfr(
    benchmark: Any, tmp_path: Path, n: int, d: int, decimals: int, steps: int, asked: float
) -> None:
    """Both take the same steps and end at the same place; the ratio is of the best of interleaved repeats."""
    program = build(tmp_path)
    _, problem, start = sample(n, d, decimals)
    state = initial_state(start, bits=BITS)

    def advanced() -> Stepper:
        stepper = make_stepper(BACKEND, problem, state, bits=BITS)
        stepper.advance(steps)
        return stepper

    pairs = [
        (float(run_yardstick(program, problem, state, steps)[0]), timed(advanced))
        for _ in range(REPEATS if benchmark.enabled else 1)
    ]
    after = benchmark.pedantic(advanced, rounds=1).state()
    theirs, ours = (min(column) for column in zip(*pairs, strict=True))
    benchmark.extra_info |= {"ratio to MPFR": theirs / ours, "asked": asked, "steps a second": steps / ours}
    print(
        f"\nn={n} d={d}, {BACKEND}: {steps / ours:,.0f} steps/s, MPFR {steps / theirs:,.0f}, "
        f"ratio {theirs / ours:.2f} (asked {asked})"
    )

    _, gamma, _, alignment, *margins = run_yardstick(program, problem, state, steps)
    with ctx.workdps(DIGITS + 20):
        total = sum(value.ball for value in after.coefficients)
        pairs_of_values = zip(
            [gamma, alignment, *margins], [after.gamma.ball, total, *(v.ball for v in after.margins)], strict=True
        )
        assert all(abs(arb(mpfr) - flint) < arb("1e-42") * (1 + abs(flint)) for mpfr, flint in pairs_of_values)


def test_steps_beside_a_plain_mpmath_loop(benchmark: Any) -> None:
    """n=8, d=16: the same steps by ``weight_step`` on mpmath numbers; they agree."""
    z, problem, start = sample(8, 16, 2)
    few, many = 100, 10_000
    context = mpmath_context(BITS)
    rows = [[mpmath_number(context, value) for value in row] for row in z.tolist()]
    eta = mpmath_number(context, ETA)
    w = [mpmath_number(context, value) for value in random_weights(16, seed=8, scale=fmpq(1, 1000))]
    gamma = context.mpf(1)

    begin = time.process_time()
    for _ in itertools.repeat(None, few):
        w, gamma = weight_step(w, gamma, rows, eta, eta, 8, exp=context.exp, sqrt=context.sqrt)
    plain = few / (time.process_time() - begin)

    stepper = make_stepper(BACKEND, problem, initial_state(start, bits=BITS), bits=BITS)
    stepper.advance(few)
    sign, mantissa, exponent, _ = gamma._mpf_
    with ctx.workdps(DIGITS + 20):
        assert abs(stepper.state().gamma.ball - arb(((-1) ** sign * int(mantissa), exponent))) < arb("1e-46")

    fast = many / timed(lambda: benchmark.pedantic(stepper.advance, args=(many,), rounds=1))
    benchmark.extra_info |= {"mpmath steps a second": plain, "steps a second": fast, "ratio": fast / plain}
    print(f"\nn=8 d=16: {fast:,.0f} steps/s, plain mpmath in w-space {plain:,.0f}, ratio {fast / plain:.0f}")


def test_memory_of_a_long_run(benchmark: Any) -> None:
    """The resident set after 2·10⁵ steps stands where it stood after 2·10⁴: what 10⁷ steps hold follows."""
    resource = pytest.importorskip("resource", reason="ru_maxrss is not available here: memory is not measured")
    _, problem, start = sample(4, 8, 2)
    descend(problem, start, steps=20_000, digits=DIGITS)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    benchmark.pedantic(lambda: descend(problem, start, steps=200_000, digits=DIGITS), rounds=1)
    growth = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    benchmark.extra_info["growth of ru_maxrss, KiB"] = growth
    print(f"\nru_maxrss grew by {growth} KiB over 2·10⁵ steps")
    assert growth < 4096
