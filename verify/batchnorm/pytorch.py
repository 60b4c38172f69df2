"""PyTorch beside our formulas: its own losses and gradients as a second opinion, and D of a trained layer in one call.

PyTorch (the extra ``torch``) is imported when a function needs it. Its BatchNorm always subtracts the batch's mean; on
data joined by their mirror images, (x, y) and (−x, −y), that mean is 0 and the paper's model comes out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike

from verify.batchnorm.rivals.features import Floats, Patches
from verify.errors import InputError

if TYPE_CHECKING:
    import torch


SMALLEST_EPSILON = 1e-30  # PyTorch wants a positive one; this is far below what float64 sees beside a variance near 1


@dataclass(frozen=True)
class Witness:
    """What PyTorch says: the loss, and its gradients in w, γ and β by automatic differentiation."""

    loss: float
    w: Floats
    gamma: float
    beta: float


@dataclass(frozen=True)
class LayerMargins:
    """Margins y_i·output of a trained layer, channels × n × positions, and D of every channel.

    D is the mean square difference of two margins over the mean square margin: 0 for uniform margin.
    """

    margins: Floats
    discrepancy: Floats

    def describe(self) -> str:
        """Return one line that says how uniform the margins are."""
        channels, n, positions = self.margins.shape
        wrong = float(np.mean(self.margins.sum(axis=2) <= 0))
        return (
            f"{channels} channels, {n} samples, {positions} positions: D from {self.discrepancy.min():.3g} to "
            f"{self.discrepancy.max():.3g}; {100 * wrong:.3g} % of the channels' sample margins are not positive"
        )


def torch_network(
    data: Patches, *, w: Floats, gamma: float, beta: float = 0.0, epsilon: float = 0.0
) -> torch.nn.Module:
    """Return PyTorch's network of one filter and one BatchNorm: Linear and BatchNorm1d, or Conv2d and BatchNorm2d.

    Its input holds the samples x as ``torch_input`` lays them out, its output the f(x_i). Raises InputError where
    PyTorch is not installed.
    """
    torch = _torch()
    count, (d,) = data.count, data.shape
    eps = max(epsilon, SMALLEST_EPSILON)
    if count == 1:
        filter_, norm = torch.nn.Linear(d, 1, bias=False), torch.nn.BatchNorm1d(1, eps=eps)
    else:
        filter_, norm = torch.nn.Conv2d(1, 1, (1, d), stride=(1, d), bias=False), torch.nn.BatchNorm2d(1, eps=eps)
    network = torch.nn.Sequential(filter_, norm, torch.nn.Flatten()).double()
    with torch.no_grad():
        filter_.weight.copy_(torch.tensor(w).reshape(filter_.weight.shape))
        norm.weight.fill_(gamma)
        norm.bias.fill_(beta)
    return network


def torch_input(data: Patches) -> torch.Tensor:
    """Return the samples x themselves for ``torch_network``: n × d, or n × 1 × 1 × Pd for patches."""
    x = data.z * data.labels[:, None, None]
    tensor = _torch().tensor(x.reshape(len(x), -1))
    return tensor if data.count == 1 else tensor[:, None, None, :]


def torch_loss(network: torch.nn.Module, data: Patches) -> torch.Tensor:
    """Return PyTorch's mean logistic loss of a network's outputs, summed over the patches, for ±1 labels."""
    torch = _torch()
    outputs = network(torch_input(data)).sum(dim=1)
    return torch.nn.functional.softplus(-torch.tensor(data.labels) * outputs).mean()


def witness(data: Patches, *, w: Floats, gamma: float, beta: float = 0.0, epsilon: float = 0.0) -> Witness:
    """Return PyTorch's loss and gradients for one filter under BatchNorm with mean subtraction.

    γ and β are BatchNorm's own; with P patches its β is added P times. Raises InputError where PyTorch is missing.
    """
    network = torch_network(data, w=w, gamma=gamma, beta=beta, epsilon=epsilon)
    loss = torch_loss(network, data)
    loss.backward()
    filter_, norm, _ = network
    return Witness(
        float(loss.detach()),
        filter_.weight.grad.numpy().ravel().copy(),
        float(norm.weight.grad[0]),
        float(norm.bias.grad[0]),
    )


def mirrored(data: Patches) -> Patches:
    """Return the data joined by their mirror images (−x, −y): the same z twice, and inputs of mean 0.

    >>> mirrored(Patches(np.ones((1, 1, 2)), np.array([1.0]))).labels.tolist()
    [1.0, -1.0]
    """
    return Patches(np.concatenate([data.z, data.z]), np.concatenate([data.labels, -data.labels]))


def layer_margins(layer: torch.nn.Module, inputs: torch.Tensor, labels: ArrayLike) -> LayerMargins:
    """Return the margins and D of a trained PyTorch layer or network, up to and with its BatchNorm, on ±1 labels.

    ``layer`` maps n inputs to n × channels (or n × channels × positions…) outputs; it is called as it is evaluated,
    with the statistics it learned, and left in the mode in which it was. Raises InputError for labels other than ±1,
    other shapes, and outputs that are not finite or all 0.
    """
    torch = _torch()
    was_training = layer.training
    layer.eval()
    try:
        with torch.no_grad():
            outputs = np.asarray(layer(inputs).double().cpu().numpy())
    finally:
        layer.train(was_training)
    y = np.asarray(labels, dtype=float).ravel()
    if outputs.ndim < 2 or len(outputs) != len(y) or not outputs.size:
        raise InputError(
            f"outputs of shape {outputs.shape} for {len(y)} labels: give a layer with n × channels outputs"
        )
    if not np.isin(y, (-1.0, 1.0)).all():
        raise InputError(f"label {y[~np.isin(y, (-1.0, 1.0))][0]} of a layer's data is not ±1: use the labels 1 and -1")
    if not np.isfinite(outputs).all():
        raise InputError("an output of the layer is not finite: look at its weights and its inputs")
    margins = np.moveaxis(y.reshape(-1, *[1] * (outputs.ndim - 1)) * outputs, 1, 0).reshape(
        outputs.shape[1], len(y), -1
    )
    squares = np.mean(margins**2, axis=(1, 2))
    if not squares.all():
        raise InputError(
            f"channel {int(np.flatnonzero(squares == 0)[0]) + 1} of the layer is 0 on all inputs: leave it out"
        )
    means = margins.mean(axis=(1, 2), keepdims=True)
    spread = 2 * np.mean((margins - means) ** 2, axis=(1, 2)) / squares
    return LayerMargins(margins, spread)


def _torch() -> Any:
    try:
        import torch
    except ImportError as fault:
        raise InputError("PyTorch is not installed: pip install 'bnverify[torch]'") from fault
    return torch
