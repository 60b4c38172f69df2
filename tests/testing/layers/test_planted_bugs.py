"""Each planted bug of a layer is caught, by the property one would name; a correct layer has all properties."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis.errors import InvalidArgument

from verify.data import Dataset
from verify.testing import LayerCase, LayerError, layer_cases, layer_properties, layer_report

_found = importlib.util.spec_from_file_location("correct_layers", Path(__file__).with_name("correct.py"))
correct = importlib.util.module_from_spec(_found)
_found.loader.exec_module(correct)

SQUARE, OUTPUT = "square = np.mean(margins**2)", "return gamma * margins.sum(axis=1) / root"
PLANTED = {
    "unbiased variance": (SQUARE, "square = np.sum(margins**2) / (margins.size - 1)", "normalised output"),
    "missing projection": (" + in_root / root * margins / margins.size", "", "exact gradient in w"),
    "wrong axis": (SQUARE, "square = np.mean(x**2) * np.sum(w**2)", "normalised output"),
    "ε outside the root": ("np.sqrt(square + self.epsilon)", "np.sqrt(square) + self.epsilon", "exact output"),
    "ε forgotten": ("np.sqrt(square + self.epsilon)", "np.sqrt(square)", "exact output"),
    "detached statistics": ("in_root / root * margins", "0 * in_root / root * margins", "exact gradient in w"),
    "running against batch statistics": (
        "        square = np.mean(margins**2)\n",
        "        square = self.mean = 0.9 * getattr(self, 'mean', np.mean(margins**2)) + 0.1 * np.mean(margins**2)\n",
        "no memory",
    ),
    "patch axis in the statistics": (
        SQUARE,
        "square = np.mean(margins**2, axis=0).sum()",
        "normalised output",
    ),
    "patch axis in the output": (OUTPUT, "return gamma * margins.mean(axis=1) / root", "exact output"),
    "patch axis in the gradient": ("margins / margins.size", "margins / len(y)", "exact gradient in w"),
    "label sign": ("in_outputs = -y /", "in_outputs = y /", "exact gradient in γ"),
    "labels forgotten": ("np.exp(y * outputs)", "np.exp(outputs)", "label flip"),
    "stale cache": (
        "        self.cache = (margins, root)\n",
        "        self.cache = self.cache or (margins, root)\n",
        "no memory",
    ),
    "float32 accumulation": (SQUARE, "square = float(np.mean(margins**2, dtype=np.float32))", "exact output"),
    "float32 accumulation in the gradient": (
        'np.einsum("np,npd->d", in_margins, x), in_gamma',
        'np.einsum("np,npd->d", in_margins.astype("f"), x.astype("f")), in_gamma',
        "exact gradient in w",
    ),
    "in-place update": (
        "margins, root = self.cache",
        "margins, root = self.cache\n        w *= 2",
        "inputs left alone",
    ),
    "in-place labels": ("in_outputs = -y /", "y *= 1 + 1e-3\n        in_outputs = -y /", "inputs left alone"),
    "momentum swapped": ("(1 - momentum) * old + momentum", "momentum * old + (1 - momentum)", "running statistics"),
    "sum for mean of the loss": ("/ len(y)\n        sums", "\n        sums", "exact gradient in γ"),
    "first sample left out": (SQUARE, "square = np.mean(margins[1:] ** 2)", "permuted batch"),
    "absolute value": (OUTPUT, "return gamma * np.abs(margins.sum(axis=1)) / root", "exact output"),
}


def properties_of(layer, **options):
    given_options = {"patches": True, "epsilon": "0.00001", "running": layer.running} | options
    return layer_properties(layer.forward, layer.backward, **given_options)


@pytest.mark.slow
@pytest.mark.parametrize("bug", PLANTED)
def test_a_planted_bug_is_caught_by_the_property_that_names_it(bug):
    line, instead, name = PLANTED[bug]
    layer = correct.planted(line, instead)
    (one,) = (found for found in properties_of(layer) if found.name == name)
    fault = layer_report((one,), max_examples=30, derandomize=True).faults[name]
    assert fault.startswith(f"{name}: ")
    pasted = fault.split("@example(case=")[1][:-1]
    case = eval(pasted, {"LayerCase": LayerCase, "Dataset": Dataset})
    with pytest.raises(LayerError, match=name):
        one(case)
    assert case.dataset.n <= 3
    assert case.dataset.d <= 2


@pytest.mark.slow
def test_every_bug_would_be_seen_among_all_properties():
    """The same planted bugs, a sample of them, with nobody saying where to look."""
    for bug in ("missing projection", "stale cache"):
        line, instead, name = PLANTED[bug]
        report = layer_report(properties_of(correct.planted(line, instead)), max_examples=20, derandomize=True)
        assert name in report.failed
        assert f"FAILED  {name}" in str(report)


@pytest.mark.slow
@pytest.mark.parametrize("prop", properties_of(correct.PatchLayer()), ids=str)
@settings(deadline=None, max_examples=15, derandomize=True)
@given(case=layer_cases(P=(1, 3)))
@example(case=LayerCase(Dataset.from_rows([[1], [1]], [1, 1]), w=(1,), gamma=1))
@example(
    case=LayerCase(Dataset.from_rows([[3, 0, 1, 0], [0, 0, 0, 2]], [1, -1], patches=2), w=("1/3", -4), gamma="-20")
)
def test_a_correct_layer_with_patches_has_every_property(prop, case):
    prop(case)


@pytest.mark.slow
@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_a_correct_layer_has_every_property(dtype):
    layer = correct.linear_layer()
    report = layer_report(
        layer_properties(layer.forward, layer.backward, dtype=dtype), max_examples=15, derandomize=True
    )
    assert report.failed == ()


def test_an_epsilon_that_was_not_said_is_found_as_a_loss_of_scale_invariance():
    layer = correct.linear_layer(epsilon=1e-5)
    (one,) = (p for p in layer_properties(layer.forward, layer.backward) if p.name == "scale invariance")
    assert "the output for" in layer_report((one,), derandomize=True).faults["scale invariance"]


@pytest.mark.slow
@pytest.mark.parametrize("library", ["jax.numpy", "array_api_strict", "torch"])
def test_layers_of_other_array_libraries_are_tried(library):
    xp = pytest.importorskip(library, reason=f"{library} is no dependency")
    if library == "jax.numpy":
        import jax

        with pytest.raises(InvalidArgument, match="jax_enable_x64"):
            layer_properties(lambda w, g, x: x, lambda *_: None, xp=xp)[0](
                LayerCase(Dataset.from_rows([[1]], [1]), w=(1,), gamma=1)
            )
        jax.config.update("jax_enable_x64", True)
    try:
        layer = correct.linear_layer(xp)
        chosen = layer_properties(layer.forward, layer.backward, xp=xp)
        assert layer_report(chosen, max_examples=5, derandomize=True).failed == ()
        # every property of a layer that fails would be shrunk, which a compiling library takes long for
        wrong = layer_properties(layer.forward, lambda w, g, x, y: (layer.backward(w, g, x, y)[0] * 2, 0.0), xp=xp)
        (named,) = (found for found in wrong if found.name == "exact gradient in w")
        assert layer_report((named,), max_examples=5, derandomize=True).failed == ("exact gradient in w",)
    finally:
        if library == "jax.numpy":
            jax.config.update("jax_enable_x64", False)


ONE = LayerCase(Dataset.from_rows([[1]], [1]), w=(1,), gamma=1)


@pytest.mark.parametrize(
    ("forward", "words"),
    [
        (lambda w, g, x: np.ones(3), r"shape \(3,\) where \(1,\) is right"),
        (lambda w, g, x: np.array([np.nan]), "not finite"),
        (lambda w, g, x: "text", "no array of floats"),
    ],
)
def test_what_is_no_output_is_said_so(forward, words):
    (one, *_) = layer_properties(forward, lambda *_: 3)
    with pytest.raises(LayerError, match=words):
        one(ONE)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"epsilon": -1}, "epsilon=-1"),
        ({"epsilon": "x"}, "epsilon"),
        ({"dtype": "int"}, "dtype='int'"),
        ({"xp": 3}, "no array library"),
        ({"momentum_weighs": "both"}, "momentum_weighs"),
    ],
)
def test_arguments_that_mean_nothing_are_invalid(options, words):
    layer = correct.linear_layer()
    with pytest.raises(InvalidArgument, match=words):
        layer_properties(layer.forward, layer.backward, **options)
    with pytest.raises(InvalidArgument, match="functions"):
        layer_properties(None, layer.backward)
    with pytest.raises(InvalidArgument, match="patches=True"):
        layer_properties(layer.forward, layer.backward)[0](
            LayerCase(Dataset.from_rows([[1, 2]], [1], patches=2), w=(1,), gamma=1)
        )
