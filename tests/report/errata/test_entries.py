"""The errata page."""

from __future__ import annotations

from verify.author import claim, equal, symbols
from verify.deciding.many_claims import check
from verify.report.errata.entries import errata, errata_json, errata_markdown

x, y = symbols("x y")


def test_only_printed_claims_with_a_counterexample_are_errata() -> None:
    claims = [
        claim("a", x**2 >= x),
        claim("b", x**2 >= x, edition="beyond"),
        claim("c", equal(x, x)),
    ]
    ledger = check(claims, cache=False)
    assert [erratum.claim.id for erratum in errata(ledger)] == ["a"]


def test_what_rests_on_an_erratum_is_listed_through_others_with_both_statuses() -> None:
    wrong = claim("a", x**2 >= x)
    middle = claim("b", equal(x, x), rests_on=[wrong])
    ledger = check([wrong, middle, claim("c", equal(y, y), steps=[middle])], cache=False)
    (erratum,) = errata(ledger)
    assert [d.claim.id for d in erratum.downstream] == ["b", "c"]
    assert "c (printed, PROVED, effectively REFUTED)" in errata_markdown((erratum,))


def test_a_table_cell_cannot_be_broken_by_its_text() -> None:
    ledger = check([claim("a", x >= 1, remark="|x| must\nbe `≥` 1", source="(A|1)")], cache=False)
    page = errata_markdown(errata(ledger))
    assert r"| (A\|1) | \|x\| must\nbe '≥' 1 | – | none given |" in page


def test_the_json_names_the_effective_status_of_the_repair() -> None:
    open_claim = claim("o", x**3 >= x**3 - 1 + y)
    repaired = claim("a", equal(x, x), edition="repaired", rests_on=[open_claim])
    ledger = check([claim("a", x**2 >= x), repaired, open_claim], cache=False)
    row, _ = errata_json(errata(ledger), ledger)["errata"]
    assert (row["repaired"]["status"], row["repaired"]["effective"]) == ("PROVED", "REFUTED")
