"""Whether the method *sums* proves an identity: what its tests ask of a statement rather than of a claim."""

from __future__ import annotations

from verify.exact.sums.decision import equal_sides
from verify.exact.sums.normal_form import Normaliser
from verify.statement.formulas import Statement


def identity_is_proved(statement: Statement) -> bool:
    """Tell whether all conclusions of a statement are equations that normal forms prove."""
    normaliser = Normaliser.given(statement.hypotheses)
    return bool(statement.conclusions) and all(
        relation.operator == "=" and equal_sides(relation, normaliser) is not None for relation in statement.conclusions
    )
