"""What training is said to converge to: the uniform margin (BN) and the maximum margin (no normalisation).

In: an exact dataset. Out: exact weights with a certificate that anyone can verify. The uniform margin is
``verify.data.check_assumption``'s; ``greatest_margins`` in ``proofs/rivals`` proves that it is BN's greatest normalised
margin.
Trusted: each certificate's own ``verify``, which needs nothing of how it was found.
"""

from verify.batchnorm.classifiers.maximum_margin import (
    MaximumMargin,
    NotSeparable,
    maximum_margin,
    maximum_margin_of_gram,
)
from verify.batchnorm.classifiers.proposal import proposed_support

__all__ = ["MaximumMargin", "NotSeparable", "maximum_margin", "maximum_margin_of_gram", "proposed_support"]
