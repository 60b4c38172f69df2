"""Collecting claims from modules, packages and files."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from verify.deciding.pages.collect import _module_of_file, collect
from verify.errors import InputError

HEAD = "from verify.author import *\nx, = symbols('x')\n"
Write = Callable[[str, str], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write_file(name: str, text: str) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    return write_file


def ids(*targets: object) -> list[str]:
    return [claim.id for claim in collect([str(target) for target in targets])]


def test_claims_come_in_the_order_of_their_definition_also_from_lists(write: Write) -> None:
    path = write("a.py", HEAD + "b = claim('b', x >= 0)\nmore = [claim('d', x >= 0), claim('c', x >= 0)]\nbb = b\n")
    assert ids(path) == ["b", "d", "c"]


def test_a_file_may_import_its_neighbours_and_leaves_no_trace(write: Write, tmp_path: Path) -> None:
    write("neighbour_of_a_page.py", HEAD + "first = claim('first', x >= 0)\n")
    page = write("page.py", "from neighbour_of_a_page import *\nsecond = claim('second', x >= 0)\n")
    before, path = set(sys.modules), list(sys.path)
    assert ids(page) == ["first", "second"]
    assert sys.path == path
    assert not {name for name in set(sys.modules) - before if "bnverify" in name or "neighbour" in name}
    assert not list(tmp_path.rglob("__pycache__"))


def test_two_pages_with_neighbours_of_one_name_do_not_mix(write: Write) -> None:
    write("one/common.py", HEAD + "name = 'one'\n")
    write("two/common.py", HEAD + "name = 'two'\n")
    text = "from verify.author import *\nimport common\na = claim(common.name, common.x >= 0)\n"
    assert ids(write("one/page.py", text), write("two/page.py", text)) == ["one", "two"]


def test_a_claim_imported_by_another_page_counts_once_where_it_is_defined(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write("pack_of_claims/__init__.py", "__all__ = ['z_first']\n")
    write("pack_of_claims/z_first.py", HEAD + "z = claim('z', x >= 0)\n")
    write("pack_of_claims/a_second.py", HEAD + "from pack_of_claims.b_third import b\na = claim('a', x >= 0)\n")
    write("pack_of_claims/b_third.py", HEAD + "b = claim('b', x >= 0)\n")
    write("pack_of_claims/inner/__init__.py", "")
    write("pack_of_claims/inner/deep.py", HEAD + "from pack_of_claims.b_third import b\nd = claim('d', x >= 0)\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    assert ids("pack_of_claims") == ["z", "a", "b", "d"]
    assert ids("pack_of_claims.inner") == ["b", "d"]


def test_the_papers_pages_are_the_default() -> None:
    assert {claim.key for claim in collect([])} == {claim.key for claim in collect(["proofs"])}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (HEAD + "\n1/0\n", r"page\.py:4: ZeroDivisionError: division by zero; mend the page"),
        (HEAD + "x +\n", r"page\.py:3: SyntaxError: invalid syntax; mend the page"),
        (HEAD + "y = unknown\n", r"page\.py:3: NameError: name 'unknown' is not defined; mend the page"),
        (HEAD + "y = x + 0.5\n", r"page\.py:3: TypeError: 0.5 is not exact"),
        (HEAD + "def f():\n    return vector('z', samples('1'))\nf()\n", r"page\.py:4: index name '1'"),
        (HEAD + "import no_such_module_at_all\n", r"page\.py:3: ModuleNotFoundError"),
        (HEAD + "raise SystemExit('enough')\n", r"page\.py:3: SystemExit: enough"),
        (HEAD, "no claims in .*page.py"),
        (
            HEAD + "a = claim('a', x >= 0)\nb = claim('a', x >= 1)\n",
            r"claim a \(printed\) is stated twice in .*page\.py",
        ),
        (HEAD + "a = claim('a', x >= 0)\nb = claim('a', x >= 0)\n", "stated twice"),
        ("\0", "page.py"),
    ],
)
def test_a_page_that_cannot_be_used_is_one_line_with_its_place(write: Write, text: str, said: str) -> None:
    path = write("page.py", text)
    with pytest.raises(InputError, match=said) as caught:
        collect([str(path)])
    assert "\n" not in str(caught.value)


def test_equal_claims_of_two_pages_count_once_but_other_ones_clash(write: Write) -> None:
    one = write("one.py", HEAD + "a = claim('a', x >= 0)\n")
    two = write("two.py", HEAD + "a = claim('a', x >= 0)\n")
    three = write("three.py", HEAD + "a = claim('a', x >= 3)\n")
    assert ids(one, two) == ["a"]
    with pytest.raises(InputError, match=r"stated twice in .*one\.py and .*three\.py"):
        ids(one, three)


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("no_such_package.at_all", "no module named 'no_such_package'"),
        ("verify.no_such_part", "no module named 'verify.no_such_part'"),
        ("two words", "neither the name of a module nor the path"),
        ("", "neither the name of a module nor the path"),
        ("./folder", "is not a .py file"),
        ("nowhere.py", "cannot read nowhere.py"),
    ],
)
def test_a_target_that_is_not_there_is_one_line(target: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        collect([target])


def test_the_place_is_the_authors_line_also_where_the_path_is_relative(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write("page.py", HEAD + "a = claim('a', x * 0.1 >= 0)\n")
    monkeypatch.chdir(path.parent)
    with pytest.raises(InputError, match=r"page\.py:3: TypeError: 0\.1 is not exact"):
        collect(["page.py"])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a = claim('a', x == x)", "conclusion 1 of a is True, no relation: write equal"),
        ("a = claim('a', x >= 0, given=[x == x])", "hypothesis 1 of a is True, no relation: write equal"),
        ("a = claim('a', 0 <= x <= 1)", "a relation has no truth value"),
        ("a = claim('a', x >= 0, given=[(x >= 1) and (x <= 2)])", "a relation has no truth value"),
    ],
)
def test_what_is_no_relation_is_refused_and_no_part_of_a_chain_is_lost(write: Write, text: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        collect([str(write("page.py", HEAD + text + "\n"))])


@pytest.mark.parametrize("base", ["BaseException", "Exception", "GeneratorExit", "OSError", "SystemExit"])
@pytest.mark.parametrize("message", ["", "    def __str__(self): raise ValueError", "    def __str__(self): return 3"])
def test_a_page_may_raise_anything_and_is_refused_in_one_line(tmp_path: Path, base: str, message: str) -> None:
    page = tmp_path / "page.py"
    page.write_text(f"class Odd({base}):\n    pass\n{message}\nraise Odd\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"page\.py:.*; mend the page") as caught:
        _module_of_file(str(page))
    assert "\n" not in str(caught.value)


HOSTILE_PAGES = {
    "a message that fails": """
