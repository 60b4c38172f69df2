import subprocess
import sys
from fractions import Fraction

import numpy as np
import pytest
from flint import fmpq, fmpq_mat, fmpq_poly
from hypothesis import HealthCheck, Phase, assume, find, given, settings
from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument

from verify.author import claim
from verify.author import steps as steps_of
from verify.batchnorm.dynamics.problem import Start
from verify.data.assumption import Infeasible, UniformMargin, check_assumption
from verify.data.dataset import Dataset
from verify.data.rationals import rational
from verify.statement.formulas import InSpan, Spectrum
from verify.statement.instance import Instance
from verify.statement.readings.values import holds
from verify.statement.writing.operations import inner, least
from verify.statement.writing.relations import claim_that, equal
from verify.statement.writing.variables import family, samples, symbols, vector
from verify.testing import setup
from verify.testing.strategies import arrays, datasets, instances, starts, step_sizes, trajectories
from verify.testing.trajectories import Trajectory

(i,) = samples("i")
x, y, low, high = symbols("x y λ_min λ_max")
w, w_star, z = vector("w"), vector("w*"), vector("z", i)
STATEMENTS = {
    "numbers": claim_that(x >= y, given=(x > y, y >= 0, y <= 1)),
    "families": claim_that(least(i, family("a", i)) >= 0, given=(family("a", i) >= 1,)),
    "unit margins in the span": claim_that(
        inner(w, w) >= 0, given=(equal(inner(w_star, z), 1), InSpan(w_star, z), Spectrum(low, high, z))
    ),
    "nothing given": claim_that(inner(w, z) >= 0),
}
MORE = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
UNSHRUNK = settings(deadline=None, max_examples=3000, database=None, phases=[Phase.generate])


@MORE
@given(datasets(n=(1, 5), P=(1, 3), d=(1, 4)))
def test_datasets_that_satisfy_the_assumption_have_a_verified_w_star(dataset):
    found = check_assumption(dataset)
    assert isinstance(found, UniformMargin)
    assert found.verify(dataset)
    assert 1 <= dataset.n <= 5
    assert 1 <= dataset.P <= 3


@MORE
@given(datasets(n=(1, 5), P=(1, 3), d=(1, 4), assumption="violated"))
def test_datasets_that_violate_the_assumption_have_a_verified_refutation(dataset):
    found = check_assumption(dataset)
    assert isinstance(found, Infeasible)
    assert found.verify(dataset)


@pytest.mark.parametrize(
    "condition",
    [
        lambda data: data.n > 2 and data.z.rank() < min(data.n, data.d) and data.z.rank() > 1,
        lambda data: data.n > 1 and data.z.tolist()[0] == data.z.tolist()[1] and data.d > 1,
        lambda data: max(abs(entry) for entry in data.z.entries()) > 1000,
        lambda data: max(abs(entry) for entry in data.z.entries()) < fmpq(1, 500),
        lambda data: len(set(data.labels)) == 2,
    ],
    ids=["low rank", "doubled points", "large scale", "small scale", "both labels"],
)
def test_datasets_reach_the_corners(condition):
    assert condition(find(datasets(), condition, settings=UNSHRUNK))


def test_a_violation_may_be_slight():
    def slight(data):
        return 0 < abs(data.z[0, 0] - data.z[1, 0]) < fmpq(1, 10**8)

    strategy = datasets(n=2, d=1, scale=0, assumption="violated")
    assert slight(find(strategy, slight, settings=UNSHRUNK))


@pytest.mark.slow
def test_a_failing_dataset_shrinks_to_small_whole_numbers():
    found = find(
        datasets(n=(2, 4), d=(2, 3)),
        lambda data: data.gram[0, 1] < 0,
        settings=settings(database=None, deadline=None, derandomize=True),
    )
    assert found.n <= 3
    assert all(entry.q <= 2 and abs(entry) <= 3 for entry in found.z.entries())


