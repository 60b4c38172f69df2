"""The import statements of source text, read without running it and without parsing all of it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

# up to the end of the line, or of the parentheses; a line that begins with "from" and has no "import" is prose, unless
# it goes on in the next one
IMPORT = re.compile(
    r"(?:^|[:;])[ \t]*"
    r"(from[ \t]+[\w.]+[ \t]+import[ \t]*\([^)]*\)|from\b[^\n]*(?:\bimport\b[^\n]*|\\$)|import\b[^\n]*)",
    re.MULTILINE,
)
# what would go on in the next line when they are parsed together
GOES_ON = re.compile(r"[\"']|\\$", re.MULTILINE)


def imports_of(path: Path) -> tuple[ast.Import | ast.ImportFrom, ...]:
    """Return the import statements of a file; it is read again when it has changed."""
    return _imports_of(path, path.stat().st_mtime_ns)


@cache
def _imports_of(path: Path, _changed: int) -> tuple[ast.Import | ast.ImportFrom, ...]:
    return import_statements(path.read_text(encoding="utf-8"))


def import_statements(text: str) -> tuple[ast.Import | ast.ImportFrom, ...]:
    """Return the import statements of a source text, those inside of functions too.

    To parse these lines alone, all at once, takes a twentieth of the time that the whole texts take. Where one does not
    parse by itself, as a line of prose that begins like an import, the whole text is parsed, so that nothing is missed.
    Too much may be returned: an example in a docstring.

    >>> [ast.unparse(found) for found in import_statements("import a\\nx = 1\\nfrom b import c")]
    ['import a', 'from b import c']
    """
    lines = "\n".join(IMPORT.findall(text))
    try:
        found: Iterable[ast.AST] = ast.walk(ast.parse(text)) if GOES_ON.search(lines) else ast.parse(lines).body
    except SyntaxError:
        found = ast.walk(ast.parse(text))
    return tuple(node for node in found if isinstance(node, ast.Import | ast.ImportFrom))
