"""What is shown of a claim and of a derivation: the same in HTML, in Markdown and as text, and escaped."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest

from verify.author import Chain, because, chain, claim, equal, family, lemma, mean, named, samples, symbols, verdict
from verify.claims.evidence import Evidence
from verify.claims.ledger import Ledger, Verdict
from verify.errors import InputError
from verify.report.shown import Shown

(i,) = samples("i")
(x,) = symbols("x")
u = family("u", i)


class Tags(HTMLParser):
    """The tags of a page, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.fixture(scope="module")
def wrong() -> Chain:
    return chain(mean(i, u**2), "=", mean(i, u * u), ">=", mean(i, u), ">=", mean(i, u) - 1, name="mine")


def test_text_names_the_first_wrong_step_and_shows_both_sides(wrong: Chain) -> None:
    text = str(wrong)
    assert "REFUTED  mine-2" in text
    assert "← the first wrong step, 2 of 3" in text
    assert "u_1 = 1/2" in text
    assert "left side  1/4" in text
    assert "right side 1/2" in text
    assert text.count("first wrong") == 1


def test_html_and_markdown_say_what_the_text_says(wrong: Chain) -> None:
    page, markdown = Tags(wrong._repr_html_()), wrong._repr_markdown_()
    for said in ("PROVED", "REFUTED", "mine-2", "u_1 = 1/2", "the first wrong step, 2 of 3", "1/4"):
        assert said in page.text
        assert said in markdown
    assert page.tags.count("details") == 4
    assert set(page.tags) <= {"div", "p", "table", "tr", "td", "strong", "br", "details", "summary", "pre", "em"}


def test_a_proved_derivation_has_its_evidence_folded_away() -> None:
    made = verdict(chain(x**2, ">=", 2 * x - 1, ">", 2 * x - 2, name="square"), cache=False)
    assert made.status.value == "PROVED"
    assert made.first_wrong is None
    assert "<details><summary>" in made._repr_html_()
    assert " open" not in made._repr_html_()


def test_names_and_reasons_of_a_user_are_escaped() -> None:
    evil = named("<script>alert(1)</script>", x)
    (latex,) = symbols(r"\href{javascript:alert(1)}{x}")
    made = chain(evil, "=", evil + latex - latex, name="<img src=x>", reasons=["<b>see above</b>\x1b[31m"])
    page = made._repr_html_()
    assert not {"script", "img", "b"} & set(Tags(page).tags)
    assert "$\\href" not in page
    assert "\x1b" not in page + str(made) + made._repr_markdown_()
    assert "<script" not in made._repr_markdown_().replace("`", "")


def test_a_true_whole_with_a_wrong_way_is_said_to_hold() -> None:
    made = verdict(chain(x, "=", x + 1, "=", x, name="back"), cache=False)
    assert str(made).endswith("back itself holds; only this way to it has to be mended.")
    assert made.status.value == "REFUTED"
    assert "PROVED → REFUTED  back" in str(made)


def test_tested_is_said_to_prove_nothing() -> None:
    made = claim("c", mean(i, u**2) >= 0)
    campaign = Verdict(made, Evidence("campaign", "falsify", {"cases": 7, "why_no_proof": "none was looked for"}))
    shown = Shown(Ledger((campaign,)), made)
    assert str(shown).endswith("TESTED: no instance failed, but nothing is proved.")
    assert "nothing is proved" in shown._repr_html_()
    assert "nothing is proved" in shown._repr_markdown_()


def test_lemmas_are_found_among_the_claims_given() -> None:
    square = claim("square", x**2 >= 0)
    used = claim("used", mean(i, u**2) >= 0, certificates=because(mean(i, u**2), uses=lemma(square, {x: u})))
    assert verdict(used, among=[square], cache=False).status.value == "PROVED"


def test_what_is_no_claim_is_refused() -> None:
    with pytest.raises(InputError, match="neither a claim nor a derivation"):
        verdict(equal(x, x))  # type: ignore[arg-type]
