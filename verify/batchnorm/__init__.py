"""The batch-normalised models: one formula each, from which SymPy derives the gradients.

In: what a model is made of, in the statement language (``models``, ``rivals``), or numbers (the folders).
Out: objectives and their derivatives as trees; runs, classifiers and samples as exact numbers.
Trusted: ``models``, in which the objective is written once; its closed forms are claims on the pages of ``proofs``.
"""

from verify.batchnorm.models import ConvBN, LinearBN

__all__ = ["ConvBN", "LinearBN"]
