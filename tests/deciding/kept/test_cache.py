"""The cache of evidence: found again only for the very same claim, lemmas and method."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

import verify.deciding.kept.cache
from verify.author import Claim, because, claim, lemma, symbols
from verify.claims.claim import Edition
from verify.claims.evidence import Evidence
from verify.deciding.kept.cache import (
    METHODS_BEGIN,
    Cache,
    Kept,
    evidence_key,
    method_fingerprint,
    sources,
    user_cache,
)
from verify.deciding.many_claims import check
from verify.errors import InputError

(x, y) = symbols("x y")
KEPT = Kept(Evidence("none", "none", {"why": "γ ≥ 0"}), 0.5)


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    return Cache(tmp_path / "evidence of mine")


def key(of: Claim, *others: Claim, seed: int = 0, cases: int = 10) -> str:
    known = {other.key: other for other in others}

    def lookup(id: str, edition: Edition) -> Claim | None:
        return known.get((id, edition))

    return evidence_key(of, lookup=lookup, seed=seed, cases=cases)


def test_evidence_is_found_again_under_its_key(cache: Cache) -> None:
    name = key(claim("a", x >= 0))
    assert cache.get(name) is None
    assert cache.put(name, KEPT)
    assert cache.get(name) == KEPT


def test_the_key_changes_with_all_that_the_evidence_depends_on() -> None:
    square = claim("square", y >= 0, given=[y >= 1])
    proof = because(x**2)
    used = because(x**2, uses=[lemma(square, {y: x})])
    base = claim("a", x**2 >= 0, certificates=[proof])
    keys = [
        key(base),
        key(claim("a", x**2 > 0, certificates=[proof])),
        key(claim("a", x**2 >= 0, given=[x >= 0], certificates=[proof])),
        key(claim("a", x**2 >= 0)),
        key(claim("a", x**2 >= 0, certificates=[because(x**2, times=y)])),
        key(claim("a", x**2 >= 0, certificates=[used])),
        key(claim("a", x**2 >= 0, certificates=[used]), square),
        key(claim("a", x**2 >= 0, certificates=[used]), claim("square", y > 0, given=[y >= 1])),
        key(base, seed=1),
        key(base, cases=11),
    ]
    assert len(set(keys)) == len(keys)


def test_words_about_a_claim_do_not_change_its_key() -> None:
    base = claim("a", x >= 0)
    assert key(base) == key(replace(base, title="Another", remark="text", source="(1)"))


@pytest.fixture
def rules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A package of its own stands in for the methods: one module that imports another inside of a function."""
    package = tmp_path / "methods_of_a_test"
    package.mkdir()
    (package / "__init__.py").write_text("", encoding="utf-8")
    (package / "begin.py").write_text("def f():\n    from methods_of_a_test import rules\n", encoding="utf-8")
    (package / "rules.py").write_text("rule = 1\n", encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(verify.deciding.kept.cache, "METHODS_BEGIN", ("methods_of_a_test.begin",))
    method_fingerprint.cache_clear()
    yield package / "rules.py"
    method_fingerprint.cache_clear()


def test_evidence_of_a_method_whose_source_changed_is_never_used(rules: Path, cache: Cache) -> None:
    wrong = Kept(Evidence("counterexample", "old method", {}), 1.0)
    (first,) = claims = [claim("a", x**2 >= 0, certificates=[because(x**2)])]
    # what a run with its own default seed and budget would look for
    old = evidence_key(first, lookup=lambda id, edition: first, seed=0, cases=4000)
    assert cache.put(old, wrong)
    assert check(claims, cache=cache).verdicts[0].evidence == wrong.evidence
    rules.write_text("rule = 2\n", encoding="utf-8")
    method_fingerprint.cache_clear()
    assert check(claims, cache=cache).verdicts[0].evidence.kind == "proof"


def test_a_method_without_a_file_is_told_and_not_hashed_as_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verify.deciding.kept.cache, "METHODS_BEGIN", ("verify.moved_elsewhere",))
    method_fingerprint.cache_clear()
    with pytest.raises(InputError, match="no source file"):
        method_fingerprint()


def test_the_fingerprint_covers_every_module_that_deciding_one_claim_loads() -> None:
    """A fresh process says what is loaded; the sources are read from the text of the imports."""
    loaded = subprocess.run(
        [sys.executable, "-c", "import sys, verify.deciding.one_claim\nprint(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    names = {name for begin in METHODS_BEGIN for name, _ in sources(begin)}
    assert {name for name in loaded if name.partition(".")[0] == "verify"} <= names


def test_evidence_of_a_claim_whose_statement_changed_is_never_used(cache: Cache) -> None:
    assert check([claim("a", x**2 >= 0)], cache=cache).verdicts[0].status == "PROVED"
    assert check([claim("a", x**2 >= 1)], cache=cache).verdicts[0].status == "REFUTED"
    assert check([claim("a", x**2 >= 0)], cache=cache).verdicts[0].status == "PROVED"


@pytest.mark.parametrize(
    "damage", ["", "{", "[]", "null", '{"schema": "bnverify-evidence-1"}', "[" * 100_000, "\udcff"]
)
def test_a_damaged_entry_is_ignored_and_rewritten(cache: Cache, damage: str) -> None:
    name = key(claim("a", x >= 0))
    cache.put(name, KEPT)
    (entry,) = cache.folder.rglob("*.json")
    entry.write_bytes(damage.encode("utf-8", errors="surrogateescape"))
    assert cache.get(name) is None
    assert cache.put(name, KEPT)
    assert cache.get(name) == KEPT


@pytest.mark.parametrize(("field", "value"), [("kind", "proof"), ("data", {}), ("key", "0"), ("seconds", 9)])
def test_an_entry_that_was_edited_is_ignored(cache: Cache, field: str, value: object) -> None:
    name = key(claim("a", x >= 0))
    cache.put(name, KEPT)
    (entry,) = cache.folder.rglob("*.json")
    entry.write_text(json.dumps({**json.loads(entry.read_text(encoding="utf-8")), field: value}), encoding="utf-8")
    assert cache.get(name) is None


def test_a_folder_that_cannot_be_written_is_an_empty_cache(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("", encoding="utf-8")
    cache = Cache(file / "below")
    assert not cache.put("ab", KEPT)
    assert cache.get("ab") is None
    assert check([claim("a", x**2 >= 0)], cache=cache).verdicts[0].status == "PROVED"


def test_nothing_but_whole_entries_is_left_in_the_folder(cache: Cache) -> None:
    cache.put("abc", KEPT)
    assert [path.name for path in cache.folder.rglob("*") if path.is_file()] == ["abc.json"]


def test_the_users_cache_is_where_the_environment_says(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("BNVERIFY_CACHE", raising=False)
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    assert user_cache() == Cache(tmp_path / ".cache" / "bnverify")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    assert user_cache() == Cache(tmp_path / "xdg" / "bnverify")
    monkeypatch.setenv("BNVERIFY_CACHE", str(tmp_path / "own"))
    assert user_cache() == Cache(tmp_path / "own")
