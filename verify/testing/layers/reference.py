"""What a layer is held against: the values of the model's own formulas, enclosed in balls.

The inputs are the floats that the layer was given, taken as the exact numbers they are; outputs and gradients are the
statement language's formulas of ``LinearBN`` and ``ConvBN`` on them. A layer that adds ε inside its root computes the
same formulas with ‖w‖_Σ² + ε for ‖w‖_Σ².
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np
from flint import ctx
from numpy.typing import NDArray

from verify.batchnorm.models import ConvBN
from verify.statement.instance import Instance
from verify.statement.readings.arithmetic import Balls
from verify.statement.readings.values import Evaluation
from verify.statement.tree import Number, Scalar, VectorExpr
from verify.statement.writing.variables import samples

PRECISION = 400


@dataclass(frozen=True)
class _WithEpsilon(ConvBN):
    """The CNN with ‖w‖_Σ² + ε; with one patch it is the linear model."""

    epsilon: Fraction = Fraction(0)

    def squared_norm(self, w: VectorExpr | None = None) -> Scalar:
        plain = super().squared_norm(w)
        return plain if self.epsilon == 0 else plain + Number(self.epsilon)


@dataclass(frozen=True)
class Reference:
    """Exact values for weights w (d), γ, samples x (n, P, d) and labels y (n), all of them floats."""

    w: NDArray[Any]
    gamma: float
    x: NDArray[Any]
    y: NDArray[Any]
    epsilon: Fraction = Fraction(0)

    @cached_property
    def outputs(self) -> NDArray[np.float64]:
        """The outputs f(w, γ, x_i), of shape (n,): y_i times F_i.

        >>> Reference(np.array([2.0]), 3.0, np.ones((2, 1, 1)), np.array([1, -1])).outputs.tolist()
        [3.0, 3.0]
        """
        (i,) = samples("i")
        output = self._model.output(i)
        with ctx.workprec(PRECISION):
            signed = [_float(self._values.scalar(output, {i: k})) for k in range(len(self.y))]
        found: NDArray[np.float64] = np.array(signed) * self.y
        return found

    @cached_property
    def gradient(self) -> tuple[NDArray[np.float64], float]:
        """The gradients ∇_w L of shape (d,) and ∂L/∂γ.

        >>> Reference(np.array([2.0, 0.0]), 1.0, np.eye(2)[:, None], np.array([1, 1])).gradient[1] < 0
        True
        """
        with ctx.workprec(PRECISION):
            along_w = [_float(entry) for entry in self._values.vector(self._model.gradient_w(), {})]
            return np.array(along_w), _float(self._values.scalar(self._model.gradient_gamma(), {}))

    @cached_property
    def square(self) -> float:
        """‖w‖_Σ², without ε."""
        with ctx.workprec(PRECISION):
            return _float(self._values.scalar(ConvBN().squared_norm(), {}))

    @property
    def _model(self) -> _WithEpsilon:
        return _WithEpsilon(epsilon=self.epsilon)

    @cached_property
    def _values(self) -> Evaluation:
        n, patches, _ = self.x.shape
        z: dict[tuple[int, ...], tuple[Fraction, ...]] = {
            (i, p): tuple(int(self.y[i]) * Fraction(float(entry)) for entry in self.x[i, p])
            for i in range(n)
            for p in range(patches)
        }
        w: dict[tuple[int, ...], tuple[Fraction, ...]] = {(): tuple(Fraction(float(entry)) for entry in self.w)}
        scalars = {"γ": Fraction(float(self.gamma))}
        return Evaluation(Instance(n, patches, scalars, {}, {"w": w, "z": z}), Balls())


def _float(ball: Any) -> float:
    return float(ball.mid())
