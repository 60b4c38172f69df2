"""Normalisers under lists of hypotheses that grow: each is made from the one under a hypothesis less."""

from __future__ import annotations

from collections.abc import Iterable

from verify.exact.sums.normal_form import Normaliser
from verify.statement.formulas import Hypothesis


class Normalisers:
    """The normalisers of one decision, with all the forms that they have made before.

    What a hypothesis adds to a normaliser is found once. Hypotheses that say nothing of use add nothing, so that lists
    that differ by such ones share their normaliser.

    >>> from verify.statement.writing.variables import symbols
    >>> x, y = symbols("x y")
    >>> known = Normalisers()
    >>> known.under([x >= 0]) is known.under((x + y <= 1, x >= 0)) is not known.under([x > 0])
    True
    """

    def __init__(self) -> None:
        self._first = Normaliser()
        # by the identity of the normaliser before, which is kept here
        self._after: dict[tuple[int, Hypothesis], Normaliser] = {}

    def under(self, hypotheses: Iterable[Hypothesis]) -> Normaliser:
        """Return the normaliser under some hypotheses, used in their order."""
        made = self._first
        for hypothesis in hypotheses:
            key = id(made), hypothesis
            if key not in self._after:
                self._after[key] = made.under(hypothesis)
            made = self._after[key]
        return made
