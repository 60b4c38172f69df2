"""The floats of a trajectory are those of the model's own formulas; with ε they are derivatives of the loss with ε."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from verify.data import Dataset
from verify.errors import InputError
from verify.testing import layer_cases
from verify.testing.layers.layer import Point
from verify.testing.layers.reference import Reference
from verify.testing.trajectories import Trajectory, discrepancy, gradient, loss, outputs

EPSILONS = (0.0, 1e-3)


@pytest.mark.slow
@settings(deadline=None, max_examples=25, derandomize=True)
@given(layer_cases(P=(1, 3)), st.sampled_from(EPSILONS))
def test_outputs_and_gradients_are_those_of_the_models_formulas(case, epsilon):
    point = Point.of(case, "float64")
    exact = Reference(point.w, point.gamma, point.x, point.y, Fraction(epsilon))
    signed = outputs(point.w, point.gamma, point.z, epsilon=epsilon)
    assert np.allclose(signed * point.y, exact.outputs, rtol=1e-8, atol=1e-12)
    along_w, along_gamma = gradient(point.w, point.gamma, point.z, epsilon=epsilon)
    size = np.abs(exact.gradient[0]).max() + np.abs(point.x).max() / np.sqrt(exact.square + epsilon)
    assert np.allclose(along_w, exact.gradient[0], rtol=0, atol=1e-6 * size)
    assert np.isclose(along_gamma, exact.gradient[1], rtol=1e-8)


@pytest.mark.parametrize("epsilon", EPSILONS)
def test_the_gradient_is_the_derivative_of_the_loss(epsilon):
    rng = np.random.default_rng(1)
    z, w, gamma, h = rng.normal(size=(4, 2, 3)), rng.normal(size=3), 0.7, 1e-6
    along_w, along_gamma = gradient(w, gamma, z, epsilon=epsilon)

    def difference(move_w, move_gamma):
        ends = (loss(w + s * h * move_w, gamma + s * h * move_gamma, z, epsilon=epsilon) for s in (1, -1))
        return np.subtract(*ends) / (2 * h)

    assert np.allclose([difference(unit, 0) for unit in np.eye(3)], along_w, atol=1e-8)
    assert np.isclose(difference(np.zeros(3), 1), along_gamma, atol=1e-8)


def test_a_trajectory_steps_down_and_evens_the_margins_out():
    data = Dataset.from_rows([[1, 0], [1, 2], [1, -1]], [1, -1, 1])
    found = Trajectory(data, w=(1, "1/2"), gamma=1, eta="1/10", steps=300)
    assert found.losses[-1] < found.losses[0]
    assert found.discrepancies[-1] < found.discrepancies[0] / 5
    assert found.discrepancies[0] == discrepancy(found.weights[0], data.to_numpy(signed=True)[0][:, None])


def test_weights_of_another_length_are_refused():
    with pytest.raises(InputError, match="w has 1 entries for 2 features"):
        Trajectory(Dataset.from_rows([[1, 0]], [1]), w=(1,), gamma=1, eta=1, steps=1)
