"""Runs at the theorem's own bounds keep what its two lemmas conclude; a bound that is not kept is told."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flint import arb, fmpq

from verify.batchnorm.sufficient import Sufficient
from verify.data import Dataset, check_assumption
from verify.errors import InputError
from verify.experiments.starts.stages import STARTS, Bound, stages, starts_within

PAIR = Dataset.from_rows([[1, 1], [1, -1]], [1, 1], name="pair")


@pytest.mark.slow
def test_runs_at_the_bounds_keep_every_bound_of_both_lemmas():
    found = stages(on=("flat:3x2",), until=1000, seed=2)
    assert [run.start for run in found.runs] == list(STARTS)
    assert all(not run.broken for run in found.runs)
    assert "all keep every bound" in found.sentence
    for run in found.runs:
        assert 0 < run.entered < run.longest
        # t₀ is the first step inside: one much later would be far below the least that is proved there
        assert 1 <= run.first[-1].value < 5
    wrong = Bound("γ, least", arb(1), arb("0.9"), arb(2))
    told = replace(found, runs=(replace(found.runs[0], first=(wrong,)), *found.runs[1:]))
    assert "1 do not keep them: flat:3x2 (generic): γ, least" in told.sentence


def test_the_three_starts_lie_where_they_are_said_to():
    data = Dataset.from_rows([[1, 0, 1], [1, 2, 0], [1, -1, 1]], [1, 1, 1])
    uniform = check_assumption(data)
    numbers = Sufficient.of(data, uniform)
    found = starts_within(data, uniform, seed=4)
    cosines = {}
    for name, c in found.items():
        square = (c.transpose() * data.gram * c)[0, 0]
        cosines[name] = sum(c.entries(), fmpq(0)) / arb(square * uniform.norm_squared).sqrt()
    assert cosines["orthogonal to w*"] == 0
    assert abs(cosines["generic"]) < 1
    edge = numbers.least_alignment(arb(1)) / arb(uniform.norm_squared).sqrt()
    assert cosines["beside −w*"] > edge
    assert abs(cosines["beside −w*"] / edge - 1) < 1e-5


@pytest.mark.parametrize(
    ("names", "until", "told"),
    [
        (("gaussian:2x2",), 10, "give 100"),
        (("gaussian:1x2",), 100, "more samples"),
        (("gaussian:3x2",), 100, "Assumption 2.1"),
        (("flat:2x3",), 100, "rank"),
        (("flat:2",), 100, "flat:N,R"),
    ],
)
def test_data_that_the_lemmas_do_not_speak_of_are_refused(names, until, told):
    with pytest.raises(InputError, match=told):
        stages(on=names, until=until)
