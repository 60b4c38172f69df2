import pytest
from flint import fmpq, fmpq_mat
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st

from verify.data.assumption import Infeasible, UniformMargin, check_assumption
from verify.data.dataset import Dataset
from verify.errors import InputError
from verify.statement.build import claim_that, equal, family, inner, least, samples, symbols, vector
from verify.statement.tree import InSpan, Spectrum
from verify.statement.values import holds
from verify.testing.strategies import datasets, instances, starts

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


def test_a_failing_dataset_shrinks_to_small_whole_numbers():
    found = find(
        datasets(n=(2, 4), d=(2, 3)),
        lambda data: data.gram[0, 1] < 0,
        settings=settings(database=None, deadline=None, derandomize=True),
    )
    assert found.n <= 3
    assert all(entry.q <= 2 and abs(entry) <= 3 for entry in found.z.entries())


@MORE
@given(st.data(), datasets(P=(1, 2)), st.sampled_from(["near_uniform", "near_mirror", "misclassified", "dominated"]))
def test_starts_are_in_the_regime_asked_for(data, dataset, regime):
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
        with pytest.raises(InputError, match="every z"):
            starts(dataset)


@pytest.mark.parametrize("name", STATEMENTS)
def test_instances_keep_every_hypothesis(name):
    statement = STATEMENTS[name]

    @settings(deadline=None, max_examples=40, suppress_health_check=list(HealthCheck))
    @given(instances(statement))
    def check(instance):
        assert all(holds(hypothesis, instance) is True for hypothesis in statement.hypotheses)

    check()


def test_words_and_ranges_that_mean_nothing_are_input_errors():
    data = Dataset.from_rows([[1], [2]], [1, 1])
    with pytest.raises(InputError, match="assumption"):
        datasets(assumption="perhaps")
    with pytest.raises(InputError, match="range"):
        datasets(n=(3, 2))
    with pytest.raises(InputError, match="at least 1"):
        datasets(d=0)
    with pytest.raises(InputError, match="regime"):
        starts(data, regime="lost")
    with pytest.raises(InputError, match="needs w"):
        starts(data, regime="near_mirror")
    with pytest.raises(InputError, match="n_max"):
        instances(STATEMENTS["numbers"], n_max=0)
