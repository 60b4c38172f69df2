"""A printed claim of numbers alone is named, unless its display is one of numbers."""

from pathlib import Path

from verify.author import Paper, claim, family, inner, samples, symbols, vector
from verify.deciding.pages.collect import collect, folders
from verify.report.bare_claims import DISPLAY_OF_NUMBERS, bare, linked

PAPER = Paper("mine")
(x,) = symbols("x")
(i,) = samples("i")
w = vector("w")


def test_a_claim_of_numbers_alone_is_named() -> None:
    """Vectors and families count, also in a hypothesis; symbols do not."""
    plain = PAPER.claim("plain", x**2 >= 0)
    assert bare([plain]) == (plain,)
    assert bare([PAPER.claim("vector", inner(w, w) >= 0), PAPER.claim("family", family("a", i) ** 2 >= 0)]) == ()
    assert bare([PAPER.claim("given", x <= 0, given=(x <= inner(w, w),))]) == ()


def test_what_is_ours_and_what_says_so_is_not_named() -> None:
    """Helpers, a user's own claims and displays of numbers promise nothing of data."""
    assert bare([PAPER.claim("ours", x**2 >= 0, edition="beyond"), claim("mine", x**2 >= 0)]) == ()
    assert bare([PAPER.claim("numbers", x**2 >= 0, kind=DISPLAY_OF_NUMBERS)]) == ()


def test_the_table_of_displays_is_found_beside_the_pages() -> None:
    """The ids that displays.md names are read from the target's package."""
    named = linked(folders(["proofs"]))
    assert {"lemma-4.1", "C.33"} <= named
    assert linked([Path(__file__).parent]) == frozenset()


def test_no_printed_claim_of_the_pages_stands_in_for_its_display() -> None:
    """The list that the command shows is empty."""
    assert [found.full_id for found in bare(collect(["proofs"]))] == []
