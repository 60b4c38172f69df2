"""The templates of CONTRIBUTING.md work as they stand there."""

from __future__ import annotations

import re
import runpy
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from flint import arb

from verify.claims.claim import Claim, Status
from verify.deciding.many_claims import check
from verify.exact.methods import METHODS
from verify.exact.protocol import Reason
from verify.statement.functions import FUNCTIONS

PAGE = (Path(__file__).parents[1] / "CONTRIBUTING.md").read_text(encoding="utf-8")
TEMPLATES = dict(re.findall(r"```python (\w+)\n(.*?)```", PAGE, flags=re.DOTALL))


@pytest.fixture
def made(request: pytest.FixtureRequest, tmp_path: Path) -> dict[str, Any]:
    """The names that a template makes when it is run as a file."""
    path = tmp_path / "template.py"
    path.write_text(TEMPLATES[request.param], encoding="utf-8")
    return runpy.run_path(str(path))


def statuses(names: dict[str, Any]) -> list[Status]:
    claims = [value for value in names.values() if isinstance(value, Claim)]
    return [verdict.status for verdict in check(claims, cache=False).verdicts]


@pytest.mark.parametrize("made", ["claim"], indirect=True)
def test_the_claim_is_proved(made: dict[str, Any]) -> None:
    assert statuses(made) == [Status.PROVED]


@pytest.mark.parametrize("made", ["function"], indirect=True)
def test_the_function_has_its_values_and_no_name_that_is_taken(made: dict[str, Any]) -> None:
    record = made["arctan"]
    assert record.name not in FUNCTIONS
    assert abs(float(record.balls(arb(1)).mid()) - float(record.floats(np.array(1.0)))) < 1e-15


@pytest.mark.parametrize("made", ["method"], indirect=True)
def test_the_method_has_every_member_of_those_there_are(made: dict[str, Any]) -> None:
    method = made["Never"]()
    members = {name for name in dir(METHODS[0]) if not name.startswith("_")}
    assert members <= set(dir(method))
    assert isinstance(method.prove(None, 0, None), Reason)


@pytest.mark.parametrize("made", ["model"], indirect=True)
def test_the_gradient_of_the_model_is_orthogonal_to_w(made: dict[str, Any]) -> None:
    assert statuses(made) == [Status.PROVED]


@pytest.mark.parametrize("made", ["paper"], indirect=True)
def test_the_print_is_refuted_and_the_repair_proved(made: dict[str, Any]) -> None:
    assert statuses(made) == [Status.REFUTED, Status.PROVED]
    assert made["square"].full_id == "nobody2026:lemma-1"


def test_a_recipe_has_at_most_ten_lines_before_its_template() -> None:
    recipes = re.findall(r"\n## A new \w.*?\n(.*?)```python", PAGE, flags=re.DOTALL)
    assert len(recipes) == len(TEMPLATES) == 5
    assert all(len(recipe.strip().splitlines()) <= 10 for recipe in recipes)
