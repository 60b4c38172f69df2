"""All experiments, in the order in which they are listed."""

from __future__ import annotations

from verify.errors import InputError
from verify.experiments.classifiers import bn_vs_no_bn, figure_1, figure_2, rivals
from verify.experiments.experiment import Experiment
from verify.experiments.rates import cnn_rate, linear_rate, linear_rates
from verify.experiments.starts import basin, stages, thresholds

EXPERIMENTS: tuple[Experiment, ...] = (
    linear_rate.EXPERIMENT,
    linear_rates.EXPERIMENT,
    cnn_rate.EXPERIMENT,
    bn_vs_no_bn.EXPERIMENT,
    figure_1.EXPERIMENT,
    figure_2.EXPERIMENT,
    rivals.EXPERIMENT,
    basin.EXPERIMENT,
    stages.EXPERIMENT,
    thresholds.EXPERIMENT,
)


def find(name: str) -> Experiment:
    """Return the experiment of a name; raise InputError where there is none.

    >>> find("linear-rate").name
    'linear-rate'
    """
    for experiment in EXPERIMENTS:
        if experiment.name == name:
            return experiment
    known = ", ".join(experiment.name for experiment in EXPERIMENTS)
    raise InputError(f"no experiment is called {name!r}: use one of {known}")
