"""What users are handed has an example of its own: each function, and each method and property of each class."""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Iterator
from typing import Any

import pytest

ROOMS = (
    "verify.author",
    "verify.batchnorm",
    "verify.data",
    "verify.testing",
    "verify.testing.layers",
    "verify.testing.strategies",
)


def plain(member: Any) -> Any:
    """The function behind a method, a class method or a property."""
    for inside in ("fget", "func", "__func__"):
        member = getattr(member, inside, None) or member
    return inspect.unwrap(member) if callable(member) else member


def handed_out(room: str) -> Iterator[tuple[str, Any]]:
    """The functions that a room hands out, and the public methods and properties of its classes."""
    module = importlib.import_module(room)
    for name in module.__all__:
        found = getattr(module, name)
        if inspect.isfunction(found):
            yield name, plain(found)
        elif inspect.isclass(found):
            members = ((f"{name}.{key}", plain(value)) for key, value in vars(found).items() if key[0] != "_")
            yield from (pair for pair in members if inspect.isfunction(pair[1]))


@pytest.mark.parametrize("room", ROOMS)
def test_all_that_a_user_is_handed_has_an_example(room):
    without = [name for name, found in handed_out(room) if ">>>" not in (found.__doc__ or "")]
    assert without == []


@pytest.mark.parametrize("room", ROOMS)
def test_all_that_a_user_is_handed_says_its_purpose_in_one_line(room):
    first = {name: (found.__doc__ or "").split("\n\n")[0] for name, found in handed_out(room)}
    assert [name for name, line in first.items() if "\n" in line.strip() or not line.strip().endswith((".", "?"))] == []


def test_methods_and_properties_are_looked_at():
    assert {"LinearBN.loss", "LinearBN.defined"} <= {name for name, _ in handed_out("verify.batchnorm")}
    assert {"Dataset.from_rows", "Dataset.gram"} <= {name for name, _ in handed_out("verify.data")}
