"""What test suites use: Hypothesis strategies, a kit for one's own layer, claims as pytest items, mutants.

``strategies`` and ``layers`` are for one's own suite, ``mutation`` and ``implied`` for that of the checker.
The names of the kit can be taken from here; Hypothesis is imported when one is.
In: claims, functions of one's own layer, ranges for draws. Out: strategies, tests, reports on mutants.
Trusted: ``implied``, where it says that a mutant is true: its reasons are those of the exact methods.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from verify.testing.layers import LayerCase, LayerError, layer_cases, layer_properties, layer_report

__all__ = ["LayerCase", "LayerError", "layer_cases", "layer_properties", "layer_report"]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from verify.testing import layers

    return getattr(layers, name)
