"""The site: a page for each claim and chapter, links that lead somewhere, everything from users escaped."""

import re
from concurrent.futures import Executor, Future
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from multiprocessing.reduction import ForkingPickler
from pathlib import Path

import pytest

from verify.author import because, claim, exists, inner, samples, symbols, vector
from verify.claims.evidence import Evidence
from verify.claims.ledger import Ledger, Verdict
from verify.deciding.many_claims import check
from verify.deciding.pages.collect import Chapter
from verify.errors import InputError
from verify.report.site.build import Finding, Site, build
from verify.report.site.mathml import display, formula, inline_text
from verify.report.site.planes import plane
from verify.statement.writing.operations import named

x, y = symbols("x y")
(i,) = samples("i")
EVIL = "<script>alert(1)</script>\x1b[31m"
square = claim("square", x**2 >= 0, certificates=because(x**2), title=EVIL, source=f"(C.4) {EVIL}", remark=EVIL)
wrong = claim("wrong", inner(vector("w"), vector("z", i)) >= 0, rests_on=square, steps=square)
repaired = claim("wrong", inner(vector("w"), vector("w")) >= 0, edition="repaired")
evil_name = claim("evil", named(EVIL, x) ** 2 >= named("<b>", y))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    ledger = check([square, wrong, repaired, evil_name], cache=False)
    keys = tuple(verdict.claim.key for verdict in ledger.verdicts)
    chapters = (Chapter("my_lemma", f"A page.\n\nIt says `x` and {EVIL}", keys),)
    out = tmp_path_factory.mktemp("site") / "map"
    assert build(Site(ledger, chapters, EVIL), out, findings=lambda: (Finding("Found", EVIL),)) == 2 + 1 + 4
    return out


