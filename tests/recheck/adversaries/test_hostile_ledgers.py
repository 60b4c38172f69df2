"""Ledgers that nobody vouches for: huge exponents, long chains of rows; each is rejected in one line, or checked."""

from __future__ import annotations

from typing import Any

import pytest

from verify.recheck import RecheckError, recheck
from verify.recheck.forms import remembered
from verify.recheck.forms.remembered import REMEMBERED
from verify.recheck.forms.sums import key, labels, level, shape, variables
from verify.recheck.proofs.intervals import FORMS

X, Y = ["sym", "x"], ["sym", "y"]
SIDES = (
    "1e999999999999", "-1e-999999999999", "[0 +/- 1e900]", "[0 +/- 1e999999999999]", "[+/- 1e-99999999999]", "1e9999",
    "[1e9999 +/- 1e9998]", "[ +/- ]", "[0 +/- nan]", "inf", "9" * 5000, "1/0", "[1/0 +/- 1]", "", "[", "1e", "٣",
)  # fmt: skip


def refuted(**sides: str) -> dict[str, Any]:
    instance = {"n": 1, "P": 1, "scalars": {"x": "0"}, "families": {}, "vectors": {}}
    evidence = {"kind": "counterexample", "conclusion": 0, "at": {}, "left": "0", "right": "0", **sides}
    return {
        "id": "square", "form": "beyond", "status": "REFUTED", "effective": "REFUTED", "depends_on": [],
        "statement": {"given": [], "then": [[">", ["pow", X, "2"], ["num", "0"]]]},
        "evidence": evidence | {"instance": instance},
    }  # fmt: skip


def proved(number: int, needs: list[int]) -> dict[str, Any]:
    part = {"kind": "identity"}
    return {
        "id": f"c{number}", "form": "beyond", "status": "PROVED", "effective": "PROVED",
        "depends_on": [{"id": f"c{need}", "form": "beyond"} for need in needs],
        "statement": {"given": [], "then": [["=", X, X]]}, "evidence": {"kind": "proof", "parts": [part]},
    }  # fmt: skip


def line(row: dict[str, Any]) -> str:
    try:
        (outcome,) = recheck({"schema": "bnverify-ledger-1", "claims": [row]}).outcomes
    except RecheckError as fault:
        return str(fault)
    assert outcome.result == "rejected"
    return outcome.detail


@pytest.mark.parametrize("name", ["left", "right"])
@pytest.mark.parametrize("side", SIDES, ids=lambda side: side[:20])
def test_a_side_that_is_no_number_or_shows_nothing_is_never_accepted(name: str, side: str) -> None:
    said = line(refuted(**{name: side}))
    assert said
    assert "\n" not in said
    assert len(said) < 200


@pytest.mark.parametrize("value", ["1e9999", "1e-9999", "1e999999999999"])
@pytest.mark.parametrize("function", ["exp", "sigmabar", "log"])
def test_an_instance_of_huge_numbers_is_no_counterexample(function: str, value: str) -> None:
    row = refuted()
    row["evidence"]["instance"]["scalars"]["x"] = value
    row["statement"]["then"] = [[">", ["fn", function, ["pow", X, "2"]], ["num", "-1e9999"]]]
    assert line(row)


@pytest.mark.slow
def test_two_thousand_rows_that_rest_on_later_ones_are_all_checked() -> None:
    rows = [proved(k, [k + 1] if k < 1999 else []) for k in range(2000)]
    assert recheck({"schema": "bnverify-ledger-1", "claims": rows}).count("rechecked") == 2000


def test_two_thousand_rows_in_a_circle_are_all_rejected() -> None:
    rows = [proved(k, [(k + 1) % 2000]) for k in range(2000)]
    report = recheck({"schema": "bnverify-ledger-1", "claims": rows})
    assert report.count("rejected") == 2000
    assert "rests on itself" in report.outcomes[0].detail


def summed(number: int, given: list[Any]) -> dict[str, Any]:
    row, name = proved(number, []), ["sym", f"x{number}"]
    row["statement"] = {"given": given, "then": [["=", ["add", name, X, ["num", str(number)]], ["add", name, Y]]]}
    return row


def test_of_a_row_that_is_checked_only_nodes_and_their_forms_are_kept() -> None:
    recheck({"schema": "bnverify-ledger-1", "claims": [proved(0, []), refuted()]})
    assert not any((FORMS.known, FORMS.products, FORMS.bound, FORMS.kept, REMEMBERED.seen, REMEMBERED.said))


@pytest.mark.parametrize(("bound", "limit"), [("MOST_KEPT", 200), ("MOST_NAMES", 50)])
def test_all_is_forgotten_once_much_is_kept(bound: str, limit: int, monkeypatch: pytest.MonkeyPatch) -> None:
    REMEMBERED.forget()
    monkeypatch.setattr(remembered, bound, limit)
    most = 0
    for k in range(200):
        recheck({"schema": "bnverify-ledger-1", "claims": [summed(k, [["=", Y, ["add", X, ["num", str(k)]]]])]})
        most = max(most, len(REMEMBERED.bits) if bound == "MOST_NAMES" else REMEMBERED.kept)
    assert limit / 2 < most <= limit
    REMEMBERED.forget()
    assert not any(cached.cache_info().currsize for cached in (key, labels, level, shape, variables))


def test_a_row_without_the_hypothesis_of_the_one_before_is_still_rejected() -> None:
    one = ["num", "1"]
    givens = [[["=", Y, ["add", X, one]]], [], [["=", Y, ["add", X, ["num", "2"]]]], [["=", Y, ["add", X, one]]]]
    rows = [summed(k, given) for k, given in enumerate(givens)]
    for row in rows:
        row["statement"]["then"] = [["=", ["pow", Y, "2"], ["mul", Y, ["add", X, one]]]]
    for order in (rows, rows[::-1]):
        report = recheck({"schema": "bnverify-ledger-1", "claims": order})
        assert {outcome.id for outcome in report.rejected} == {"c1", "c2"}
