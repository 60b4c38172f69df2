"""The paper's Examples 3.1 and 3.2: samples drawn from a seed, their two classifiers, test errors in closed form.

In: parameters and a seed. Out: patches in reduced coordinates (the feature directions, then as many noise coordinates
as the samples span), in which nothing depends on d but the law they are drawn from; weights in the same coordinates.
Trusted: ``tails``, whose test errors are balls; what is drawn is data and shows nothing by itself.
"""

from verify.batchnorm.examples.classifiers import maximum_margin_weights, uniform_weights
from verify.batchnorm.examples.draws import Draws
from verify.batchnorm.examples.example_3_1 import Example31
from verify.batchnorm.examples.example_3_2 import Example32
from verify.batchnorm.examples.tails import upper_tail

__all__ = ["Draws", "Example31", "Example32", "maximum_margin_weights", "uniform_weights", "upper_tail"]
