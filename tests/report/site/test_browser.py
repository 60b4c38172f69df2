"""The site in a real browser: the graph, the search, the keyboard, dark and narrow screens, no errors.

Skipped with a visible line where Playwright or Chromium is not installed.
"""

import shutil
from collections.abc import Iterator

import pytest

from verify.author import claim, inner, samples, symbols, vector
from verify.deciding.many_claims import check
from verify.deciding.pages.collect import Chapter
from verify.report.site.build import Site, build

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: pip install playwright")
if CHROMIUM is None:
    pytest.skip("no chromium on the PATH: apt-get install chromium", allow_module_level=True)

x, y = symbols("x y")
(i,) = samples("i")
square = claim("C.4", x**2 >= 0, source="(C.4)")
wrong = claim("lemma-4.2", inner(vector("w"), vector("z", i)) >= 0, source="Lemma 4.2", rests_on=square)
# a title without a place to break, as long terms of a certificate are
other = claim("other", y**2 >= 0, title="(x·y)" * 40)
# wider than any paper
long = claim("long", sum(((x + k) ** 2 for k in range(40)), y**2) >= 0, given=y >= 0)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> str:
    ledger = check([square, wrong, other, long], cache=False)
    keys = tuple(verdict.claim.key for verdict in ledger.verdicts)
    out = tmp_path_factory.mktemp("site") / "map"
    build(Site(ledger, (Chapter("page", "A page.", keys),), "A map"), out)
    return out.as_uri()


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    with playwright.sync_playwright() as started:
        running = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield running
        running.close()


@pytest.fixture
def page(browser) -> Iterator[object]:
    opened = browser.new_page()
    faults: list[str] = []
    opened.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    opened.on("pageerror", lambda fault: faults.append(str(fault)))
    yield opened
    opened.close()
    assert faults == []


@pytest.mark.slow
def test_a_click_on_a_claim_shows_its_counterexample_and_its_neighbours(page, site) -> None:
    page.goto(f"{site}/graph.html")
    assert page.locator("#graph a.n").count() == 4
    page.locator("#graph a.n", has_text="lemma-4.2").locator("text").nth(1).click()
    assert "as its sides are -1 and 0" in page.inner_text("#panel")
    assert page.inner_text("#shown") == "2 of 4 claims"
    page.click("#panel a")
    page.wait_for_url("**/claims/lemma-4.2-printed.html")
    assert page.locator("#counterexample table").is_visible()


def test_the_graph_is_used_with_the_keyboard_alone(page, site) -> None:
    page.goto(f"{site}/graph.html")
    page.focus("#n1")
    page.keyboard.press("Enter")
    assert page.locator("#panel").is_visible()
    page.keyboard.press("Escape")
    assert page.locator("#panel").is_hidden()
    assert page.evaluate("document.activeElement.id") == "n1"


def test_filters_say_how_many_claims_are_left(page, site) -> None:
    page.goto(f"{site}/graph.html")
    page.select_option("#status", "refuted")
    assert page.inner_text("#shown") == "1 of 4 claims"
    # what is left stands where it is seen, with the lines between
    assert page.locator("#n1").get_attribute("transform") == "translate(30 30)"
    page.select_option("#status", "")
    page.select_option("#chapter", "page")
    assert page.locator("#near").get_attribute("d").startswith("M")
    page.click("#all")
    assert page.inner_text("#shown") == "4 of 4 claims"


def test_the_search_finds_a_number_of_the_paper(page, site) -> None:
    page.goto(f"{site}/claims/other-printed.html")
    page.fill("#search", "(C.4)")
    assert page.locator("#found a").first.inner_text().startswith("C.4 (printed)")
    page.keyboard.press("Enter")
    page.wait_for_url("**/claims/C.4-printed.html")


def test_a_phone_in_the_dark_shows_all_without_scrolling_sideways(browser, site) -> None:
    dark = browser.new_page(viewport={"width": 360, "height": 700}, color_scheme="dark")
    for name in (
        "index.html",
        "graph.html",
        "claims/lemma-4.2-printed.html",
        "claims/other-printed.html",
        "pages/001-page.html",
    ):
        dark.goto(f"{site}/{name}")
        assert dark.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), name
    ground = dark.evaluate("getComputedStyle(document.body).backgroundColor")
    dark.close()
    assert max(map(int, ground[4:-1].split(","))) < 60


def test_a_formula_wider_than_the_paper_is_printed_smaller_and_no_other(page, site) -> None:
    page.goto(f"{site}/claims/long-printed.html")
    sizes = "[...document.querySelectorAll('.formula math')].map(one => one.style.fontSize)"
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    short, long, *_ = page.evaluate(sizes)
    assert short == ""
    assert 0.25 <= float(long.removesuffix("em")) < 1
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert not any(page.evaluate(sizes))


@pytest.mark.slow
def test_the_pages_are_readable_without_a_script(browser, site) -> None:
    context = browser.new_context(java_script_enabled=False)
    plain = context.new_page()
    plain.goto(f"{site}/graph.html")
    plain.locator("#graph a.n", has_text="lemma-4.2").locator("text").nth(1).click()
    plain.wait_for_url("**/claims/lemma-4.2-printed.html")
    assert "REFUTED" in plain.inner_text("main")
    context.close()
