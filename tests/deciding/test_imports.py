"""The imports of source text: none is missed, however it is written."""

from __future__ import annotations

import ast
from importlib import import_module
from pathlib import Path

import pytest

from verify.deciding.imports import import_statements


@pytest.mark.slow
@pytest.mark.parametrize("package", ["verify", "proofs"])
def test_no_import_of_the_whole_texts_is_missed_line_by_line(package: str) -> None:
    folder = Path(str(import_module(package).__file__)).parent
    for path in folder.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        whole = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Import | ast.ImportFrom)]
        lines = import_statements(text)
        # more may be read, from an example in a docstring: what is hashed too much does no harm
        assert set(map(ast.unparse, whole)) <= set(map(ast.unparse, lines)), path


@pytest.mark.parametrize(
    "text",
    [
        "def f():\n    from verify.a import (  # why (so)\n        b,\n    )\n",
        "from verify.a import b, \\\n    c\n",
        'x = 1\n"""\nimport nothing of ours\n"""\nimport verify.a\n',
        "if x: import verify.a\n",
        "from verify.a \\\n    import b\n",
        "from verify.a import \\\n    b, \\\n    c\n",
        '"""\nfrom here \\\n"""\nimport verify\n',
        'import a; x = """\n"""\nimport verify; y = """\n"""\n',
        "import a; x = (\n    1)\nimport verify\n",
        "from.a import(b)\nfrom\\\n c import d\nimport\\\n e\n",
        "from . import a\nfrom .b import (c as d)\nclass A:\n\tfrom e import *\n",
        'raise_it = 1\n"""\nfrom afar, a line of prose\n"""\nimport verify\n',
    ],
)
def test_no_import_is_missed_however_it_is_written(text: str) -> None:
    found = import_statements(text)
    assert found
    assert sorted(map(ast.unparse, found)) == sorted(
        ast.unparse(node) for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Import | ast.ImportFrom)
    )
