"""The search by cases and changes of variables ends after an amount of work, however long a goal is."""

from __future__ import annotations

from verify.exact.functions.checker import substituted
from verify.exact.functions.prove import prove_inequality
from verify.exact.functions.search import cases
from verify.statement.writing.relations import claim_that
from verify.statement.writing.variables import symbols


def test_a_long_goal_is_given_up_after_few_changes_of_its_variables(monkeypatch):
    variables = symbols("x y z a b")
    x, y, z, a, b = variables
    changes = []

    def counted(*given):
        changes.append(given)
        return substituted(*given)

    monkeypatch.setattr(cases, "substituted", counted)
    given = tuple(variable >= 0 for variable in variables)
    bound = claim_that((x + y + z + a + b) ** 6 >= 7000 * x * y * z * a * b, given=given)
    assert prove_inequality(bound, 0, budget=25) is None
    assert 0 < len(changes) <= 40
