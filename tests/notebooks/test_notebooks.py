"""The course: every notebook runs from top to bottom, every exercise's first answer is wrong and its solution right."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import jupytext
import pytest
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell

NOTEBOOKS = sorted((Path(__file__).parents[2] / "notebooks").glob("*.py"))
SOLUTION = re.compile(r"<details>.*?```python\n(.*?)```.*?</details>", flags=re.DOTALL)
# a status that decides an exercise; TESTED and OPEN do not
DECIDED = ("PROVED", "CERTIFIED", "REFUTED")
AS_EXPECTED = """
from verify.claims.claim import Claim as _Claim
for _made in [value for value in list(globals().values()) if isinstance(value, _Claim) and value.expected]:
    _status = verdict(_made, among=globals().get("paper", ())+tuple(
        value for value in list(globals().values()) if isinstance(value, _Claim) and value.full_id.count(":") == 0
    )).ledger.by_key[_made.key].status
    assert _status == _made.expected, f"{_made.id} is {_status}"
"""
FIRST = """_first = verdict(answer, among=globals().get('paper', ())).status.value
assert _first == "REFUTED", f"the first answer is {_first}, and shows no counterexample"
"""
# what no cell may show: a statement that stays undecided, in itself or in what it rests on
UNDECIDED = re.compile(r"^(?:TESTED|OPEN|DISAGREEMENT|\w+ → (?:TESTED|OPEN)) .*$", flags=re.MULTILINE)
SECOND = f"""_second = verdict(answer, among=globals().get('paper', ())).status.value
assert _second in {DECIDED}, _second
assert _first != _second, f"the first answer is {{_first}} already"
"""


def exercises(cells: list[Any]) -> list[tuple[int, str]]:
    """The places of the exercises' cells, and the code of their solutions, which the next text folds away."""
    found = []
    for place, cell in enumerate(cells):
        if cell.cell_type == "code" and cell.source.startswith("# Exercise"):
            solution = SOLUTION.search(cells[place + 1].source)
            assert solution, f"{cell.source.splitlines()[0]} has no solution in the text after it"
            found.append((place, solution[1]))
    return found


def test_the_course_is_where_it_is_looked_for() -> None:
    assert NOTEBOOKS


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_has_three_exercises_or_more(path: Path) -> None:
    assert len(exercises(jupytext.read(path).cells)) >= 3


@pytest.mark.slow
@pytest.mark.filterwarnings("default")  # the kernel's own start-up warns, and the notebook runs in another process
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_and_its_solutions_are_right_where_its_first_answers_are_not(path: Path) -> None:
    notebook = jupytext.read(path)
    for place, solution in reversed(exercises(notebook.cells)):
        notebook.cells[place + 1 : place + 1] = [new_code_cell(FIRST), new_code_cell(solution + SECOND)]
    notebook.cells.append(new_code_cell(AS_EXPECTED))
    NotebookClient(notebook, timeout=300, kernel_name="python3").execute()
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert all(cell.execution_count for cell in code)
    shown = [output.get("data", {}).get("text/plain", "") for cell in code for output in cell.outputs]
    assert [found for text in shown for found in UNDECIDED.findall(text)] == []
