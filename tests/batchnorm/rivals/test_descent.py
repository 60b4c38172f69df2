"""The float engine runs the closed forms that are proved to be the derivatives, and says where floats end."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from flint import arb, ctx, fmpq
from hypothesis import given, settings
from hypothesis import strategies as st

from verify.batchnorm import ConvBN, LinearBN
from verify.batchnorm.rivals import (
    BatchNorm,
    FeatureNorm,
    HiddenBatchNorm,
    HiddenUnits,
    Iterate,
    Patches,
    Trainer,
    Unnormalised,
    WeightNorm,
)
from verify.batchnorm.rivals.descent import by_loss
from verify.errors import InputError
from verify.statement.instance import Instance
from verify.statement.readings.arithmetic import Balls
from verify.statement.readings.arrays import leaf, program_of
from verify.statement.readings.values import Evaluation
from verify.statement.tree import Inner
from verify.statement.writing.operations import inner
from verify.statement.writing.variables import family, patches, samples, symbols, vector

MODELS = [
    Unnormalised(),
    WeightNorm(),
    BatchNorm(),
    BatchNorm(epsilon=True),
    BatchNorm(centred=True),
    BatchNorm(centred=True, bias=True, epsilon=True),
    FeatureNorm(),
    FeatureNorm(centred=True),
    HiddenBatchNorm(),
]
(i,), (p,) = samples("i"), patches("p")
gamma, beta, epsilon = symbols("γ β ε")


def a_number(rng):
    return Fraction(int(rng.integers(-9, 10)) * 2 + 1, int(rng.integers(1, 5)))


def an_instance(seed):
    rng = np.random.default_rng(seed)
    n, count, d = (int(rng.integers(2, 4)) for _ in range(3))
    z = {(a, b): tuple(a_number(rng) for _ in range(d)) for a in range(n) for b in range(count)}
    return Instance(
        n=n,
        P=count,
        scalars={"γ": a_number(rng) / 9, "β": a_number(rng), "ε": abs(a_number(rng))},
        families={
            "y": {(a,): Fraction(int(rng.choice([-1, 1]))) for a in range(n)},
            "a": {(b,): a_number(rng) / 9 for b in range(count)},
            "r": {(a, b): Fraction(1) for a in range(n) for b in range(count)},
        },
        vectors={"z": z, "w": {(): tuple(a_number(rng) for _ in range(d))}},
    )


def ball(value):
    return arb(fmpq(value.numerator, value.denominator))


def table(rows):
    filled = np.empty((len(rows), len(rows[0])), dtype=object)
    filled[:] = rows
    return filled


@pytest.mark.slow
@pytest.mark.parametrize("model", MODELS, ids=repr)
@settings(deadline=None, max_examples=5)
@given(seed=st.integers(0, 10**6))
def test_the_program_that_is_stepped_has_the_value_of_the_tree_that_is_proved(model, seed):
    at = an_instance(seed)
    n, count = at.n, at.P
    trees = [model.share(i, p), *model.descent_scalars().values()]
    with ctx.workprec(300):
        balls = Evaluation(at, Balls())
        h = inner(model.w, vector("z", i, p))
        given_values = {
            leaf(h): table([[balls.scalar(h, {i: a, p: b}) for b in range(count)] for a in range(n)]),
            Inner(model.w, model.w): balls.scalar(Inner(model.w, model.w), {}),
            leaf(family("y", i)): table([[ball(at.families["y"][a,])] for a in range(n)]),
            leaf(family("a", p)): table([[ball(at.families["a"][b,]) for b in range(count)]]),
            leaf(family("r", i, p)): table([[arb(1)] * count] * n),
            **{symbol: ball(at.scalars[symbol.name]) for symbol in (gamma, beta, epsilon)},
        }
        found = program_of(trees).run(given_values, samples=n, patches=count, number=ball)
        shares = np.broadcast_to(found[0], (n, count))
        for a in range(n):
            for b in range(count):
                gap = abs(shares[a, b] - balls.scalar(trees[0], {i: a, p: b}))
                assert not gap.is_finite() or gap < arb("1e-60")
        for value, tree in zip(found[1:], trees[1:], strict=True):
            gap = abs(value - balls.scalar(tree, {}))
            assert not gap.is_finite() or gap < arb("1e-60")


def some_data(n=6, count=2, d=7, seed=0):
    rng = np.random.default_rng(seed)
    return Patches(rng.normal(size=(n, count, d)), np.where(np.arange(n) % 2, -1.0, 1.0))


def a_start(shape, count, seed=1):
    rng = np.random.default_rng(seed)
    return Iterate(rng.normal(size=shape), 0.7, 0.1, rng.normal(size=count))


def loss_at(trainer, at):
    return trainer.record(at).loss


@pytest.mark.parametrize("model", MODELS, ids=repr)
@pytest.mark.parametrize("hidden", [False, True])
def test_a_small_step_changes_the_loss_as_its_difference_quotient_says(model, hidden):
    data = some_data(count=1 if hidden else 2)
    features = HiddenUnits(data.z[:, 0], data.labels, 3) if hidden else data
    trainer = Trainer(model, features, epsilon=0.3)
    start = a_start(features.shape, features.count)
    moved = trainer.run(start, eta=1.0, steps=1)[-1].iterate
    slope, h = moved.plus(start.scaled(-1)), 1e-6
    quotient = (loss_at(trainer, start.plus(slope.scaled(h))) - loss_at(trainer, start.plus(slope.scaled(-h)))) / (
        2 * h
    )
    square = sum(float(np.sum(np.square(part))) for part in (slope.w, slope.gamma, slope.beta, slope.head))
    assert quotient == pytest.approx(-square, rel=1e-6)


def test_a_relu_layer_moves_against_its_difference_quotient_too():
    data = some_data(count=1)
    trainer = Trainer(HiddenBatchNorm(), HiddenUnits(data.z[:, 0], data.labels, 4), relu=True)
    start = a_start((4, 7), 4)
    slope, h = trainer.run(start, eta=1.0, steps=1)[-1].iterate.plus(start.scaled(-1)), 1e-7
    quotient = (loss_at(trainer, start.plus(slope.scaled(h))) - loss_at(trainer, start.plus(slope.scaled(-h)))) / (
        2 * h
    )
    assert quotient == pytest.approx(-float(np.sum(slope.w**2) + np.sum(slope.head**2)), rel=1e-5)


@pytest.mark.parametrize(("count", "model"), [(1, LinearBN()), (2, ConvBN())])
def test_batch_norm_without_epsilon_takes_the_steps_of_the_papers_model(count, model):
    data = some_data(count=count)
    start = a_start(data.shape, count)
    keys = [(a, b) if count > 1 else (a,) for a in range(6) for b in range(count)]
    rows = [tuple(map(Fraction, row)) for row in data.z.reshape(-1, 7).tolist()]
    at = Instance(
        n=6,
        P=count,
        scalars={"γ": Fraction(start.gamma), "η": Fraction(1, 4)},
        vectors={"z": dict(zip(keys, rows, strict=True)), "w": {(): tuple(map(Fraction, start.w.tolist()))}},
    )
    (eta,) = symbols("η")
    moved = Trainer(BatchNorm(), data).run(start, eta=0.25, steps=1)[-1].iterate
    with ctx.workprec(200):
        balls = Evaluation(at, Balls())
        expected = [float(entry) for entry in balls.vector(model.descended_w(eta), {})]
        gamma_after = float(balls.scalar(model.gamma - eta * model.gradient_gamma(), {}))
    np.testing.assert_allclose(moved.w, expected, rtol=1e-13)
    assert moved.gamma == pytest.approx(gamma_after, rel=1e-13)


def test_ten_thousand_samples_in_mini_batches_with_momentum_are_learned():
    data = some_data(n=10_000, count=1, d=5)
    easy = replace(data, z=data.z + 3.0)
    trainer = Trainer(BatchNorm(epsilon=True), easy, epsilon=1e-5)
    first, last = trainer.run(Iterate(np.ones(5)), eta=0.1, steps=50, batch=64, momentum=0.9)
    assert last.loss < first.loss / 2


def test_the_same_seed_draws_the_same_mini_batches():
    trainer = Trainer(BatchNorm(), some_data())
    runs = [trainer.run(a_start((7,), 2), eta=0.1, steps=7, batch=4, seed=seed)[-1].loss for seed in (3, 3, 4)]
    assert runs[0] == runs[1] != runs[2]


def test_without_normalisation_the_direction_is_the_maximum_margins():
    z = np.array([[[1.0, 0.0]], [[1.0, 4.0]]])  # the first sample alone is a support vector: w_max = (1, 0)
    last = Trainer(Unnormalised(), Patches(z, np.ones(2))).run(Iterate(np.zeros(2)), eta=0.1, steps=5000, pace=by_loss)[
        -1
    ]
    assert last.iterate.w[1] / last.iterate.w[0] == pytest.approx(0, abs=0.02)


@pytest.mark.parametrize("scale", [1e-158, 1e154])
def test_features_outside_the_trusted_range_are_refused(scale):
    with pytest.raises(InputError, match="float64 is trusted between"):
        Trainer(BatchNorm(), some_data()).run(Iterate(np.full(7, scale)), eta=1.0, steps=1)


def test_a_start_that_leaves_nothing_to_normalise_by_is_refused():
    with pytest.raises(InputError, match="no normaliser is 0"):
        Trainer(BatchNorm(), some_data()).run(Iterate(np.zeros(7)), eta=1.0, steps=1)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"eta": 0.0}, "eta = 0.0"),
        ({"eta": float("nan")}, "eta = nan"),
        ({"eta": 1.0, "momentum": 1.0}, "momentum 1.0"),
        ({"eta": 1.0, "batch": 1}, "a batch of 1 samples"),
        ({"eta": 1.0, "batch": 7}, "a batch of 7 samples"),
        ({"eta": 1e308}, "take a smaller eta"),
    ],
)
def test_bad_settings_are_refused_in_one_line(options, said):
    with pytest.raises(InputError, match=said):
        Trainer(Unnormalised(), some_data()).run(a_start((7,), 2), steps=3, **options)
