"""Writing claims: a paper's claims carry its name, expect a proof, and clash with no other paper's."""

import pytest

from verify.author import Paper, claim, equal, lemma, symbols, wording
from verify.claims.ledger import check_unique
from verify.deciding.many_claims import check, named, select
from verify.errors import InputError
from verify.recheck.ledger import recheck

(x,) = symbols("x")
FIRST, SECOND = Paper("first"), Paper("second")


def test_a_claim_of_a_paper_expects_a_proof_unless_it_says_otherwise() -> None:
    """A user's own claim expects nothing; a paper's PROVED, or what is said."""
    assert claim("a", x <= x).expected is None
    assert str(FIRST.claim("a", x <= x).expected) == "PROVED"
    assert str(FIRST.claim("a", x <= 0, expected="REFUTED").expected) == "REFUTED"
    assert FIRST.claim("a", x <= 0, expected=None).expected is None


def test_two_papers_have_a_lemma_of_the_same_number() -> None:
    """Neither clashes with the other nor with a user's own; each is found under its full id."""
    claims = (FIRST.claim("lemma-4.2", x <= x), SECOND.claim("lemma-4.2", x**2 >= 0))
    check_unique((*claims, claim("lemma-4.2", x >= x)))
    assert [found.paper for found in named(claims, "second:lemma-4.2")] == ["second"]
    with pytest.raises(InputError, match=r"write first:lemma-4\.2 or second:lemma-4\.2"):
        named(claims, "lemma-4.2")


def test_a_users_own_claim_is_found_by_its_bare_id_beside_a_papers() -> None:
    """The bare id is the full id of a claim of no paper."""
    claims = (FIRST.claim("a", x <= x), claim("a", x >= x))
    assert [found.paper for found in named(claims, "a")] == [""]


def test_the_bare_id_works_while_it_is_unique() -> None:
    """So do selections."""
    base = FIRST.claim("base", x**2 >= 0)
    top = FIRST.claim("top", equal(x, x), steps=(base,))
    assert select((base, top, SECOND.claim("other", x <= x)), ["top"]) == (base, top)


def test_a_lemma_of_another_paper_is_used_under_its_own_name() -> None:
    """The re-checker finds the lemma of the paper that is meant, not the other's of the same number."""
    square = FIRST.claim("lemma-1", x**2 >= 0)
    other = SECOND.claim("lemma-1", x**2 >= x, expected="REFUTED")
    from verify.author import because

    used = SECOND.claim(
        "lemma-2", x**2 + 1 >= 1, certificates=(because(x**2, uses=(lemma(square),)),), rests_on=(square,)
    )
    ledger = check((square, other, used), cache=False)
    assert [str(verdict.status) for verdict in ledger.verdicts] == ["PROVED", "REFUTED", "PROVED"]
    data = ledger.to_json()
    assert data["claims"][2]["depends_on"] == [{"id": "lemma-1", "form": "printed", "paper": "first"}]
    assert data["claims"][2]["effective"] == "PROVED"
    assert recheck(data).accepted
    data["claims"][2]["evidence"]["parts"][0]["uses"][0]["paper"] = "second"
    assert not recheck(data).accepted


def test_a_mended_pair_shares_what_is_said_once() -> None:
    """The fault is the print's alone; expectations follow the editions."""
    printed, repaired = FIRST.mended(
        "1",
        printed=wording(x**2 >= x, remark="false at 1/2"),
        repaired=wording(x**2 >= x, given=(x >= 1,)),
        source="p. 1",
        fault="slip",
    )
    assert (printed.edition, str(printed.expected), printed.fault, printed.source) == (
        "printed", "REFUTED", "slip", "p. 1",
    )  # fmt: skip
    assert (repaired.edition, str(repaired.expected), repaired.fault, repaired.remark) == ("repaired", "PROVED", "", "")
    assert repaired.statement.hypotheses == (x >= 1,)
    assert printed.key != repaired.key


@pytest.mark.parametrize("name", ["", "a:b", "a b", "a/b"])
def test_a_paper_has_a_plain_name(name: str) -> None:
    """What could not stand before a colon is refused in one line."""
    with pytest.raises(InputError, match="letters, digits and dashes"):
        Paper(name)


def test_an_id_has_no_colon() -> None:
    """A colon parts a paper from an id."""
    with pytest.raises(InputError, match="has a colon"):
        claim("cao2023:lemma-4.2", x <= x)


@pytest.mark.parametrize("letter", ["n", "P"])
def test_a_symbol_is_not_called_as_a_size_is(letter: str) -> None:
    """Symbol("P") would look like the number of patches and be free."""
    with pytest.raises(InputError, match=f"symbol {letter} would look like"):
        symbols(f"x {letter}")
