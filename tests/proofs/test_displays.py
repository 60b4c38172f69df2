"""The table of displays names claims that are there, and none of the paper's numbered equations is left out."""

import re
from pathlib import Path

from verify.deciding.pages.collect import collect

PAGE = (Path(__file__).parents[2] / "proofs" / "cao2023" / "displays.md").read_text(encoding="utf-8")
NAMED = set(re.findall(r"`([^`]+)`", PAGE)) - {"bnverify show ID"}
NUMBERED = {
    *(f"C.{number}" for number in range(1, 45)),
    *(f"D.{number}" for number in range(1, 23)),
    *(f"E.{number}" for number in range(1, 5)),
}


def test_every_claim_the_table_names_is_there() -> None:
    """Each id of the table is that of a claim."""
    assert sorted(NAMED - {claim.id for claim in collect(["proofs"])}) == []


def numbers_in(text: str) -> set[str]:
    """Return the equation numbers a text speaks of, ranges such as “(C.39) to (C.41)” written out."""
    found = set(re.findall(r"\(([CDE]\.\d+)\)", text))
    for part, first, last in re.findall(r"\(([CDE])\.(\d+)\) to \([CDE]\.(\d+)\)", text):
        found |= {f"{part}.{number}" for number in range(int(first), int(last) + 1)}
    return found


def test_every_numbered_equation_has_a_row() -> None:
    """(C.1)–(C.44), (D.1)–(D.22) and (E.1)–(E.4) are all in the table."""
    assert sorted(NUMBERED - numbers_in(PAGE)) == []
