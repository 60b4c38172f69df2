"""What a run comes to in a few lines."""

from __future__ import annotations

from verify.author import Paper, symbols, wording
from verify.claims.claim import Status
from verify.deciding.many_claims import check
from verify.report.summary import repaired

(x,) = symbols("x")


def test_the_repair_of_a_papers_claim_is_found():
    paper = Paper("mine")
    printed, mended = paper.mended("1", printed=wording(x**2 >= x), repaired=wording(x**2 >= x, given=(x >= 1,)))
    ledger = check([printed, mended], cache=False)
    assert repaired(ledger, printed) is ledger.by_key[mended.key]
    assert repaired(ledger, printed).status is Status.PROVED
