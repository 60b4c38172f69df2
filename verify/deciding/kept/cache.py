"""Evidence kept between runs, under a hash of all that it depends on: the claim, its lemmas, the method's source.

An entry is found only under the hash of the very statement, certificates, lemmas, search budget, source text and
library versions it was computed from, so evidence of a claim or method that has changed is never found again.
"""

from __future__ import annotations

import ast
import hashlib
import inspect
import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from verify.claims.claim import Claim, Edition, Proposer, certificate_to_json
from verify.claims.derivations.parts import uses_of
from verify.claims.evidence import STATUS_OF_KIND, Evidence
from verify.deciding.imports import imports_of
from verify.deciding.kept.folder import cache_folder
from verify.deciding.kept.libraries import library_versions
from verify.errors import InputError
from verify.files import write_text
from verify.json_types import Json
from verify.statement.readings.interchange import dumped, written

SCHEMA = "bnverify-evidence-1"
METHODS_BEGIN = ("verify.deciding.one_claim", "verify.deciding.rechecking")
HASH_LENGTH = 32
Lookup = Callable[[str, Edition], Claim | None]


@dataclass(frozen=True)
class Kept:
    """Evidence with the seconds it took to find."""

    evidence: Evidence
    seconds: float


@dataclass(frozen=True)
class Cache:
    """A folder of evidence, one JSON file for each key. A folder that cannot be written is a cache that stays empty."""

    folder: Path

    def get(self, key: str) -> Kept | None:
        """Return what is kept under a key; None where nothing is, or where the entry is damaged."""
        try:
            entry = json.loads(self._path(key).read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError):
            return None
        return _parse(entry, key)

    def put(self, key: str, kept: Kept) -> bool:
        """Keep evidence under a key, whole or not at all; return whether it could be written."""
        path = self._path(key)
        content = {
            "schema": SCHEMA,
            "key": key,
            "kind": kept.evidence.kind,
            "method": kept.evidence.method,
            "data": kept.evidence.data,
            "seconds": kept.seconds,
        }
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            text = json.dumps(content, sort_keys=True)
            write_text(path, f'{text[:-1]}, "sum": "{hashlib.sha256(text.encode()).hexdigest()}"}}')
        except (OSError, InputError):
            return False
        return True

    def _path(self, key: str) -> Path:
        return self.folder / "evidence" / key[:2] / f"{key}.json"


def user_cache() -> Cache | None:
    """Return the user's cache, in ``cache_folder()``; None where there is no home folder to keep it in."""
    folder = cache_folder()
    return None if folder is None else Cache(folder)


def evidence_key(claim: Claim, *, lookup: Lookup, seed: int, cases: int) -> str:
    """Return the hash of everything the evidence on a claim depends on.

    >>> from verify.author import claim, symbols
    >>> x, = symbols("x")
    >>> one, two = claim("a", x >= 0), claim("a", x > 0)
    >>> key = lambda c: evidence_key(c, lookup=lambda id, edition: None, seed=0, cases=10)
    >>> key(one) == key(one) != key(two)
    True
    """
    return evidence_key_of(claim, claim_hash(claim, lookup), seed=seed, cases=cases)


def evidence_key_of(claim: Claim, of_claim: str, *, seed: int, cases: int) -> str:
    """Return what ``evidence_key`` does, where the ``claim_hash`` is known already."""
    proposers = " ".join(map(proposer_fingerprint, claim.proposals))
    # the repr of frozen trees says every field, also one that is added later
    certificates = hashlib.sha256(repr(claim.certificates).encode()).hexdigest()
    content = f"{of_claim} {certificates} {seed} {cases} {method_fingerprint()} {proposers}"
    return hashlib.sha256(content.encode()).hexdigest()


def claim_hash(claim: Claim, lookup: Lookup) -> str:
    """Return the hash of what is to be shown and of what its page says for it: statement, certificates, lemmas.

    Titles, remarks, sources and the methods' source text are not in it.
    """
    broken = () if claim.broken_by is None else claim.broken_by.derivations
    uses = [use for hint in (*claim.certificates, *claim.derivations, *broken) for use in uses_of(hint)]
    lemmas = [lookup(use.claim, use.edition) for use in uses]
    # the texts of statements are made once for all that hold them, so the whole is put together as text
    content = {
        "certificates": dumped(
            [None if one is None else certificate_to_json(one, written) for one in claim.certificates]
        ),
        "counterexamples": json.dumps([instance.to_json() for instance in claim.counterexamples], sort_keys=True),
        "lemmas": f"[{', '.join('null' if one is None else one.statement_text for one in lemmas)}]",
        "statement": claim.statement_text,
    }
    if any(claim.derivations) or claim.broken_by is not None:
        # the repr of frozen trees says every field, also one that is added later
        content["derivations"] = json.dumps(repr((claim.derivations, claim.broken_by)))
    if claim.examples:
        content["examples"] = json.dumps([instance.to_json() for instance in claim.examples], sort_keys=True)
    text = ", ".join(f'"{name}": {content[name]}' for name in sorted(content))
    return hashlib.sha256(f"{{{text}}}".encode()).hexdigest()[:HASH_LENGTH]


