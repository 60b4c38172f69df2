"""Hypothesis strategies for property tests: datasets, starts, step sizes, trajectories, instances of a statement.

They need the extra ``fuzz``. Failing cases shrink to few samples of few features, and small whole numbers.
In: ranges of sizes, what assumption is to hold. Out: strategies for exact instances.
Trusted: nothing; what is drawn is checked exactly to be what was asked for.
"""

from verify.testing.strategies.arguments import Range
from verify.testing.strategies.datasets import Assumption, Structure, arrays, datasets
from verify.testing.strategies.instances import instances
from verify.testing.strategies.starts import Regime, gammas, starts, weights
from verify.testing.strategies.steps import step_sizes, trajectories

__all__ = [
    "Assumption",
    "Range",
    "Regime",
    "Structure",
    "arrays",
    "datasets",
    "gammas",
    "instances",
    "starts",
    "step_sizes",
    "trajectories",
    "weights",
]
