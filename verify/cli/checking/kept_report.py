"""The proof map of the paper as it was written last time, unpacked again while nothing that it depends on has changed.

What a report depends on is what ``kept_screen`` says, with the libraries that draw and write it. Like there, nothing is
decided here: a report is kept only after a whole run that has found all as expected.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path, PurePosixPath
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

from verify.cli.checking.kept_screen import hash_of_all
from verify.deciding.kept.folder import cache_folder
from verify.errors import InputError
from verify.files import write_bytes

LARGEST = 200_000_000  # bytes of a report
DAMAGE = (BadZipFile, ValueError, EOFError, NotImplementedError, RuntimeError, zlib.error)


@dataclass(frozen=True)
class KeptReport:
    """An archive that holds a report, with a hash of all that it depends on."""

    path: Path
    libraries: tuple[str, ...]
    depends: str

    @classmethod
    def of(cls, libraries: Sequence[str], words: str) -> KeptReport | None:
        """Return where the report made with some options and libraries is kept; None where nothing can be kept."""
        folder, depends = cache_folder(), hash_of_all((), libraries=libraries)
        if folder is None or depends is None:
            return None
        return cls(folder / "reports" / f"{words}.zip", tuple(libraries), depends)

    def files(self) -> dict[str, bytes] | None:
        """Return the files that are kept, by their paths in the report; None where they do not stand any more."""
        try:
            archive = ZipFile(BytesIO(self.path.read_bytes()))
            if archive.comment.decode() != self.depends:
                return None
            entries = archive.infolist()
            if sum(entry.file_size for entry in entries) > LARGEST:
                return None
            if any(".." in PurePosixPath(entry.filename).parts or entry.filename[:1] == "/" for entry in entries):
                return None
            # reading compares each file with its checksum
            return {entry.filename: archive.read(entry) for entry in entries}
        except (OSError, *DAMAGE):
            return None

    def keep(self, folder: Path) -> None:
        """Keep the report that was just written into a folder, where nothing has changed meanwhile."""
        if hash_of_all((), libraries=self.libraries) != self.depends:
            return
        content = BytesIO()
        try:
            with ZipFile(content, "w", ZIP_DEFLATED, compresslevel=1) as archive:
                for path in _files_of(folder):
                    archive.write(path, path.relative_to(folder).as_posix())
                archive.comment = self.depends.encode()
            self.path.parent.mkdir(parents=True, exist_ok=True)
            write_bytes(self.path, content.getvalue())
        except (OSError, ValueError, InputError):
            pass  # a folder that cannot be written keeps nothing


def _files_of(folder: Path) -> Iterator[Path]:
    yield from sorted(path for path in folder.rglob("*") if path.is_file())