class E(Exception):
    def __str__(self): raise RuntimeError("no")
    __repr__ = __str__
raise E()
""",
    "a message that fails with what is no Exception": """
class E(BaseException):
    def __str__(self): raise E()
    __repr__ = __str__
raise E()
""",
    "a class whose name fails": """
class M(type):
    @property
    def __name__(cls): raise SystemExit(1)
class E(Exception, metaclass=M): pass
raise E("q")
""",
    "a syntax error of its own": """
class E(SyntaxError):
    @property
    def filename(self): raise SystemExit(0)
raise E("q")
""",
    "a base exception": "raise BaseException('boo')",
    "an end of the program": "import sys\nsys.exit(0)",
    "the end of a generator": "raise GeneratorExit()",
    "an endless message": "raise ValueError('y' * 100_000)",
    "endless recursion": "def f(): return f()\nf()",
    "a thread that fails": "import threading\nt = threading.Thread(target=lambda: 1 / 0)\nt.start()\nt.join()",
    "a finalizer that fails": "class D:\n    def __del__(self): raise BaseException('late')\nd = D()\ndel d",
    "powers of powers": "a = claim('a', (((x + 1) ** 30 + 1) ** 30 + 1) ** 30 >= 0)",
    "a deep formula": "for _ in range(5000): x = exp(x)\na = claim('a', x >= 0)",
    "a large power": "a = claim('a', (x + 1) ** 100_000 >= 0)",
    "a large number": "a = claim('a', x >= 10**100_000)",
    "deep brackets": "a = " + "(" * 5000 + ")" * 5000,
}


@pytest.mark.parametrize("text", HOSTILE_PAGES.values(), ids=HOSTILE_PAGES)
def test_whatever_a_page_does_its_fault_is_one_short_line(text: str, write: Write) -> None:
    path = write("page.py", HEAD + text + "\n")
    with pytest.raises(InputError) as fault:
        collect([str(path)])
    assert str(fault.value).startswith(str(path)[:1])
    assert len(str(fault.value).splitlines()) == 1
    assert len(str(fault.value)) < 900


def test_a_thread_that_ends_itself_and_streams_put_aside_are_no_faults(write: Write) -> None:
    own = "import sys, threading\nt = threading.Thread(target=sys.exit)\nt.start()\nt.join()\nsys.stdout = None\n"
    before = sys.stdout
    assert ids(write("page.py", HEAD + own + "a = claim('a', x >= 0)\n")) == ["a"]
    assert sys.stdout is before


def test_an_interrupt_while_a_finalizer_runs_is_not_lost(write: Write) -> None:
    own = "class D:\n    def __del__(self): raise KeyboardInterrupt\nd = D()\ndel d\n"
    with pytest.raises(KeyboardInterrupt):
        collect([str(write("page.py", HEAD + own))])


def test_objects_that_lie_about_their_class_are_no_claims(write: Write) -> None:
    lie = "class Q:\n    @property\n    def __class__(self): raise BaseException('cls')\nq = Q()\nqs = [Q()]\n"
    assert ids(write("page.py", HEAD + lie + "a = claim('a', x >= 0)\n")) == ["a"]
