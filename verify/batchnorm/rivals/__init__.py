"""The rivals of the paper's models: other normalisers and none, as objectives and in a float engine.

In: floats (``features``) and a model (``models``). Out: records of a descent (``descent``). Their gradients are proved
in ``proofs/rivals``; the descents themselves prove nothing.
Trusted: nothing.
"""

from verify.batchnorm.rivals.descent import Iterate, Record, Trainer
from verify.batchnorm.rivals.features import HiddenUnits, Patches
from verify.batchnorm.rivals.models import BatchNorm, FeatureNorm, HiddenBatchNorm, Unnormalised, WeightNorm

__all__ = [
    "BatchNorm", "FeatureNorm", "HiddenBatchNorm", "HiddenUnits", "Iterate", "Patches", "Record", "Trainer",
    "Unnormalised", "WeightNorm",
]  # fmt: skip
