"""Correct layers in several array libraries, and one function that plants a bug in a layer by replacing a line of it.

The layers are written as their maintainers write them: statistics, normalise, chain rule.
"""

from __future__ import annotations

import ast
from pathlib import Path
from types import SimpleNamespace

import numpy as np


def linear_layer(xp=np, epsilon=0.0):
    """A layer without patches; forward keeps nothing."""

    def forward(w, gamma, x):
        margins = x @ w
        square = xp.mean(margins**2)
        return gamma * margins / xp.sqrt(square + epsilon)

    def backward(w, gamma, x, y):
        margins = x @ w
        square = xp.mean(margins**2)
        root = xp.sqrt(square + epsilon)
        outputs = gamma * margins / root
        in_outputs = -y / (1 + xp.exp(y * outputs)) / y.shape[0]
        in_gamma = xp.sum(in_outputs * margins / root)
        in_root = -gamma * xp.sum(in_outputs * margins) / root**2
        in_margins = gamma * in_outputs / root + in_root / root * margins / y.shape[0]
        return in_margins @ x, in_gamma

    return SimpleNamespace(forward=forward, backward=backward)


class PatchLayer:
    """A layer with patches that caches its forward pass and keeps a running mean square."""

    epsilon = 1e-5

    def __init__(self):
        self.cache = None

    def forward(self, w, gamma, x):
        margins = x @ w
        square = np.mean(margins**2)
        root = np.sqrt(square + self.epsilon)
        self.cache = (margins, root)
        return gamma * margins.sum(axis=1) / root

    def backward(self, w, gamma, x, y):
        outputs = self.forward(w, gamma, x)
        margins, root = self.cache
        in_outputs = -y / (1 + np.exp(y * outputs)) / len(y)
        sums = margins.sum(axis=1)
        in_gamma = np.sum(in_outputs * sums) / root
        in_root = -gamma * np.sum(in_outputs * sums) / root**2
        in_margins = gamma * in_outputs[:, None] / root + in_root / root * margins / margins.size
        return np.einsum("np,npd->d", in_margins, x), in_gamma

    def running(self, old, w, x, momentum):
        return (1 - momentum) * old + momentum * np.mean((x @ w) ** 2)


def planted(line, instead):
    """Return the patch layer with one line of its text replaced; the line stands in it exactly once."""
    source = Path(__file__).read_text(encoding="utf-8")
    (found,) = (node for node in ast.parse(source).body if getattr(node, "name", "") == "PatchLayer")
    text = ast.get_source_segment(source, found) or ""
    assert text.count(line) == 1, f"{line!r} stands {text.count(line)} times in the layer"
    names = {"np": np}
    exec(text.replace(line, instead), names)
    return names["PatchLayer"]()