def pages(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.html"))


def test_every_link_leads_to_a_file(folder: Path) -> None:
    for page in pages(folder):
        for target in re.findall(r'(?:href|src)="([^"#]+)"', page.read_text(encoding="utf-8")):
            assert (page.parent / target).is_file(), (page.name, target)


def test_nothing_of_a_user_is_markup_or_moves_a_cursor(folder: Path) -> None:
    for page in [*pages(folder), folder / "assets" / "data.js"]:
        text = page.read_text(encoding="utf-8")
        assert "<script>" not in text
        assert "\x1b" not in text
        assert "<b>" not in text
        assert page.suffix == ".js" or text.count("</script>") == 2


def test_no_page_needs_the_network(folder: Path) -> None:
    for page in pages(folder):
        assert not re.search(r'(?:src|href)="(?:https?:)?//', page.read_text(encoding="utf-8"))


def test_a_refuted_claim_shows_its_counterexample_as_a_table_and_its_repair(folder: Path) -> None:
    text = (folder / "claims" / "wrong-printed.html").read_text(encoding="utf-8")
    assert "REFUTED" in text
    assert re.search(r"<th scope=\"row\">left side</th><td>-", text)
    assert "wrong-repaired.html" in text
    assert "<math" in text


class Beside(Executor):
    """A process beside this one: what it is given and returns goes through the pickle that processes send."""

    def submit(self, function, /, *arguments):
        done = Future()
        function, arguments = ForkingPickler.loads(ForkingPickler.dumps((function, arguments)))
        done.set_result(ForkingPickler.loads(ForkingPickler.dumps(function(*arguments))))
        return done


class Dying(Executor):
    """A process that dies with its first task."""

    def submit(self, function, /, *arguments):
        done = Future()
        done.set_exception(BrokenProcessPool("killed"))
        return done


@pytest.mark.parametrize("beside", [Beside(), Dying()])
def test_a_process_beside_changes_no_page_and_none_is_lost_with_it(folder: Path, tmp_path: Path, beside) -> None:
    ledger = check([square, wrong, repaired, evil_name], cache=False)
    chapters = (Chapter("my_lemma", f"A page.\n\nIt says `x` and {EVIL}", tuple(ledger.by_key)),)
    found = lambda: (Finding("Found", EVIL),)  # noqa: E731
    assert build(Site(ledger, chapters, EVIL), tmp_path / "map", findings=found, beside=beside) == 2 + 1 + 4
    for path in folder.rglob("*.*"):
        assert (tmp_path / "map" / path.relative_to(folder)).read_bytes() == path.read_bytes(), path


def test_what_rests_on_a_wrong_step_says_so_beside_its_own_status(tmp_path: Path) -> None:
    wrong, right = claim("wrong", x >= y), claim("right", x**2 >= 0, title="holds")
    ledger = check([wrong, claim("whole", x**2 + 1 > 0, steps=[right, wrong]), right], cache=False)
    build(Site(ledger, (), "mine"), tmp_path / "site")
    page = (tmp_path / "site" / "claims" / "wrong-printed.html").read_text(encoding="utf-8")
    assert "PROVED</span> <small>effectively REFUTED</small>" in page


def test_what_is_no_mathml_is_shown_as_text() -> None:
    """A name is the user's: no command of LaTeX in it may make a link, a colour or anything else of HTML."""
    for latex in (r"\href{javascript:alert(1)}{x}", r"\unknowncommand", r"\color{red}x", r"{", r"\text{<b>x</b>}"):
        shown = formula(named("x<b>", x, latex=latex) >= 0)
        assert shown.startswith(("<code>", "<math"))
        assert "href" not in shown
        assert "<b>" not in shown
        assert "style" not in shown


def test_brackets_stretch_only_around_what_is_tall() -> None:
    assert 'stretchy="false">(' in formula((x + y) ** 2)
    assert 'stretchy="false">(' not in formula((x / y + y) ** 2)


def test_what_there_is_stands_line_by_line() -> None:
    shown = display(exists(y, x >= y, y <= 2))
    assert shown.startswith("<p>There is <math")
    assert shown.count('<div class="formula">') == 2


def test_formulas_are_mathml_and_long_ones_text() -> None:
    assert "<msup>" in formula(x**2 >= 0)
    assert formula(sum((x * y**k for k in range(2, 900)), x)).startswith("<code>")
    assert inline_text("a `b` <c>") == "a <code>b</code> &lt;c&gt;"


def test_a_picture_needs_a_plane() -> None:
    points = {"vectors": {"w": {"": ["0", "-1"]}, "z": {"0": ["1", "1/2"]}}}
    picture = plane(points)
    assert picture is not None
    assert "z_1 = (1, 0.5)" in picture.words
    assert 'role="img"' in picture.svg
    assert plane({"vectors": {"w": {"": ["1"]}}}) is None
    assert plane({"vectors": {"w": {"": ["1e400", "1"]}}}) is None
    assert plane({}) is None


def test_a_folder_of_other_things_is_never_overwritten(folder: Path, tmp_path: Path) -> None:
    ledger = Ledger((Verdict(square, Evidence("none", "none")),))
    site = Site(ledger, (), "t")
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match="is no report: give --out another folder"):
        build(site, tmp_path)
    file = tmp_path / "mine.txt"
    with pytest.raises(InputError, match="is no report"):
        build(site, file)
    assert file.read_text(encoding="utf-8") == "mine"
    assert build(site, tmp_path / "new") == 3
    assert build(site, tmp_path / "new") == 3


def test_claims_whose_ids_make_one_file_name_get_two() -> None:
    one, two = claim("a/b", x >= x), claim("a b", x >= x)
    ledger = Ledger(tuple(Verdict(made, Evidence("none", "none")) for made in (one, two)))
    assert len(set(Site(ledger, (), "t").address.values())) == 2


def test_a_page_of_ones_own_is_not_called_printed_and_says_what_would_make_it_right(tmp_path):
    from verify.deciding.neighbours import with_neighbours

    (x,) = symbols("x")
    ledger = with_neighbours(check([claim("square", x**2 >= x)], cache=False), cache=False)
    build(Site(ledger, (), "mine", targets=("mine.py",)), tmp_path / "site")
    front = (tmp_path / "site" / "index.html").read_text(encoding="utf-8")
    page = (tmp_path / "site" / "claims" / "square-printed.html").read_text(encoding="utf-8")
    assert "printed in a paper" not in front
    assert "as printed" not in page.partition("<h1>")[2]
    assert "Fault" not in front
    assert "x² ≥ x fails" in front
    assert "What would make it right" in page
    assert "given x ≥ 1 besides" in page
    assert "bnverify show square mine.py" in page
    assert "was cut off" not in page
    cut = replace(ledger, cut_off=frozenset({("square", "printed")}))
    build(Site(cut, (), "mine", targets=("mine.py",)), tmp_path / "cut")
    page = (tmp_path / "cut" / "claims" / "square-printed.html").read_text(encoding="utf-8")
    assert "the search took too long and was cut off: others may be nearer" in page