@pytest.mark.slow
@MORE
@given(st.data(), datasets(P=(1, 2)), st.sampled_from(["near_uniform", "near_mirror", "misclassified", "dominated"]))
def test_starts_are_in_the_regime_asked_for(data, dataset, regime):
    rows = dataset.z.tolist()
    assume(any(row != rows[0] for row in rows))
    start = data.draw(starts(dataset, regime=regime))
    largest, smallest = max(start.margins), min(start.margins)
    if regime == "near_uniform":
        assert largest > 0
        assert largest - smallest <= largest / 2
    if regime == "near_mirror":
        assert smallest < 0
        assert largest - smallest <= -smallest / 2
    if regime == "misclassified":
        assert largest < 0
    assert start.alignment is not None
    found = check_assumption(dataset)
    assert start.norm_squared * found.norm_squared >= start.alignment**2


@MORE
@given(st.data())
def test_one_margin_dominates_where_the_rows_are_independent(data):
    dataset = Dataset(z=fmpq_mat([[1, 0, 0], [1, 1, 0], [1, 0, 2]]), labels=(1, 1, -1))
    start = data.draw(starts(dataset, regime="dominated").filter(lambda start: max(map(abs, start.margins)) >= 10**5))
    sizes = sorted(map(abs, start.margins))
    assert sizes[-1] > 100 * sizes[-2]


@MORE
@given(st.data(), datasets(assumption="any"))
def test_starts_exist_on_any_data_that_are_not_all_zero(data, dataset):
    if any(dataset.z.entries()):
        assert any(data.draw(starts(dataset)).margins)
    else:
        with pytest.raises(InvalidArgument, match="every z"):
            starts(dataset)


@pytest.mark.slow
@pytest.mark.parametrize("name", STATEMENTS)
def test_instances_keep_every_hypothesis(name):
    statement = STATEMENTS[name]

    @settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
    @given(instances(statement))
    def check(instance):
        assert all(holds(hypothesis, instance) is True for hypothesis in statement.hypotheses)

    check()


TWO = Dataset.from_rows([[1], [2]], [1, 1])


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: datasets(assumption="perhaps"), "assumption='perhaps': use 'holds'"),
        (lambda: datasets(structure="odd"), "structure='odd'"),
        (lambda: datasets(n=(3, 2)), "lowest is above the highest"),
        (lambda: datasets(n=1.5), "n=1.5: give a whole number"),
        (lambda: datasets(P="2"), "P='2'"),
        (lambda: datasets(d=True), "d=True"),
        (lambda: datasets(d=0), "d=0: give at least 1"),
        (lambda: datasets(scale=(0, 1, 2)), r"scale=\(0, 1, 2\)"),
        (lambda: datasets(rank=0), "rank=0"),
        (lambda: datasets(rank=2, structure="generic"), "use 'low rank'"),
        (lambda: datasets(n=1, assumption="just violated"), "give two rows"),
        (lambda: datasets(singular_values=[]), "at least one"),
        (lambda: datasets(singular_values=["x"]), "singular_values='x'"),
        (lambda: datasets(singular_values=[1, -1]), "above 0"),
        (lambda: datasets(n=3, d=2, singular_values=[1]), "other sizes"),
        (lambda: datasets(n=3, d=3, singular_values=[1], assumption="just violated"), "assumption"),
        (lambda: arrays(dtype=int), "dtype"),
        (lambda: starts(TWO, regime="lost"), "regime='lost'"),
        (lambda: starts(TWO, regime="near_mirror"), "needs w"),
        (lambda: starts(Dataset.from_rows([[1], [1]], [1, 1]), regime="near_uniform"), "all z_i.* are equal"),
        (lambda: starts(Dataset(z=[[0]], labels=[1])), "every z_i"),
        (lambda: step_sizes(min_value=0), "above 0"),
        (lambda: step_sizes(min_value=2, max_value=1), "above max_value"),
        (lambda: step_sizes(max_value="high"), "max_value='high'"),
        (lambda: step_sizes(min_value="1e-200"), "powers of ten apart"),
        (lambda: trajectories(steps=-1), "steps=-1"),
        (lambda: instances(STATEMENTS["numbers"], n_max=0), "n_max=0"),
        (lambda: instances(claim("my-1", family("a", *steps_of("t")) >= 0).statement), "about runs"),
        (lambda: instances(claim("my-1", x >= 0)), "a Claim: give a Statement"),
        (lambda: instances(STATEMENTS["numbers"], d_max=1.5), "d_max=1.5"),
        (lambda: find(instances(claim_that(x > 0, given=(x > 1, x < 0))), lambda _: True), "contradict each other"),
    ],
)
def test_arguments_that_mean_nothing_are_invalid(make, words):
    with pytest.raises(InvalidArgument, match=words):
        make()


