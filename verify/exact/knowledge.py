"""What one decision knows: the claims that may be lemmas, and the normal forms that it has made, each once.

It is made where a decision begins, goes to the methods in the place of their ``lookup``, and ends with the decision:
between claims only normal forms are kept. Sound, because a normaliser is found only under the very hypotheses it was
made for, and a normal form only under the very expression and all rules and signs that may be used in it.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from verify.claims.claim import Claim, Edition
from verify.exact.protocol import Lookup
from verify.exact.sums.normal_form import Normaliser
from verify.exact.sums.normalisers import Normalisers
from verify.statement.formulas import Hypothesis

T = TypeVar("T")


@dataclass(frozen=True)
class Knowledge:
    """A way to find lemmas, which is called as such, a normaliser for each list of hypotheses, and what methods keep.

    >>> from verify.statement.writing.variables import symbols
    >>> x, = symbols("x")
    >>> knowledge = Knowledge.of(lambda name, edition: None)
    >>> knowledge.normaliser([x >= 0]) is knowledge.normaliser((x >= 0,)) is not knowledge.normaliser([x > 0])
    True
    >>> Knowledge.of(knowledge) is knowledge, knowledge("lemma-1", "printed")
    (True, None)
    """

    find: Lookup
    normalisers: Normalisers = field(default_factory=Normalisers, repr=False)
    _others: dict[Hashable, Any] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, lookup: Lookup) -> Knowledge:
        """Return the knowledge that a lookup is, or the beginning of one."""
        return lookup if isinstance(lookup, cls) else cls(lookup)

    def __call__(self, name: str, edition: Edition) -> Claim | None:
        """Return the claim of that id and edition, or None."""
        return self.find(name, edition)

    def finding(self, find: Lookup) -> Knowledge:
        """Return the same knowledge with another way to find lemmas."""
        return Knowledge(find, self.normalisers)

    def normaliser(self, hypotheses: Iterable[Hypothesis]) -> Normaliser:
        """Return the normaliser under some hypotheses, with all the forms that it has made before."""
        return self.normalisers.under(hypotheses)

    def once(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return what was made for a key in this decision; a method's own keys begin with its name."""
        if key not in self._others:
            self._others[key] = make()
        found: T = self._others[key]
        return found
