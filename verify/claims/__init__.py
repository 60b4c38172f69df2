"""The vocabulary: claim, edition, evidence, status, effective status, ledger.

In: statements, and what a page says for them (``build``, ``chain``, ``derivations``). Out: claims, evidence, a ledger.
Trusted: ``evidence``, which says what status a kind of evidence has, and ``ledger``, which finds effective statuses.
"""

from verify.claims.claim import Certificate, Claim, Edition, Status, Use
from verify.claims.evidence import Evidence
from verify.claims.ledger import Ledger, Verdict

__all__ = ["Certificate", "Claim", "Edition", "Evidence", "Ledger", "Status", "Use", "Verdict"]
