"""The batch-normalised models: one formula each, from which SymPy derives the gradients."""

from verify.models.batchnorm import ConvBN, LinearBN

__all__ = ["ConvBN", "LinearBN"]
