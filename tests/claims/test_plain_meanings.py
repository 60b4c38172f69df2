"""What an author writes: plain meanings simply work, and what has none is told in one line with a remedy."""

import pytest

from verify.author import because, claim, equal, family, inner, lemma, mean, named, samples, symbols, total, vector
from verify.claims.claim import Status
from verify.deciding.many_claims import check
from verify.errors import InputError

x, y = symbols("x y")
i, j = samples("i j")
square = claim("square", x**2 >= 0)


def test_one_hypothesis_certificate_step_or_lemma_stands_for_itself():
    made = claim("a", x >= 0, given=x > 0, certificates=because(x), steps=square, rests_on=square)
    assert made == claim("a", x >= 0, given=[x > 0], certificates=[because(x)], steps=[square], rests_on=[square])
    assert because(x**2, uses=square) == because(x**2, uses=[square]) == because(x**2, uses=[lemma(square)])


def test_a_tuple_of_indices_is_taken_apart_and_vectors_are_scaled_from_both_sides():
    assert vector("z", samples("i")) == vector("z", i)
    assert family("a", samples("i j")) == family("a", i, j)
    w = vector("w")
    ledger = check(
        [claim("a", equal(inner(w * 2, w), 2 * inner(w, w))), claim("b", equal(inner(w / 2, w), inner(w, w) / 2))]
    )
    assert [verdict.status for verdict in ledger.verdicts] == [Status.PROVED, Status.PROVED]


def test_a_hypothesis_on_the_diagonal_of_a_family_is_kept_by_the_search():
    trace = claim("trace", total(i, family("x", i, i)) >= 0, given=family("x", i, i) >= 0)
    wrong = claim("wrong", mean(i, j, family("x", i, j)) >= 0, given=equal(family("x", i, i), 1))
    assert [verdict.status for verdict in check([trace, wrong]).verdicts] == [Status.PROVED, Status.REFUTED]


@pytest.mark.parametrize(
    ("write", "said"),
    [
        (lambda: because(x**2, uses=["square"]), "write lemma\\(claim"),
        (lambda: lemma("square"), "name the claim itself"),
        (lambda: lemma(square, {"x": y}), "'x' is no variable"),
        (lambda: lemma(square, {y: x}), "y is no variable of square"),
        (lambda: lemma(square, {family("x", i): x}), "is no variable of square"),
        (lambda: lemma(square, conclusion=1), "square has no conclusion 1: it has 1, from 0"),
        (lambda: claim("a", x >= 0, steps=["square"]), "name claims, not their ids"),
        (lambda: claim("a", x >= 0, certificates=[x]), "write because"),
        (lambda: claim("a", equal(named("A", x) - named("A", y), 5)), "a: A stands for"),
        (lambda: family("a"), "has no index"),
        (lambda: family("a", "i"), "has the index 'i'"),
        (lambda: x**y, "write exp"),
        (lambda: x**0.5, "0.5 is not exact"),
        (lambda: symbols("t") ** 2, "unpack it, as in t, = symbols\\('t'\\)"),
        (lambda: symbols("t") < 2, "unpack it"),
    ],
)
def test_what_has_no_plain_meaning_is_told_with_a_remedy(write, said):
    with pytest.raises(InputError, match=said):
        write()
