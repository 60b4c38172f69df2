"""Claims as pytest items: named, decided, told in one text where they fail; nothing is loaded where nobody asks."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.metadata import entry_points
from pathlib import Path

import pytest

LEMMA = Path(__file__).parents[1] / "cli" / "my_lemma.py"
ROOT = Path(__file__).parents[2]
# a development install made before the plugin was there does not announce it
ANNOUNCED = any(one.value == "verify.testing.pytest_plugin" for one in entry_points(group="pytest11"))
PLUGIN = [] if ANNOUNCED else ["-p", "verify.testing.pytest_plugin"]


@pytest.fixture(scope="module")
def suite(tmp_path_factory):
    """Return a function that runs pytest in a folder with a derivation and a test of another kind."""
    folder = tmp_path_factory.mktemp("suite")
    (folder / "my_lemmas.py").write_text(LEMMA.read_text(encoding="utf-8"), encoding="utf-8")
    (folder / "test_other.py").write_text("def test_other():\n    assert True\n", encoding="utf-8")
    environment = os.environ | {"BNVERIFY_CACHE": str(folder / "cache"), "PYTHONPATH": str(ROOT), "COLUMNS": "200"}

    def run(*arguments):
        command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *PLUGIN, *arguments]
        done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout + done.stderr

    return run


@pytest.mark.slow
def test_each_claim_is_an_item_named_by_id_and_edition_and_a_failure_shows_the_first_wrong_step(suite):
    code, said = suite("-v", "--bn-claims", "my_lemmas.py")
    assert code == 1
    assert "bn-claims::my-1[printed] PASSED" in said
    assert "bn-claims::my-2[printed] FAILED" in said
    assert "first wrong step of my-lemma (printed): step 2, my-2 (printed)" in said
    assert "it is step 2 of 2 of my-lemma (printed), the first wrong one" in said
    assert "fails, as its sides are 1 and 1/2" in said
    assert "Traceback" not in said
    assert "test_other" not in said


@pytest.mark.slow
def test_other_tests_run_beside_the_claims_where_paths_are_given(suite):
    code, said = suite("-v", "test_other.py", "--bn-claims", "my_lemmas.py", "-k", "other or my-1")
    assert code == 0
    assert "test_other.py::test_other PASSED" in said
    assert "bn-claims::my-1[printed] PASSED" in said


@pytest.mark.slow
def test_it_works_on_several_processes(suite):
    code, said = suite("-n", "2", "--bn-claims", "my_lemmas.py")
    assert code == 1
    assert "2 failed, 1 passed" in said


@pytest.mark.slow
def test_without_the_option_there_are_no_claims(suite):
    code, said = suite("-v")
    assert code == 0
    assert "1 passed" in said


@pytest.mark.slow
def test_a_target_that_is_not_there_is_one_line(suite):
    code, said = suite("--bn-claims", "no_lemmas.py")
    assert code != 0
    assert "no_lemmas.py" in said
    assert "Traceback" not in said


def test_nothing_is_imported_before_one_asks():
    heavy = ("numpy", "flint", "sympy", "hypothesis", "rich", "verify.deciding", "verify.claims", "verify.data")
    code = f"import sys, verify.testing.pytest_plugin\nprint([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "[]\n"
