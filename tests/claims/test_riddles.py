"""What an author writes by mistake gives one line with the file's line and the remedy, or works where it is plain."""

from __future__ import annotations

from pathlib import Path

import pytest

from verify.deciding.pages.collect import collect
from verify.errors import InputError

HEAD = """from verify.author import *
x, y = symbols('x y'); i, j = samples('i j'); t, = steps('t')
w, v = vector('w'), vector('v')
"""
REFUSED = {
    "steps=t": ("claim('b', x >= 0, given=[x > 0], steps=t)", "give one, or several in a list"),
    "given=None": ("claim('b', x >= 0, given=None)", "given of b is None: give one, or several in a list"),
    "given as a text": ("claim('b', x >= 0, given='x > 0')", "hypothesis 1 of b is 'x > 0', no relation"),
    "an id that was forgotten": ("claim(x >= 0)", "write claim('name', x >= 0)"),
    "no conclusion": ("claim('b')", "b claims nothing: give a relation after its id"),
    "a status in small letters": ("claim('b', x >= 0, expected='proved')", "use one of PROVED"),
    "a title that is none": ("claim('b', x >= 0, title=3)", "the title of b is 3, no text"),
    "because of a text": ("claim('b', x**2 >= 0, certificates=because('square'))", "expressions that are never"),
    "because of a relation": ("claim('b', x**2 >= 0, certificates=because(x >= 0))", "expressions that are never"),
    "inner of a number": ("claim('b', inner(x, w) >= 0)", "make it with vector(…), or write a product"),
    "a vector and a number": ("claim('b', inner(w + x, w) >= 0)", "add vectors, or take inner(…) first"),
    "a product of vectors": ("claim('b', w * v >= 0)", "a product of vectors is inner(w, v)"),
    "an order of vectors": ("claim('b', w >= v)", "compare inner(…), or write equal(w, v)"),
    "an index as a number": ("claim('b', total(i, i * x) >= 0)", "an index is no number"),
    "math's functions": ("__import__('math').exp(x)", "write exp, log, sqrt of verify.author"),
    "NumPy's functions": ("__import__('numpy').exp(x)", "write exp, log, sqrt of verify.author"),
    "Python's sum": ("sum(family('u', i))", "write total(i, …) for a sum"),
    "the body first": ("claim('b', mean(family('u', i), i) >= 0)", "name the indices first and the body last"),
    "a number to a variable": ("claim('b', 2**x >= 0)", "write exp(b*log(a)) for a**b"),
    "a string as a mapping's key": ("because(uses=lemma(claim('a', x**2 >= 0), {'x': y}))", "'x' is no variable"),
    "an edition that is none": ("claim('b', x >= 0, edition='final')", "use one of printed, repaired, beyond"),
    "an empty id": ("claim('', x >= 0)", "a claim's id is empty: write claim('name', x >= 0)"),
    "a counterexample as a dict": ("claim('b', x >= 0, counterexamples=[{'x': -1}])", "write from verify.statement"),
    "a mean over no index": ("claim('b', mean(family('u', i)) >= 0)", "mean of u_i over no index: name one first"),
    "a derivative by no variable": ("claim('b', derivative(x**2, x**2) >= 0)", "by x², which is no variable"),
    "a division by nought": ("claim('b', x/0 >= 0)", "a division by 0, which has no value"),
    "whole parts": ("claim('b', x // 2 <= x)", "whole parts and remainders are not in the language"),
    "remainders": ("claim('b', x % 2 <= 1)", "whole parts and remainders are not in the language"),
    "a member in brackets": ("claim('b', family('u', i)[0] >= 0)", "write a member with its index"),
    "a symbol as an index": ("claim('b', family('u', x) >= 0)", "u has the index x: use samples(...)"),
    "a formula in the place of a vector": ("claim('b', inner(x + 1, w) >= 0)", "inner of x + 1, which is no vector"),
    "a total of a number": ("claim('b', total(3, family('u', i)) >= 0)", "total of 3, u_i: name the indices first"),
    "a family without an index": ("claim('b', family('x') >= 0)", "use symbols for a single number"),
}  # fmt: skip
WORKS = {
    "a single hypothesis": "b = claim('b', x >= 0, given=x > 0)",
    "a claim for a lemma": "a = claim('a', x**2 >= 0)\nb = claim('b', x**2 >= 0, certificates=because(uses=[a]))",
    "a certificate by itself": "b = claim('b', x**2 >= 0, certificates=because(x**2))",
    "samples as an index": "b = claim('b', inner(w, vector('z', samples('i'))) >= 0)",
    "a vector times a number": "b = claim('b', inner(w * 2, w) >= 0)",
    "Python's abs": "b = claim('b', abs(x) >= x)",
    "a hypothesis on a diagonal": "b = claim('b', total(i, family('x', i, i)) >= 0, given=[family('x', i, i) >= 0])",
    "an equation of vectors": "b = claim('b', equal(inner(w, v), inner(v, v)), given=[equal(w, v)])",
}


def page(folder: Path, text: str) -> str:
    path = folder / "page.py"
    path.write_text(HEAD + text + "\n", encoding="utf-8")
    return str(path)


@pytest.mark.parametrize("name", REFUSED)
def test_a_slip_gives_one_line_with_its_place_and_the_remedy(name, tmp_path):
    written, expected = REFUSED[name]
    target = page(tmp_path, f"b = {written}")
    with pytest.raises(InputError) as found:
        collect([target])
    said = str(found.value)
    assert said.startswith(f"{target}:4: ")
    assert expected in said
    assert "\n" not in said


@pytest.mark.parametrize("name", WORKS)
def test_what_is_plainly_meant_works(name, tmp_path):
    assert collect([page(tmp_path, WORKS[name])])[-1].id == "b"
