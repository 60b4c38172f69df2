"""The vocabulary: claim, form, evidence, status, effective status, ledger."""

from verify.claims.claim import Certificate, Claim, Form, Status, Use
from verify.claims.evidence import Evidence
from verify.claims.ledger import Ledger, Verdict

__all__ = ["Certificate", "Claim", "Evidence", "Form", "Ledger", "Status", "Use", "Verdict"]
