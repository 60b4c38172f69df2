"""Figure 2 in small: the measure of uniformity, training with BN and without, and refusals."""

import numpy as np
import pytest

from verify.errors import InputError
from verify.experiments.classifiers.figure_2 import figure_2, layer_uniformity


def test_uniformity_is_the_papers_double_sum_over_the_data_that_activate_a_neuron():
    neuron, labels = np.array([[1.0], [3.0], [0.0], [2.0], [5.0]]), np.array([-1.0, -1.0, -1.0, 1.0, 1.0])

    def printed(rows):
        margins = (labels[:, None] * neuron)[rows, 0]
        return np.mean((margins[:, None] - margins[None, :]) ** 2) / np.mean(margins**2)

    assert layer_uniformity(neuron, labels) == pytest.approx((printed([0, 1]), printed([3, 4]), printed([0, 1, 3, 4])))


def test_equal_margins_are_uniform_and_dead_neurons_do_not_count():
    activations = np.array([[2.0, 0.0], [2.0, 0.0], [0.0, 0.0]])
    first, second, both = layer_uniformity(activations, np.array([1.0, 1.0, -1.0]))
    assert np.isnan(first)
    assert (second, both) == (0, 0)


def test_both_networks_learn_and_a_seed_repeats_them():
    pytest.importorskip("torch", reason="the extra torch is not installed")
    pytest.importorskip("sklearn", reason="the extra torch is not installed")
    found, again = (figure_2(epochs=3, seeds=1) for _ in range(2))
    assert [course.bn for course in found.courses] == [True, False]
    assert found.courses == again.courses
    with_bn = found.courses[0]
    assert with_bn.error[-1] < 0.1
    assert len(with_bn.uniformity) == 3
    assert all(0 <= value <= 2 for row in with_bn.uniformity for value in row)
    assert len(found.tables()[0].rows) == 3
    assert "with BN" in found.sentence


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"digits": (3,)}, "digits 3: give two"), ({"digits": (3, 3)}, "two different digits"),
        ({"digits": (3, 10)}, "digits 3,10"), ({"epochs": 0}, "epochs 0"), ({"seeds": 0}, "seeds 0"),
    ],
)  # fmt: skip
def test_bad_options_are_refused_in_one_line(options, said):
    with pytest.raises(InputError, match=said):
        figure_2(**options)
