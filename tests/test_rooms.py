"""Imports run downwards only, and the engine knows neither the subject nor a paper."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import verify

ROOT = Path(verify.__file__).parent
ENGINE = ("statement", "claims", "exact", "search", "recheck", "deciding")
LONGEST_FILE, FULLEST_FOLDER = 430, 12
# from below to above: a room imports itself and rooms before it; verify.errors and verify itself stand below all
ORDER = (
    ("errors",),
    ("files",),
    ("frozen",),
    ("garbage",),
    ("json_types",),
    ("sqlite_files",),
    ("recheck",),
    ("statement",),
    ("claims",),
    ("exact",),
    ("search",),
    ("deciding",),
    ("data",),
    ("batchnorm",),
    ("report",),
    ("author",),
    ("campaigns",),
    ("testing",),
    ("experiments",),
    ("cli",),
)
HEIGHT = {room: height for height, rooms in enumerate(ORDER) for room in rooms}
FILES = sorted(path for path in ROOT.rglob("*.py") if path.parent != ROOT or path.stem in HEIGHT)


def imported(path: Path) -> set[str]:
    """The modules of ours that a file imports, those inside of functions and of doctests too."""
    text = path.read_text(encoding="utf-8")
    found = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: write imports whole"
            found |= {f"{node.module}.{alias.name}" if node.module == "verify" else str(node.module)
                      for alias in node.names}  # fmt: skip
    return {name for name in found if name.split(".")[0] in ("verify", "proofs")}


def room_of(path: Path) -> str:
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


def test_every_room_has_its_height():
    rooms = {path.name.removesuffix(".py") for path in ROOT.iterdir() if path.suffix == ".py" or path.is_dir()}
    assert rooms - {"__init__", "__pycache__", "py.typed"} <= HEIGHT.keys()


@pytest.mark.slow
@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_run_downwards_and_never_to_a_page(path):
    room = room_of(path)
    for name in imported(path):
        assert not name.startswith("proofs"), f"{path} imports {name}"
        other = name.split(".")[1] if "." in name else ""
        if other not in HEIGHT:
            continue  # what stands in verify itself
        assert other == room or HEIGHT[other] < HEIGHT[room], f"{path} imports {name}, which stands no lower"
        assert room not in ENGINE or other in (*ENGINE, "errors", "files", "frozen", "garbage", "json_types"), (
            f"{path} of the engine imports {name}"
        )


def test_the_re_checker_imports_nothing_of_ours():
    for path in FILES:
        if room_of(path) == "recheck":
            assert all(name.startswith("verify.recheck") for name in imported(path)), path


def test_rooms_are_small():
    """A file has one subject and a folder is read at a glance: split what outgrows these numbers."""
    long = [str(path) for path in FILES if len(path.read_text(encoding="utf-8").splitlines()) > LONGEST_FILE]
    folders = {path.parent for path in ROOT.rglob("*.py")}
    crowded = [str(folder) for folder in folders if len(list(folder.glob("*.py"))) > FULLEST_FOLDER]
    assert (long, crowded) == ([], [])


PACKAGES = [path for path in sorted(ROOT.rglob("__init__.py")) if path.parent not in (ROOT, ROOT / "recheck")]


@pytest.mark.parametrize("path", PACKAGES, ids=lambda path: str(path.parent.relative_to(ROOT)))
def test_a_package_says_what_enters_what_leaves_and_what_is_trusted(path):
    said = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    assert [word for word in ("In:", "Out:", "Trusted:") if word not in said] == []


def test_the_scan_sees_an_import_inside_of_a_function():
    assert "verify.deciding.one_claim" in imported(ROOT / "deciding" / "settling.py")
