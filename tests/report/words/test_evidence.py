"""Evidence in words."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from verify.author import because, claim, family, inner, mean, patches, samples, symbols, total, vector
from verify.claims.claim import certificate_to_json
from verify.claims.evidence import Evidence
from verify.exact.certificates.words import certificate_words
from verify.report.words.counterexamples import counterexample_words
from verify.report.words.evidence import evidence_words, example_words
from verify.report.words.numbers import number_words
from verify.statement.writing.relations import claim_that

i, j = samples("i j")
(p,) = patches("p")
x, y = symbols("x y")


def test_members_are_named_by_their_sample_and_patch_counted_from_1() -> None:
    statement = claim_that(total(p, inner(vector("w"), vector("z", i, p))) >= family("a", i))
    data = {
        "instance": {
            "n": 2,
            "P": 1,
            "scalars": {},
            "families": {"a": {"0": "0", "1": "1"}},
            "vectors": {"w": {"": ["1", "-1/2"]}, "z": {"0,0": ["0", "1"], "1,0": ["0", "2"]}},
        },
        "conclusion": 0,
        "at": {"i": 1},
        "left": "-1",
        "right": "1",
    }
    found = counterexample_words(statement, data)
    assert found.instance == (
        "n = 2", "P = 1", "a_1 = 0", "a_2 = 1", "w = (1, -1/2)", "z_1^(1) = (0, 1)", "z_2^(1) = (0, 2)"
    )  # fmt: skip
    assert found.where == "i = 2"
    assert found.sentence.endswith("fails at i = 2, as its sides are -1 and 1")


def test_sizes_the_statement_does_not_speak_of_are_left_out() -> None:
    instance = {"n": 1, "P": 1, "scalars": {"x": "2"}, "families": {}, "vectors": {}}
    data = {"instance": instance, "conclusion": 0, "at": {}, "left": "2", "right": "1"}
    assert counterexample_words(claim_that(x <= 1), data).instance == ("x = 2",)


def test_the_example_of_a_proof_names_what_the_statement_speaks_of() -> None:
    made = claim("a", x >= 0, given=(x > 1,))
    instance = {"n": 1, "P": 1, "scalars": {"x": "2"}, "families": {}, "vectors": {}}
    words = example_words(made, Evidence("proof", "", {"parts": [], "example": instance}))
    assert words == ("x = 2", "every hypothesis holds, and so does the claim")
    (said,) = example_words(made, Evidence("proof", "", {"parts": [], "example": None}))
    assert said.startswith("no instance was met that keeps the hypotheses: they may contradict one another")
    assert example_words(made, Evidence("campaign", "", {"cases": 1})) == ()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("1/4", "1/4 = 0.25"),
        ("2/3", "2/3 ≈ 0.666667"),
        ("-7", "-7"),
        ("1.000", "1"),
        ("[1.25 +/- 1e-3]", "1.25 (enclosed to 1e-3)"),
        ("[+/- 1.73e-19]", "0 (enclosed to 1.73e-19)"),
        ("[1.23456789012345678e+30 +/- 4.1e+9]", "1.23456789012…e+30 (enclosed to 4.1e+9)"),
        ("nan", "nan"),
        ("1" * 50, "≈ 1.11111e+49 (an exact number of 50 characters)"),
    ],
)
def test_numbers_read_as_people_write_them(text: str, words: str) -> None:
    assert number_words(text) == words


@settings(deadline=None)
@given(st.fractions())
@example(Fraction(1, 10**400))
@example(Fraction(-(10**90), 3))
def test_an_equals_sign_is_shown_only_where_the_decimal_is_the_number(value: Fraction) -> None:
    words = number_words(str(value))
    if " = " in words:
        assert Fraction(words.split(" = ")[1]) == value
    elif "≈" not in words:
        assert Fraction(words) == value


def test_a_certificate_says_the_difference_the_terms_and_the_factor() -> None:
    relation = 2 * x <= x**2 + 1
    lines = certificate_words(because((x - 1) ** 2, times=y), relation)
    assert lines == (
        "(y) · [x² + 1 − (2·x)] is, identically, the sum of terms that are not negative:",
        "  (1) (x - 1)²",
        "  the factor in front is positive by its form",
    )


def test_a_certificate_that_no_page_gives_is_read_from_the_evidence() -> None:
    square = claim("square", x**2 + y**2 >= 2 * x * y)
    evidence = Evidence("proof", "certificate", {"parts": [certificate_to_json(because((x - y) ** 2))]})
    assert evidence_words(square, evidence)[1:] == ("  (1) (x - y)²",)


def test_every_kind_of_evidence_has_words() -> None:
    square = claim("a", mean(i, family("a", i) ** 2) >= 0, x**2 >= 0, certificates=[None, because(x**2)])
    proof = {
        "parts": [
            {"kind": "function", "proof": {"rule": "times", "then": {"rule": "sign"}}},
            certificate_to_json(because(x**2)),
        ]
    }
    assert "a tree of rules for functions of real variables (times, sign)" in evidence_words(
        square, Evidence("proof", "m", proof)
    )
    rows = [["1", "0"]]
    assert evidence_words(square, Evidence("solution", "m", {"rows": rows, "w_star": ["1", "0"]})) == (
        "w* = (1, 0) has margin exactly 1 on each of 1 rows",
    )
    assert (
        "(1)·z(row 1) = 0"
        in evidence_words(square, Evidence("combination", "m", {"rows": rows, "combination": [[0, "1"]]}))[0]
    )
    assert evidence_words(square, Evidence("none", "none", {"why": "nothing fits"})) == ("nothing fits",)
    assert evidence_words(square, Evidence("campaign", "m", {"cases": 7, "seed": 0})) == (
        "7 random and cornered instances kept every hypothesis, and none failed",
    )
    enclosure = {
        "step": 3,
        "eta_w": "1/10",
        "gamma": {"mid": "3/2", "rad": "1/1000"},
        "D": {"lower": "1/4", "upper": "1/2"},
    }
    assert evidence_words(square, Evidence("enclosure", "m", enclosure)) == (
        "after 3 steps of exact gradient descent (η = 1/10) from the start given:",
        "  γ is within 0.001 of 1.5",
        "  D lies between 1/4 = 0.25 and 1/2 = 0.5",
    )
