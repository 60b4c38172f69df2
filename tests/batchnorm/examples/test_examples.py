"""Examples 3.1 and 3.2: the same sample for the same seed, the law of the noise, test errors against simulation."""

import math

import numpy as np
import pytest

from verify.batchnorm.examples import Draws, Example31, Example32, maximum_margin_weights, uniform_weights, upper_tail
from verify.batchnorm.examples.example_3_2 import FEATURES
from verify.batchnorm.examples.tails import log10_of
from verify.errors import InputError


@pytest.mark.parametrize("example", [Example31(3, 4, 0.5), Example32.of(8)])
def test_a_seed_draws_the_same_sample_again_and_another_seed_another(example):
    first, again, other = (example.sample(seed=seed).z for seed in (5, 5, 6))
    assert (first == again).all()
    assert (first != other).any()
    assert (np.round(first / example.sigma * 2**40) % 1 == 0).all()


def test_the_first_numbers_of_a_seed_are_these():
    """Data of a published table can be drawn again: a change of the stream is a change of the tables."""
    assert [float(x).hex() for x in Draws(0).normals(2)] == ["0x1.0973d83100000p-2", "-0x1.fb11a8d514000p-1"]


def test_bartletts_triangle_has_the_mean_and_spread_of_a_wishart_matrix():
    rows, dimensions, draws = 3, 50, 400
    grams = np.array([(lambda g: g @ g.T)(Draws(k).gaussian_rows(rows, dimensions)) for k in range(draws)])
    near = 5 * math.sqrt(2 * dimensions / draws)
    np.testing.assert_allclose(grams.mean(axis=0), dimensions * np.eye(rows), atol=near)
    spread = grams.var(axis=0)
    assert spread[0, 0] == pytest.approx(2 * dimensions, rel=0.3)
    assert spread[0, 1] == pytest.approx(dimensions, rel=0.3)


def wrong_answers_3_1(example, w, count):
    """The share of wrong answers on so many new samples, drawn patch by patch."""
    draws, wrong = Draws("3.1 test 2"), 0
    for label in draws.signs(count):
        patches = np.hstack([np.full((example.P, 1), label), example.sigma * draws.normals(example.P, len(w) - 1)])
        wrong += int(label * float(patches.sum(axis=0) @ w) <= 0)
    return wrong / count


def wrong_answers_3_2(example, w, count):
    """The share of wrong answers on so many new samples, with noise in the coordinates of w."""
    draws, wrong = Draws("3.2 test 2"), 0
    kinds = draws.signs(count), draws.chances(example.rho, count), draws.signs(count)
    for label, weak, zeta in zip(*kinds, strict=True):
        noise = example.sigma * draws.normals(len(w))
        if weak:
            score = label * example.alpha**2 * w[1] + example.alpha * zeta * w[0] + float(noise @ w)
        else:
            score = label * w[0] + float(noise[FEATURES:] @ w[FEATURES:])
        wrong += int(label * score <= 0)
    return wrong / count


@pytest.mark.parametrize(
    ("example", "wrong_answers"),
    [(Example31(4, 4, 4.0), wrong_answers_3_1), (Example32(12, 60, 0.4, 0.3, 0.6), wrong_answers_3_2)],
)
def test_the_closed_form_of_the_test_error_agrees_with_simulation(example, wrong_answers):
    sample = example.sample(seed=1)
    w = maximum_margin_weights(sample.z)
    chance, count = float(example.error(w)), 4000
    assert 0.01 < chance < 0.6
    assert wrong_answers(example, w, count) == pytest.approx(chance, abs=4 * math.sqrt(chance / count))


def test_the_uniform_classifier_of_example_3_1_is_u_and_never_errs():
    example = Example31(5, 4, 30.0)
    sample = example.sample(seed=0)
    w = example.uniform(sample)
    np.testing.assert_allclose(sample.z @ w, 1.0)
    assert example.error(w).is_zero()
    least = uniform_weights(sample.z)
    assert least is not None
    np.testing.assert_allclose(least, w, atol=1e-9)


def test_the_uniform_classifier_of_example_3_2_has_margin_1_on_every_patch():
    example = Example32.of(40)
    sample = example.sample(seed=0)
    np.testing.assert_allclose(sample.z @ example.uniform(sample), 1.0, atol=1e-9)
    best = maximum_margin_weights(sample.z)
    assert np.linalg.norm(best) <= np.linalg.norm(example.uniform(sample))


def test_maximum_margins_keep_their_conditions():
    sample = Example31(12, 4, 2.0).sample(seed=3)
    sums = sample.z.sum(axis=1)
    w = maximum_margin_weights(sample.z)
    assert (sums @ w).min() == pytest.approx(1, abs=1e-9)
    assert maximum_margin_weights(np.array([[[1.0]], [[-1.0]]])) is None


def test_tails_are_known_far_below_the_least_double():
    assert log10_of(upper_tail(1e3, 1.0)) == pytest.approx(-217150.7, abs=5)
    assert float(upper_tail(1.959963984540054, 1.0)) == pytest.approx(0.025, rel=1e-12)
    assert float(upper_tail(-1.0, 0.0)) == 1.0


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: Example31(0, 4, 1.0), "n = 0"),
        (lambda: Example31(3, 3, 1.0), "P = 3 patches"),
        (lambda: Example31(3, 4, 0.0), "sigma = 0.0"),
        (lambda: Example31(3, 4, math.nan), "sigma = nan"),
        (lambda: Example32.of(1), "n = 1"),
        (lambda: Example32.of(9, sigma=-1.0), "sigma = -1.0"),
        (lambda: Example32.of(9, rho=0.5), "rho = 0.5"),
        (lambda: Example32.of(9, rho=-0.1), "rho = -0.1"),
        (lambda: Example32(9, 99, 1.0, 0.1, 0.0), "alpha = 0.0"),
        (lambda: Example32(9, 2, 1.0, 0.1, 0.5), "d = 2"),
        (lambda: Draws(0).gaussian_rows(0, 1), "0 vectors"),
    ],
)
def test_bad_parameters_are_refused_in_one_line(make, said):
    with pytest.raises(InputError, match=said):
        make()
