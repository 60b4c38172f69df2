"""The vocabulary: claim, edition, evidence, status, effective status, ledger."""

from verify.claims.claim import Certificate, Claim, Edition, Status, Use
from verify.claims.evidence import Evidence
from verify.claims.ledger import Ledger, Verdict

__all__ = ["Certificate", "Claim", "Edition", "Evidence", "Ledger", "Status", "Use", "Verdict"]
