"""What a command showed last time, shown again while nothing that it depends on has changed.

A screen depends on the source text of this package and of the paper's pages with the evidence beside them, on the
libraries' versions, the options, the dataset's file, and the terminal it was written for. Where all of these are as
they were, the command would write the same again. Nothing is decided here: a screen is kept only after a whole run that
has found all as expected.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from verify.deciding.kept.folder import cache_folder
from verify.deciding.kept.libraries import library_versions
from verify.errors import InputError
from verify.files import write_text

if TYPE_CHECKING:
    from rich.console import Console

SCHEMA = "bnverify-screen-1"
PACKAGES = ("verify", "proofs")
LONGEST = 4_000_000


@dataclass(frozen=True)
class KeptScreen:
    """A file that holds what a command showed, with a hash of all that this depended on."""

    out: Console
    path: Path
    files: tuple[Path, ...]
    depends: str

    @classmethod
    def of(cls, out: Console, words: Sequence[str], files: Sequence[Path] = ()) -> KeptScreen | None:
        """Return where the screen of a command, given its words and the files it reads, is kept.

        None where nothing can be kept: without a cache folder, or where a file cannot be read.
        """
        folder, depends = cache_folder(), hash_of_all(files)
        if folder is None or depends is None:
            return None
        terminal = [out.is_terminal, out.width, out.color_system, out.encoding, out.legacy_windows]
        name = hashlib.sha256(json.dumps([*words, *map(str, files), *terminal]).encode()).hexdigest()[:32]
        return cls(out, folder / "screens" / f"{name}.json", tuple(files), depends)

    def shown(self) -> bool:
        """Show what is kept, where it still stands, and return whether it did."""
        try:
            entry = json.loads(self.path.read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError):
            return False
        match entry:
            case {"schema": str(schema), "depends": self.depends, "text": str(text), "sum": str(found)} if (
                schema == SCHEMA and found == _sum(text)
            ):
                self.out.file.write(text)
                return True
        return False

    @contextmanager
    def recorded(self) -> Iterator[Recorder]:
        """Record what is shown meanwhile; it is kept where ``keep`` was set and nothing has changed during the run."""
        recorder = Recorder(self.out.file)
        self.out.file = cast(Any, recorder)
        try:
            yield recorder
        finally:
            self.out.file = recorder.stream
        text = "".join(recorder.parts)
        if recorder.keep and len(text) <= LONGEST and hash_of_all(self.files) == self.depends:
            content = {"schema": SCHEMA, "depends": self.depends, "text": text, "sum": _sum(text)}
            try:
                self.path.parent.mkdir(parents=True, exist_ok=True)
                write_text(self.path, json.dumps(content, ensure_ascii=False))
            except (OSError, InputError):
                pass  # a folder that cannot be written keeps nothing


class Recorder:
    """A stream that remembers what is written to it; ``keep`` says whether it is worth keeping."""

    def __init__(self, stream: Any) -> None:
        self.stream, self.keep = stream, False
        self.parts: list[str] = []

    def write(self, text: str) -> int:
        """Write text, and remember it."""
        self.parts.append(text)
        return int(self.stream.write(text))

    def __getattr__(self, name: str) -> Any:
        return getattr(self.stream, name)


def hash_of_all(files: Sequence[Path], *, libraries: Sequence[str] = ()) -> str | None:
    """Return a hash of the packages' files, the user's, and the libraries' versions; None where one cannot be read.

    ``libraries`` are named besides those that statuses depend on.
    """
    digest = hashlib.sha256(library_versions().encode())
    digest.update("".join(f"{name} {version(name)}\n" for name in libraries).encode())
    try:
        for path in (*_package_files(), *files):
            content = path.read_bytes()
            digest.update(f"{path} {len(content)}\n".encode(errors="surrogateescape") + content)
    except OSError:
        return None
    return digest.hexdigest()


def _package_files() -> Iterator[Path]:
    """Yield every file of the packages but what Python compiles."""
    for package in PACKAGES:
        found = find_spec(package)
        if found is None or not found.submodule_search_locations:
            raise FileNotFoundError(package)
        for folder in map(Path, found.submodule_search_locations):
            paths = (path for path in folder.rglob("*") if path.suffix != ".pyc" and path.is_file())
            yield from sorted(paths)


def _sum(text: str) -> str:
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()
