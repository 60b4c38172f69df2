"""A kit for one's own batch-normalised layer: hand over two functions, get the property tests.

In: a forward function and, if there is one, its gradient. Out: property tests, which shrink what fails.
Trusted: ``reference``, the values in ball arithmetic that a layer is held against.
"""

from verify.testing.layers.cases import LayerCase, layer_cases
from verify.testing.layers.kit import LayerProperty, LayerReport, layer_properties, layer_report
from verify.testing.layers.layer import LayerError

__all__ = [
    "LayerCase",
    "LayerError",
    "LayerProperty",
    "LayerReport",
    "layer_cases",
    "layer_properties",
    "layer_report",
]
