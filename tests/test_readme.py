"""What the README says is what the project does."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_there_are_exactly_two_commands_to_set_it_up():
    assert len(re.findall(r"^\$ pip install", README, flags=re.MULTILINE)) == 2


def test_the_derivation_shown_is_the_one_that_is_tested_and_is_short():
    shown = README.split("```python\n")[1].split("```")[0]
    assert shown == (ROOT / "tests" / "cli" / "my_lemma.py").read_text(encoding="utf-8")
    assert len([line for line in shown.splitlines() if line.strip()]) <= 15


@pytest.mark.parametrize("target", re.findall(r"\]\(([^)#:]+)\)", README))
def test_every_file_it_links_to_is_there(target):
    assert (ROOT / target).exists()


@pytest.mark.parametrize("command", sorted(set(re.findall(r"^\$ bnverify (\w+)", README, flags=re.MULTILINE))))
def test_every_command_it_shows_exists(command):
    from typer.main import get_command

    from verify.cli.app import app

    assert command in get_command(app).commands


def test_it_is_short_enough_to_be_read():
    assert len(README.splitlines()) < 120