@settings(deadline=None, max_examples=40)
@given(datasets(n=(2, 4), P=(1, 2), d=(1, 4), assumption="just violated"))
def test_a_just_violated_assumption_fails_by_little(data):
    found = check_assumption(data)
    assert isinstance(found, Infeasible)
    assert found.verify(data)


@settings(deadline=None, max_examples=40)
@given(st.data(), st.sampled_from(["holds", "violated", "any"]))
def test_singular_values_are_those_prescribed(draw, assumption):
    values = draw.draw(st.lists(st.sampled_from([1, 2, "1/2", 3]), min_size=1, max_size=2))
    data = draw.draw(datasets(n=(4, 5), d=(2, 4), singular_values=values, assumption=assumption))
    x = fmpq_poly([0, 1])
    expected = x ** (data.rows - len(values))
    for value in values:
        expected *= x - rational(value) ** 2
    assert data.gram.charpoly() == expected
    if assumption != "any":
        assert isinstance(check_assumption(data), UniformMargin) == (assumption == "holds")


@settings(deadline=None, max_examples=40)
@given(datasets(n=(3, 6), d=(3, 5), rank=2))
def test_the_rank_is_at_most_the_one_asked_for(data):
    assert data.z.rank() <= 2
    assert isinstance(check_assumption(data), UniformMargin)


@pytest.mark.slow
@pytest.mark.parametrize(
    "sizes", [{"n": 64, "d": 64}, {"n": 30, "d": 16}, {"n": 1000, "d": 4}, {"n": 5, "P": 4, "d": 25}]
)
def test_large_datasets_keep_what_is_asked_and_pass_the_health_checks(sizes):
    @settings(deadline=None, max_examples=5, database=None)
    @given(datasets(**sizes, scale=0), datasets(**sizes, assumption="violated"))
    def check(holding, violated):
        assert (holding.n, holding.d) == (sizes["n"], sizes["d"])
        assert isinstance(check_assumption(holding), UniformMargin)
        assert isinstance(check_assumption(violated), Infeasible)

    check()


@settings(deadline=None, max_examples=30)
@given(arrays(n=(2, 300), P=(1, 2), d=(2, 8), scale=0), arrays(n=(2, 5), assumption="violated", dtype="float32"))
def test_arrays_of_floats_keep_the_assumption_up_to_rounding(holding, violated):
    x, y = holding
    rows = x.reshape(len(y), -1, x.shape[-1]) * y[:, None, None]
    rows = rows.reshape(-1, x.shape[-1])
    w, *_ = np.linalg.lstsq(rows, np.ones(len(rows)), rcond=None)
    assert np.abs(rows @ w - 1).max() < 1e-6
    assert violated[0].dtype == np.float32


def plant(find_in, broken):
    return find(find_in, broken, settings=settings(database=None, deadline=None, derandomize=True))


@pytest.mark.slow
def test_columns_that_do_not_matter_are_shrunk_away():
    """A planted bug of a projection once stayed at d = 4 with two columns of zeros."""
    found = plant(datasets(n=(2, 6), d=(1, 6)), lambda data: data.z.rank() >= 2)
    assert (found.n, found.d) == (2, 2)
    assert all(entry.q == 1 and abs(entry) <= 1 for entry in found.z.entries())


