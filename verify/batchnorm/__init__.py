"""The batch-normalised models: one formula each, from which SymPy derives the gradients."""

from verify.batchnorm.models import ConvBN, LinearBN

__all__ = ["ConvBN", "LinearBN"]
