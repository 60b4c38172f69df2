"""A derivation in one line: its steps and its whole are claims, and what is wrong in it is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from verify.author import Chain, because, chain, claim, equal, exp, family, inner, lemma, mean, samples, symbols, vector
from verify.claims.claim import Claim
from verify.deciding.many_claims import check
from verify.deciding.pages.collect import collect
from verify.errors import InputError
from verify.exact.certificates.methods import FromSteps
from verify.exact.methods import OF_STEPS
from verify.exact.protocol import Reason
from verify.recheck.ledger import recheck

i, j = samples("i j")
a, b, x = symbols("a b x")
u = family("u", i)
SPREAD = mean(i, j, (u - family("u", j)) ** 2)


def statuses(made: Chain, *lemmas: Claim) -> list[str]:
    ledger = check((*lemmas, *made.claims), cache=False)
    assert recheck(ledger.to_json()).accepted
    return [ledger.by_key[claim.key].status.value for claim in made.claims]


@pytest.mark.parametrize(
    ("signs", "whole"),
    [
        ("= =", "="),
        ("= >=", ">="),
        (">= >", ">"),
        ("> >=", ">"),
        ("= > =", ">"),
        ("<= = <=", "<="),
        ("<= <", "<"),
        ("≤ ≤", "<="),
        ("==", "="),
    ],
)
def test_the_whole_is_as_strong_as_its_steps_allow(signs: str, whole: str) -> None:
    links: list[object] = [x]
    for number, sign in enumerate(signs.split(), 1):
        links += [sign, x + number]
    relation = chain(*links).whole.plain.conclusions[0]
    assert (relation.operator, relation.left, relation.right) == (whole, links[0], links[-1])


@pytest.mark.parametrize(
    ("links", "told"),
    [
        ((x, ">=", a, "<=", b), "step 2 has <= after >=: a derivation goes in one direction"),
        ((x, "=", a, "<", b, "=", x, ">", 0), "step 4 has > after <"),
        ((x, "!=", a), "link 2 is '!=', no sign"),
        ((x, a, b), "no sign: write"),
        ((x, ">="), "2 links: write expressions and signs in turn"),
        ((x,), "1 links"),
        ((x, ">=", 0.5), "link 3 is 0.5, no expression"),
        ((x, ">=", a >= b), "no expression"),
        ((x, ">=", vector("w")), "no expression"),
        ((x, "=", True), "no expression"),
    ],
)
def test_what_is_no_derivation_is_refused_in_one_line(links: tuple[object, ...], told: str) -> None:
    with pytest.raises(InputError) as refused:
        chain(*links)
    assert told in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("reasons", [[None, None], [3], ["because", 2]])
def test_reasons_that_are_too_many_or_none_are_refused(reasons: list[object]) -> None:
    with pytest.raises(InputError, match="reason"):
        chain(x, ">=", x, reasons=reasons)


@pytest.mark.slow
def test_a_right_derivation_is_proved_whole_and_re_checked() -> None:
    made = chain(SPREAD, "=", 2 * mean(i, u**2) - 2 * mean(i, u) ** 2, "<=", 2 * mean(i, u**2), name="spread")
    assert statuses(made) == ["PROVED"] * 3


def test_a_planted_wrong_step_is_the_one_that_is_refuted_and_so_is_the_whole() -> None:
    made = chain(
        SPREAD, "=", 2 * mean(i, u**2) - 2 * mean(i, u) ** 2, "<=", mean(i, u**2), "=", mean(i, u * u), name="spread"
    )
    assert statuses(made) == ["PROVED", "REFUTED", "PROVED", "REFUTED"]


def test_a_strict_step_that_holds_with_equality_somewhere_is_refuted() -> None:
    assert statuses(chain(x**2 + 1, ">=", 2 * x, "=", x + x)) == ["PROVED"] * 3
    assert statuses(chain(x**2 + 1, ">", 2 * x, "=", x + x)) == ["REFUTED", "PROVED", "REFUTED"]


def test_two_wrong_steps_that_make_up_for_one_another_leave_the_whole_true() -> None:
    assert statuses(chain(x, "=", x + 1, "=", x)) == ["REFUTED", "REFUTED", "PROVED"]


LEMMA = claim("tangent", exp(x) >= 1 + x)
EXPONENTIALS = chain(
    mean(i, exp(u)),
    ">=",
    mean(i, 1 + u),
    ">",
    mean(i, u),
    name="exponentials",
    reasons=[because(mean(i, exp(u) - 1 - u), uses=lemma(LEMMA, {x: u}))],
)


def test_a_whole_is_proved_from_its_steps_which_may_need_lemmas_of_their_own() -> None:
    """By the method itself, whatever other methods there are; what it finds is re-checked."""
    known = {found.key: found for found in (LEMMA, *EXPONENTIALS.claims)}
    method = FromSteps(methods=OF_STEPS)
    part = method.prove(EXPONENTIALS.whole, 0, lambda *key: known.get(key))
    assert not isinstance(part, Reason)
    assert len(part["terms"]) == 2
    assert list(method.words(EXPONENTIALS.whole, 0, part))[-1] == "  by exponentials-2 (printed)"
    assert statuses(EXPONENTIALS, LEMMA) == ["PROVED"] * 3


@pytest.mark.parametrize("missing", [0, 1])
def test_a_step_that_is_not_there_carries_nothing(missing: int) -> None:
    gone = EXPONENTIALS.claims[missing]
    known = {found.key: found for found in (LEMMA, *EXPONENTIALS.claims) if found is not gone}
    method = FromSteps(methods=OF_STEPS)
    assert isinstance(method.prove(EXPONENTIALS.whole, 0, lambda *key: known.get(key)), Reason)


def test_a_false_step_never_carries_the_whole() -> None:
    """The whole is true and a step is false: whatever proves the whole, it is not that step."""
    made = chain(mean(i, exp(u)), ">=", mean(i, 2 + u), ">=", mean(i, 1 + u), name="exponentials")
    known = {found.key: found for found in made.claims}
    found = FromSteps(methods=OF_STEPS).prove(made.whole, 0, lambda *key: known.get(key))
    assert found == Reason("step exponentials-1 is not proved")
    assert statuses(made)[:2] == ["REFUTED", "PROVED"]


def test_a_middle_term_that_is_not_defined_everywhere_proves_nothing_there() -> None:
    """x = x²/x ≥ … speaks of x ≠ 0 only; the whole is decided at x = 0 too."""
    made = chain(x**2 / x - x, ">=", 0, "=", x - x, name="hole")
    assert statuses(made)[0] == "PROVED"
    assert statuses(chain(x, "=", x**2 / x, name="other"))[-1] == "PROVED"
    through = chain(x, ">=", x**2 / x, ">=", x, name="through")
    known = {found.key: found for found in through.claims}
    found = FromSteps(methods=OF_STEPS).prove(through.whole, 0, lambda *key: known.get(key))
    assert isinstance(found, Reason)
    assert "may be undefined" in found.why


def test_a_claim_as_reason_is_a_lemma() -> None:
    square = claim("square", (a - b) ** 2 >= 0)
    made = chain(a**2 + b**2, ">=", 2 * a * b, name="mine", reasons=[square])
    assert made.lemmas == (square,)
    assert square.key in made.steps[0].needs
    assert statuses(made, square) == ["PROVED", "PROVED"]


def test_hypotheses_hold_for_every_step() -> None:
    z, w_star = vector("z", i), vector("w*")
    made = chain(
        mean(i, inner(z, w_star) ** 2), "=", mean(i, inner(z, w_star)), "=", 1, given=equal(inner(w_star, z), 1)
    )
    assert statuses(made) == ["PROVED"] * 3


def test_a_derivation_in_a_file_is_collected_with_its_steps(tmp_path: Path) -> None:
    page = tmp_path / "mine.py"
    page.write_text(
        "from verify.author import *\nx, = symbols('x')\n"
        "one = chain(x**2, '>=', 2*x - 1, '>', 2*x - 2, name='one')\nmore = [chain(x, '=', x, name='two')]\n",
        encoding="utf-8",
    )
    assert [found.id for found in collect([str(page)])] == ["one-1", "one-2", "one", "two-1", "two"]


def test_two_derivations_without_names_are_told_apart_or_refused(tmp_path: Path) -> None:
    page = tmp_path / "mine.py"
    head = "from verify.author import *\nx, = symbols('x')\n"
    page.write_text(head + "a = chain(x, '=', x)\nb = chain(x, '>=', x)\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"derivation-1 .* is stated twice"):
        collect([str(page)])