def test_step_sizes_shrink_to_plain_numbers():
    assert plant(step_sizes(), lambda eta: eta > fmpq(234)) in (300, 500, 1000)
    assert plant(step_sizes(max_value=1), lambda eta: eta < fmpq(1, 200)) == fmpq(1, 1000)


@pytest.mark.slow
@MORE
@given(st.data(), datasets(n=(1, 3), P=(1, 2)))
def test_a_nearly_uniform_start_has_a_discrepancy_above_zero(data, dataset):
    rows = dataset.z.tolist()
    assume(any(row != rows[0] for row in rows))
    for regime in ("near_uniform", "near_mirror"):
        assert len(set(data.draw(starts(dataset, regime=regime)).margins)) > 1
    assert len(set(data.draw(starts(dataset, regime="uniform")).margins)) == 1


@pytest.mark.slow
@MORE
@given(trajectories(steps=(1, 5)), st.data())
def test_what_is_drawn_is_shown_as_code_that_makes_it_again(trajectory, data):
    names = {"Dataset": Dataset, "Trajectory": Trajectory, "Start": Start, "Instance": Instance, "Fraction": Fraction}
    start = data.draw(starts(trajectory.dataset))
    instance = data.draw(instances(STATEMENTS["families"]))
    for one in (trajectory, start, instance):
        assert eval(repr(one), names) == one
    assert trajectory.weights.shape == (trajectory.steps + 1, trajectory.dataset.d)
    assert np.isfinite(trajectory.losses).all()


@pytest.mark.slow
@pytest.mark.parametrize("name", STATEMENTS)
def test_instances_are_never_filtered_away_and_reach_eight_samples(name):
    largest = 0

    @settings(
        deadline=None, max_examples=60, database=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
    )
    @given(instances(STATEMENTS[name], n_max=8))
    def check(instance):
        nonlocal largest
        largest = max(largest, instance.n)

    check()
    assert largest == (1 if name == "numbers" else 8)


def test_the_type_and_the_profiles_are_known_to_hypothesis():
    setup.register()
    assert plant(st.from_type(Dataset), lambda data: data.n == 2).n == 2
    for name in ("bnverify-dev", "bnverify-ci", "bnverify-nightly", "dev", "nightly"):
        assert settings.get_profile(name).deadline is None


ORDERS = {
    "Hypothesis first": "import hypothesis; register(); from verify.data import Dataset",
    "the dataset first": "from verify.data import Dataset; import hypothesis; register()",
}


@pytest.mark.slow
@pytest.mark.parametrize("order", ORDERS)
def test_the_type_is_known_whoever_is_imported_first(order):
    code = f"from verify.testing.setup import register; {ORDERS[order]}; from hypothesis import strategies as st"
    code += "\nst.from_type(Dataset).validate(); print('known')"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout == "known\n", done.stderr


@pytest.mark.slow
def test_a_loader_that_loads_other_modules_too_is_not_changed():
    """pytest's assertion rewriting is one loader for all modules; a changed one registered the type after each."""
    code = """
import sys
from importlib.machinery import PathFinder
from types import SimpleNamespace
from verify.testing.setup import register

class Shared:
    def find_spec(self, name, path=None, target=None):
        spec = PathFinder.find_spec(name, path, target)
        if name.startswith("verify."):
            self.usual[name], spec.loader = spec.loader, self
        return spec
    usual = {}
    def create_module(self, spec):
        return None
    def exec_module(self, module):
        self.usual[module.__name__].exec_module(module)

sys.meta_path.insert(0, Shared())
import hypothesis
register()
from verify.data import Dataset
import verify.report.words.evidence
print(hypothesis.strategies.from_type(Dataset).validate())
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout == "None\n", done.stderr


def test_registering_imports_nothing_else_of_ours():
    code = "import sys; from verify.testing.setup import register; register()"
    code += "\nnames = 'flint', 'numpy', 'verify.data', 'verify.testing.strategies'"
    code += "\nprint([name for name in names if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
