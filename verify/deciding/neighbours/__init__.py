"""What would make a refuted claim right: its nearest neighbours that are proved, or at least survive the search.

``changes`` lists what may have been meant; ``find`` looks at all of them in one batch, then searches and proves the few
that are left; ``beside`` adds them to a ledger.
In: a refuted claim. Out: neighbours of its statement, each with the evidence on it.
Trusted: nothing new; a neighbour is called proved only where a method proves it and the re-checker agrees.
"""

from verify.deciding.neighbours.beside import with_neighbours

__all__ = ["with_neighbours"]
