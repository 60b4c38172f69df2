"""Each command's help ends with examples of commands and options that exist."""

from __future__ import annotations

import re
from typing import Any

import pytest
from typer.main import get_command

from verify.cli.app import app
from verify.cli.shared.examples import EXAMPLES

COMMANDS: Any = get_command(app)
# compare hands its options on to the experiment that it is, with that one's help
HANDED_ON = {
    name for name, command in COMMANDS.commands.items() if command.context_settings.get("ignore_unknown_options")
}


@pytest.mark.parametrize("name", sorted(COMMANDS.commands.keys() - HANDED_ON))
def test_a_command_has_two_examples_in_its_help(bnverify: Any, name: str) -> None:
    said = bnverify(name, "--help")
    assert said.code == 0
    shown = said.out.partition("Examples:\n")[2].splitlines()
    assert len([line for line in shown if line.strip().startswith("bnverify ")]) >= 2
    assert max(map(len, shown)) <= 80


@pytest.mark.parametrize("line", [line for lines in EXAMPLES.values() for line in lines])
def test_an_example_names_commands_and_options_that_exist(line: str) -> None:
    for command in re.split(r"\s{2,}", line)[0].split(" && "):
        _, name, *rest = command.split()
        known = COMMANDS.commands[name]
        options = {option for parameter in known.params for option in parameter.opts}
        if hasattr(known, "commands") and rest and rest[0] in known.list_commands(None):
            options |= {option for parameter in known.get_command(None, rest[0]).params for option in parameter.opts}
        assert name in HANDED_ON or {part for part in rest if part.startswith("--")} <= options | {"--help"}
