"""PyTorch's losses, gradients and SGD agree with ours; a trained layer's D in one call."""

import numpy as np
import pytest

from verify.batchnorm.rivals import BatchNorm, Iterate, Patches, Trainer
from verify.errors import InputError

torch = pytest.importorskip("torch", reason="the extra torch is not installed")
from verify.batchnorm.pytorch import (  # noqa: E402  # what it needs is known to be there
    layer_margins,
    mirrored,
    torch_loss,
    torch_network,
    witness,
)


def some_data(count, n=7, d=5, seed=0):
    rng = np.random.default_rng(seed)
    return Patches(rng.normal(size=(n, count, d)), np.where(rng.random(n) < 0.6, 1.0, -1.0))


def ours(model, data, start, epsilon=0.0):
    trainer = Trainer(model, data, epsilon)
    moved = trainer.run(start, eta=1.0, steps=1)[-1].iterate
    return trainer.record(start).loss, start.plus(moved.scaled(-1))


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("epsilon", [0.0, 0.2])
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_loss_and_gradients_with_mean_subtraction_are_autograds(count, epsilon, seed):
    data = some_data(count, seed=seed)
    rng = np.random.default_rng(seed + 10)
    start = Iterate(rng.normal(size=5), float(rng.normal()), float(rng.normal()))
    seen = witness(data, w=start.w, gamma=start.gamma, beta=start.beta / count, epsilon=epsilon)
    loss, gradient = ours(BatchNorm(centred=True, bias=True, epsilon=True), data, start, epsilon)
    assert seen.loss == pytest.approx(loss, rel=1e-12)
    np.testing.assert_allclose(gradient.w, seen.w, atol=1e-12)
    # PyTorch adds its β to each of the patches, we add ours to their sum
    assert (gradient.gamma, gradient.beta) == pytest.approx((seen.gamma, seen.beta / count), abs=1e-12)


@pytest.mark.parametrize("count", [1, 2])
def test_loss_and_gradients_without_centring_are_autograds_on_mirrored_data(count):
    data = some_data(count, seed=4)
    start = Iterate(np.arange(1.0, 6.0), 0.8)
    seen = witness(mirrored(data), w=start.w, gamma=start.gamma)
    loss, gradient = ours(BatchNorm(), data, start)
    assert seen.loss == pytest.approx(loss, rel=1e-12)
    np.testing.assert_allclose(gradient.w, seen.w, atol=1e-12)
    assert gradient.gamma == pytest.approx(seen.gamma, abs=1e-12)


@pytest.mark.parametrize("count", [1, 2])
@pytest.mark.parametrize("momentum", [0.0, 0.9])
def test_sgd_of_pytorch_follows_our_run(count, momentum):
    data = mirrored(some_data(count, seed=5))
    start = Iterate(np.linspace(-1.0, 2.0, 5), 1.0)
    last = Trainer(BatchNorm(), data).run(start, eta=0.05, steps=200, momentum=momentum)[-1].iterate
    network = torch_network(data, w=start.w, gamma=start.gamma)
    trained = [network[0].weight, network[1].weight]
    optimiser = torch.optim.SGD(trained, lr=0.05, momentum=momentum)
    for _ in range(200):
        optimiser.zero_grad()
        torch_loss(network, data).backward()
        optimiser.step()
    np.testing.assert_allclose(trained[0].detach().numpy().ravel(), last.w, rtol=1e-9)
    assert float(trained[1].detach()) == pytest.approx(last.gamma, rel=1e-9)


def test_a_wrong_formula_would_be_seen():
    data = some_data(1, seed=6)
    start = Iterate(np.arange(1.0, 6.0), 0.8)
    seen = witness(data, w=start.w, gamma=start.gamma)
    _, gradient = ours(BatchNorm(), data, start)  # without centring, on data whose mean is not 0
    assert np.abs(gradient.w - seen.w).max() > 1e-4


def test_the_margins_of_a_trained_layer_are_those_of_its_outputs():
    layer = torch.nn.Sequential(torch.nn.Linear(3, 2), torch.nn.BatchNorm1d(2))
    inputs, labels = torch.randn(6, 3, generator=torch.Generator().manual_seed(0)), [1, -1] * 3
    found = layer_margins(layer, inputs, labels)
    assert layer.training
    layer.eval()
    outputs = layer(inputs).detach().numpy() * np.array(labels)[:, None]
    np.testing.assert_allclose(found.margins[:, :, 0].T, outputs, rtol=1e-6)
    pairs = (outputs[:, None, :] - outputs[None, :, :]) ** 2
    np.testing.assert_allclose(found.discrepancy, pairs.mean(axis=(0, 1)) / (outputs**2).mean(axis=0), rtol=1e-5)
    assert found.describe().startswith("2 channels, 6 samples, 1 positions: D from")


def test_positions_of_a_convolution_count_as_patches():
    layer = torch.nn.Sequential(torch.nn.Conv2d(1, 3, 2), torch.nn.BatchNorm2d(3))
    assert layer_margins(layer, torch.ones(4, 1, 4, 5) + torch.eye(4, 5), [1, 1, -1, 1]).margins.shape == (3, 4, 12)


def test_a_layer_without_inputs_is_refused():
    with pytest.raises(InputError, match="outputs of shape \\(0, 1\\)"):
        layer_margins(torch.nn.Linear(3, 1), torch.zeros(0, 3), [])


@pytest.mark.parametrize(
    ("layer", "labels", "said"),
    [
        (lambda: torch.nn.Linear(2, 1), [1, 0, 1], "label 0.0"),
        (lambda: torch.nn.Linear(2, 1), [1, 1], "for 2 labels"),
        (lambda: torch.nn.Flatten(0), [1, 1, 1], r"shape \(6,\)"),
        (lambda: torch.nn.Threshold(9.0, 0.0), [1, 1, 1], "channel 1 of the layer is 0"),
        (lambda: torch.nn.Threshold(9.0, float("nan")), [1, 1, 1], "not finite"),
    ],
)
def test_what_is_no_layer_of_margins_is_refused_in_one_line(layer, labels, said):
    with pytest.raises(InputError, match=said):
        layer_margins(layer(), torch.ones(3, 2), labels)
