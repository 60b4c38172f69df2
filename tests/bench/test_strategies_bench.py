"""How fast strategies draw, in examples per 10⁷ turns of ``s += i * i % 7`` made just before and after on one core.

``pytest tests/bench/test_strategies_bench.py --benchmark-enable -s`` prints the table of docs/testing.md.
"""

import time

import pytest
from hypothesis import Phase, given, settings

from verify.testing.strategies import arrays, datasets

EXAMPLES = 60
STRATEGIES = {
    "datasets(), small": (datasets(), 100),
    "datasets(n=30, d=16)": (datasets(n=30, d=16), 100),
    "datasets(n=5, P=5, d=20)": (datasets(n=5, P=5, d=20), 100),
    "datasets(n=64, d=64)": (datasets(n=64, d=64), 20),
    "datasets(n=20, d=20, 5 singular values)": (datasets(n=20, d=20, singular_values=[1, 2, 3, 4, 5]), 20),
    "arrays(n=1000, d=64)": (arrays(n=1000, d=64), 20),
}


def turns_take():
    begin, s = time.process_time(), 0
    for i in range(10**6):
        s += i * i % 7
    return 10 * (time.process_time() - begin)


def drawn(strategy):
    count = 0

    @settings(max_examples=EXAMPLES, database=None, deadline=None, phases=[Phase.generate])
    @given(strategy)
    def draw(_):
        nonlocal count
        count += 1

    draw()
    return count


@pytest.mark.parametrize("name", STRATEGIES)
def test_examples_a_unit(benchmark, name):
    strategy, least = STRATEGIES[name]
    before, begin = turns_take(), time.process_time()
    count = benchmark.pedantic(drawn, args=(strategy,), rounds=1)
    seconds = time.process_time() - begin
    unit = (before + turns_take()) / 2
    print(f"\n{name:42} {count / seconds * unit:6.0f} examples a unit of {unit:.2f} s, {count / seconds:6.0f} a second")
    assert not benchmark.enabled or count / seconds * unit > least
