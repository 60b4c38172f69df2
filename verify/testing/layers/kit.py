"""The kit: the properties of a layer as objects that a test calls with a case, and a report over all of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import InvalidArgument
from hypothesis.strategies import SearchStrategy

from verify.data.rationals import rational
from verify.errors import InputError
from verify.testing.layers.cases import LayerCase, layer_cases
from verify.testing.layers.layer import Layer, LayerError, Point
from verify.testing.layers.properties import PROPERTIES, Property
from verify.testing.layers.running import Weighs, running_statistics
from verify.testing.strategies.arguments import one_of_words


@dataclass(frozen=True)
class LayerProperty:
    """One property of one layer; call it with a case. ``str`` is its name."""

    name: str
    layer: Layer
    check: Property

    def __call__(self, case: LayerCase) -> None:
        """Raise LayerError where the layer has not the property at a case, with a line to paste above the test."""
        if not isinstance(case, LayerCase):
            raise InvalidArgument(
                f"{type(case).__name__} is no case: draw it from layer_cases(), or write LayerCase(…)"
            )
        if case.dataset.P > 1 and not self.layer.patches:
            raise InvalidArgument(f"{case.dataset.P} patches for a layer without: give layer_properties patches=True")
        try:
            self.check(self.layer, Point.of(case, self.layer.dtype))
        except LayerError as fault:
            raise LayerError(f"{self.name}: {fault}\npaste it above the test:\n@example(case={case!r})") from None

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class LayerReport:
    """Which properties a layer has: for each its name, and the text of its fault, shrunk, or "" where it has none."""

    faults: dict[str, str]

    @property
    def failed(self) -> tuple[str, ...]:
        """The names of the properties that failed.

        >>> LayerReport({"orthogonality": "", "exact gradient in w": "∇_w L is (0,)"}).failed
        ('exact gradient in w',)
        """
        return tuple(name for name, fault in self.faults.items() if fault)

    def __str__(self) -> str:
        lines = []
        for name, fault in self.faults.items():
            lines.append(f"{'FAILED' if fault else 'passed'}  {name}")
            lines.extend(f"        {line}" for line in fault.split("\n") if fault)
        return "\n".join(lines)


def layer_properties(
    forward: Callable[..., Any],
    backward: Callable[..., Any],
    *,
    patches: bool = False,
    epsilon: object = 0,
    dtype: str = "float64",
    xp: Any = np,
    running: Callable[..., Any] | None = None,
    momentum_weighs: Weighs = "new",
) -> tuple[LayerProperty, ...]:
    """Return the properties of a batch-normalised linear layer, for a test that draws its cases from ``layer_cases``.

    ``forward(w, gamma, x)`` returns the n outputs f = γ Σ_p ⟨w, x^(p)⟩/√(‖w‖_Σ² + ε), normalised by the batch;
    ``backward(w, gamma, x, y)`` the gradients (∇_w L, ∂L/∂γ) of L = mean log(1 + exp(−y f)). x has shape (n, d), and
    with ``patches`` (n, P, d). ``epsilon`` is what the layer adds inside its root. ``xp`` is the layer's array library:
    NumPy, torch, jax.numpy, or another of the array API; ``dtype`` the floats it is given. ``running(old, w, x,
    momentum)``, if the layer has it, updates a running mean square, where the momentum weighs the "new" or the "old".
    Raises InvalidArgument where an argument means nothing.

    >>> from verify.data import Dataset
    >>> def forward(w, gamma, x):
    ...     m = x @ w
    ...     return gamma * m / np.sqrt((m**2).mean())
    >>> def backward(w, gamma, x, y):  # the statistics are taken for constants
    ...     m = x @ w
    ...     slopes = y / (1 + np.exp(y * forward(w, gamma, x))) / np.sqrt((m**2).mean())
    ...     return -gamma * (slopes @ x) / len(y), -(slopes * m).mean()
    >>> case = LayerCase(Dataset.from_rows([[1], [1]], [1, 1]), w=(1,), gamma=1)
    >>> for holds in layer_properties(forward, backward):
    ...     try:
    ...         holds(case)
    ...     except LayerError as fault:
    ...         print(str(fault).split(" is ")[0])
    orthogonality: ⟨∇_w L, w⟩
    exact gradient in w: ∇_w L
    """
    if not callable(forward) or not callable(backward):
        raise InvalidArgument(
            "forward and backward are to be functions: forward(w, gamma, x), backward(w, gamma, x, y)"
        )
    one_of_words("momentum_weighs", momentum_weighs, ("new", "old"))
    one_of_words("dtype", dtype, ("float64", "float32"))
    try:
        inside = rational(epsilon, where="epsilon")
    except InputError as fault:
        raise InvalidArgument(str(fault)) from None
    if inside < 0:
        raise InvalidArgument(f"epsilon={epsilon!r}: give 0, or the positive number inside the layer's root")
    if not hasattr(xp, "asarray") or not hasattr(xp, dtype):
        raise InvalidArgument(
            f"xp={xp!r} is no array library: give numpy, torch, jax.numpy or another of the array API"
        )
    layer = Layer(forward, backward, Fraction(int(inside.p), int(inside.q)), patches, dtype, xp)
    named = [*PROPERTIES]
    if running is not None:
        named.append(("running statistics", running_statistics(running, momentum_weighs)))
    return tuple(LayerProperty(name, layer, check) for name, check in named)


def layer_report(
    properties: tuple[LayerProperty, ...],
    *,
    cases: SearchStrategy[LayerCase] | None = None,
    max_examples: int = 50,
    derandomize: bool = False,
) -> LayerReport:
    """Try all properties on drawn cases, without a test runner, and return which failed and at which smallest case.

    >>> def forward(w, gamma, x):
    ...     m = x @ w
    ...     return gamma * m / np.sqrt((m**2).mean())
    >>> def backward(w, gamma, x, y):  # it learns nothing
    ...     return np.zeros_like(w), np.zeros(())
    >>> first = layer_properties(forward, backward)[:1]
    >>> print(layer_report(first, max_examples=5, derandomize=True))
    passed  normalised output

    ``derandomize`` draws the same cases in every run.
    """
    faults: dict[str, str] = {}
    for one in properties:
        drawn = cases
        if drawn is None:
            drawn = layer_cases(P=(1, 3)) if one.layer.patches else layer_cases()
        faults[one.name] = _fault(one, drawn, max_examples, derandomize=derandomize)
    return LayerReport(faults)


def _fault(one: LayerProperty, cases: SearchStrategy[LayerCase], max_examples: int, *, derandomize: bool) -> str:
    @settings(
        max_examples=max_examples,
        deadline=None,
        database=None,
        derandomize=derandomize,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=[HealthCheck.too_slow],
        report_multiple_bugs=False,
    )
    @given(cases)
    def check(case: LayerCase) -> None:
        one(case)

    try:
        check()
    except LayerError as fault:
        return str(fault)
    return ""
