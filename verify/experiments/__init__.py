"""The paper's experiments and the questions it leaves open, one a file: each gives computed and predicted values.

In: options. Out: a frozen result, that shows itself as tables, one sentence and a plot (``experiment`` says how).
``catalogue`` has them all in their order: ``rates`` at which D falls, the ``classifiers`` that training ends at, and
``starts`` and steps from which it does. An experiment is a measurement: nothing here is a proof.
Trusted: nothing; the certified numbers among the results say so.
"""
