"""The examples in the guides are what the code says."""

import doctest
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGES = sorted((*(ROOT / "docs").glob("*.md"), ROOT / "README.md", ROOT / "CONTRIBUTING.md"))
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.py"))
LINK = re.compile(r"\]\(([^)\s#:]+)(?:#[^)]*)?\)")
GUIDES = sorted(path for path in (Path(__file__).parents[1] / "docs").glob("*.md") if ">>>" in path.read_text("utf-8"))


@pytest.mark.slow
@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.stem)
def test_every_example_of_a_guide_gives_what_it_shows(guide):
    pytest.importorskip("narwhals", reason="the guide for maintainers reads data frames (extra frames)")
    failed, tried = doctest.testfile(str(guide), module_relative=False, encoding="utf-8")
    assert tried > 0
    assert failed == 0


@pytest.mark.parametrize("page", [*PAGES, *NOTEBOOKS], ids=lambda path: path.name)
def test_every_file_that_a_page_or_a_notebook_links_to_is_there(page):
    missing = [link for link in LINK.findall(page.read_text("utf-8")) if not (page.parent / link).exists()]
    assert not missing


def test_every_guide_is_in_the_sites_contents():
    contents = (ROOT / "mkdocs.yml").read_text("utf-8")
    assert [page.name for page in PAGES if page.parent.name == "docs" and f": {page.name}" not in contents] == []


@pytest.mark.slow
def test_the_site_is_built_without_a_warning(tmp_path):
    """mkdocs checks links between pages, and that every name of the API page is there."""
    pytest.importorskip("mkdocs", reason="the documentation site needs the extra docs")
    built = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "-d", str(tmp_path / "site")],
        cwd=ROOT,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert built.returncode == 0, built.stderr
    api = (tmp_path / "site" / "api" / "index.html").read_text("utf-8")
    for name in ("verify.author.chain", "verify.deciding.many_claims.check", "verify.report.shown.verdict"):
        assert f'id="{name}"' in api
    # the examples of docstrings are shown as code, and not as quotations
    assert "<blockquote>" not in api
    assert api.count("&gt;&gt;&gt; ") > 50