@cache
def method_fingerprint() -> str:
    """Return the hash of the source text of methods and re-checker, and of the versions of the libraries they use."""
    return source_fingerprint(*METHODS_BEGIN)


def source_fingerprint(*modules: str) -> str:
    """Return the hash of the source text of modules with all of ours that they import, and of the libraries' versions.

    >>> source_fingerprint("verify.errors") == source_fingerprint("verify.files")
    False
    """
    digest = hashlib.sha256()
    for module, path in sorted({entry for begin in modules for entry in sources(begin)}):
        text = path.read_bytes()
        digest.update(f"{module} {len(text)}\n".encode() + text)
    digest.update(library_versions().encode())
    return digest.hexdigest()


@cache
def proposer_fingerprint(proposer: Proposer) -> str:
    """Return the name of a proposer of points, with the hash of the source text that it depends on."""
    module = proposer.__module__
    try:
        texts = [path.read_bytes() for _, path in sources(module)]
    except (InputError, ValueError):
        # a page that was loaded from a file is no module that can be found by its name
        texts = [inspect.getsource(proposer).encode()]
    name = f"{module}.{getattr(proposer, '__qualname__', repr(proposer))}"
    return f"{name} {hashlib.sha256(b''.join(texts)).hexdigest()}"


def sources(module: str) -> tuple[tuple[str, Path], ...]:
    """Return a module and every module of this package that it imports, directly or not, with the file of each.

    The imports are read from the text, those inside of functions too, so that a module that is moved or added is never
    forgotten. Raises InputError where a module has no file of source text.

    >>> [name for name, path in sources("verify.report.text")]
    ['verify', 'verify.report', 'verify.report.text']
    >>> sources("verify.nowhere")
    Traceback (most recent call last):
        ...
    verify.errors.InputError: verify.nowhere has no source file to take a fingerprint of: reinstall the package
    """
    package = module.partition(".")[0]
    found: dict[str, Path] = {}
    waiting = [module]
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        found[name] = _source_of(name)
        waiting.append(name.rpartition(".")[0] or name)  # importing a module imports its package
        for node in imports_of(found[name]):
            waiting.extend(other for other in _imported(node, package) if other not in found)
    return tuple(sorted(found.items()))


def _source_of(module: str) -> Path:
    found = _file_of(module)
    if found is None:
        raise InputError(f"{module} has no source file to take a fingerprint of: reinstall the package")
    return found


def _file_of(module: str) -> Path | None:
    """Return the file of a module of a package's folder, found without importing it; None where there is none."""
    package, *parts = module.split(".")
    folder = _folder_of(package)
    return None if folder is None else _file_in(folder, tuple(parts))


@cache
def _file_in(folder: Path, parts: tuple[str, ...]) -> Path | None:
    place = os.path.join(folder, *parts)
    candidates = (os.path.join(place, "__init__.py"), *([f"{place}.py"] if parts else []))
    return next((Path(path) for path in candidates if os.path.isfile(path)), None)


@cache
def _folder_of(package: str) -> Path | None:
    found = find_spec(package)
    return None if found is None or found.origin is None else Path(found.origin).parent


def _imported(node: ast.AST, package: str) -> Iterator[str]:
    """Yield the modules of a package that one import statement names."""
    if isinstance(node, ast.Import):
        names = [alias.name for alias in node.names]
    elif isinstance(node, ast.ImportFrom) and node.module is not None and node.level == 0:
        names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
    else:
        return
    for name in names:
        if name.partition(".")[0] == package and (name == getattr(node, "module", name) or _file_of(name)):
            yield name


def _parse(entry: Json, key: str) -> Kept | None:
    if not isinstance(entry, dict) or entry.get("schema") != SCHEMA or entry.get("key") != key:
        return None
    content = {name: value for name, value in entry.items() if name != "sum"}
    if entry.get("sum") != _checksum(content) or content.get("kind") not in STATUS_OF_KIND:
        return None
    return Kept(Evidence(content["kind"], content["method"], content["data"]), content["seconds"])


def _checksum(content: Json) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
