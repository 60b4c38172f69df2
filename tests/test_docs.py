"""The examples in the guides are what the code says."""

import doctest
from pathlib import Path

import pytest

GUIDES = sorted(path for path in (Path(__file__).parents[1] / "docs").glob("*.md") if ">>>" in path.read_text("utf-8"))


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.stem)
def test_every_example_of_a_guide_gives_what_it_shows(guide):
    pytest.importorskip("narwhals", reason="the guide for maintainers reads data frames (extra frames)")
    failed, tried = doctest.testfile(str(guide), module_relative=False, encoding="utf-8")
    assert tried > 0
    assert failed == 0
