"""Layer cakes, cases and telescoping sums in derivations about runs: rows that pass, and false ones beside them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from run_rows import ONE, START, ZERO, T, always, at, certificate, decided, gap, minus, proof, proved

K, J = ["k", "sample"], ["j", "sample"]
NONE: dict[str, Any] = {}


def b(index: Any = K, step: Any = None) -> list[Any]:
    return ["idx", "b", [step or at("T"), index]]


def there(index: Any) -> list[Any]:
    """Return a member at T, as a certificate has it."""
    return ["idx", "b(T)", [index]]


def pairs(body: Any) -> list[Any]:
    return ["sum", K, ["sum", J, body]]


def times(*factors: Any) -> list[Any]:
    return ["mul", *factors]


N = ["size", "sample"]
NONNEGATIVE = [">=", b(step=at()), ZERO]
TOTAL = ["sum", J, b(J)]
LARGER = ["fn", "max", b(), b(J)]
# Σ_ij max(b_i, b_j) − nΣ_j b_j is Σ_ij b_j(1 − b_i) where all b are 0 or 1
SLICES = pairs(times(there(J), ["add", ONE, minus(there(K))]))
CAKE = {"layer_cake": "b(T)"}
TWICE = ["add", times(["num", "2"], N), ["num", "-1"]]


@pytest.mark.parametrize(
    ("given", "goal", "terms", "cake", "passes"),
    [
        ([NONNEGATIVE], [">=", pairs(LARGER), times(N, TOTAL)], [SLICES], CAKE, True),
        ([NONNEGATIVE], [">=", pairs(LARGER), times(N, TOTAL)], [SLICES], NONE, False),
        ([NONNEGATIVE], [">=", pairs(LARGER), times(N, TOTAL)], [SLICES], {"layer_cake": "b"}, False),
        ([NONNEGATIVE], [">=", pairs(LARGER), times(N, TOTAL)], [SLICES], {"layer_cake": "b(0)"}, False),
        ([NONNEGATIVE], [">", pairs(LARGER), times(N, TOTAL)], [SLICES], CAKE, False),
        ([NONNEGATIVE], ["=", pairs(LARGER), times(N, TOTAL)], [SLICES], CAKE, False),
        # b(T) itself may be negative
        ([always(NONNEGATIVE, stop=at("T"))], [">=", pairs(LARGER), times(N, TOTAL)], [SLICES], CAKE, False),
        ([[">=", b(step=START), ZERO]], [">=", pairs(LARGER), times(N, TOTAL)], [SLICES], CAKE, False),
        ([[">=", b(step=at()), ["num", "-1"]]], [">=", pairs(LARGER), times(N, TOTAL)], [SLICES], CAKE, False),
        ([NONNEGATIVE], [">=", pairs(LARGER), times(N, TOTAL)], [times(SLICES, ["num", "-1"])], CAKE, False),
        # of shares, which are 0 and 1 for one sample alone: b_i = 1/n is between
        ([NONNEGATIVE, ["=", TOTAL, ONE]], [">=", pairs(LARGER), times(TWICE, TOTAL)], [], CAKE, False),
        ([NONNEGATIVE, ["=", TOTAL, ONE]], [">=", pairs(LARGER), TWICE], [], CAKE, False),
        ([NONNEGATIVE, ["<=", b(), ["sym", "x"]]], [">=", ["sym", "x"], ZERO], [there(K)], CAKE, False),
        # what is no sum of b and maxima: squares, products, a constant, a minimum, a maximum beside another family
        ([NONNEGATIVE], [">=", TOTAL, ["sum", J, ["pow", b(J), "2"]]], [], CAKE, False),
        ([NONNEGATIVE], [">=", TOTAL, ["sum", J, times(b(J), b(J))]], [], CAKE, False),
        ([NONNEGATIVE], [">=", times(N, ONE), TOTAL], [["sum", J, ["add", ONE, minus(there(J))]]], CAKE, False),
        ([NONNEGATIVE], [">=", ["fn", "min", b(), b(J)], times(b(), b(J))], [], CAKE, False),
        ([NONNEGATIVE], ["<=", ["fn", "max", b(), ONE], ONE], [], CAKE, False),
        ([NONNEGATIVE], [">=", LARGER, times(b(), LARGER)], [], CAKE, False),
        ([NONNEGATIVE], [">=", b(), times(b(), ["pow", b(), "1/2"])], [], CAKE, False),
    ],
)
def test_zeros_and_ones_decide_what_is_linear_in_a_family_that_is_nonnegative_and_no_more(
    given: list[Any], goal: Any, terms: list[Any], cake: dict[str, str], passes: bool
) -> None:
    """A certificate may take b(T) for 0 and 1 only where all that is known of b(T) is that it is nonnegative."""
    found = proved(given, goal, proof(decided(certificate(*terms, **cake), at("T"))))
    assert found == ("rechecked" if passes else "rejected")


A, C = ["idx", "a", [at("T")]], ["sym", "c"]
HALVES = {"at_most": certificate(gap(C, ["sym", "a(T)"])), "at_least": certificate(gap(["sym", "a(T)"], C))}
ON = {"on": ["sym", "a(T)"], "positive": certificate(["sym", "a(T)"]), "zero": certificate(["sym", "a(T)"])}


@pytest.mark.parametrize(
    ("given", "goal", "part", "passes"),
    [
        (["<=", ">="], "=", {"kind": "both ways", **HALVES}, True),
        (["<="], "=", {"kind": "both ways", **HALVES}, False),
        ([">="], "=", {"kind": "both ways", **HALVES}, False),
        (["<=", ">="], "<", {"kind": "both ways", **HALVES}, False),
        (["<=", ">="], "!=", {"kind": "both ways", **HALVES}, False),
        (["<="], "=", {"kind": "both ways", **HALVES, "at_least": HALVES["at_most"]}, False),
        (["<="], "=", {"kind": "both ways", "at_most": HALVES["at_most"]}, False),
        # cases stand in no derivation, and a ≥ 0 is none of the facts
        (["<="], ">=", {"kind": "cases", **ON}, False),
        ([">="], ">", {"kind": "cases", **ON}, False),
    ],
)
def test_both_halves_of_an_equation_are_shown_and_cases_are_not_taken(
    given: list[str], goal: str, part: Any, passes: bool
) -> None:
    """a(T) = c needs a(T) ≤ c and a(T) ≥ c, each with a certificate of its own."""
    found = proved([[operator, A, C] for operator in given], [goal, A, C], proof(decided(part, at("T"))))
    assert found == ("rechecked" if passes else "rejected")


def f(step: Any, name: str = "f") -> list[Any]:
    return ["idx", name, [step]]


def spent(stop: Any, start: Any = START, later: int = 0) -> list[Any]:
    return ["range", "sum", ["k", "step"], start, stop, f(at(["k", "step"], later))]


def named(stop: Any, start: Any = START) -> list[Any]:
    """Return the variable that a sum is in a certificate."""
    bound = ["s0", "step"]
    whole = ["range", "sum", bound, start, stop, f(at(bound))]
    return ["sym", json.dumps(whole, ensure_ascii=False, separators=(",", ":"))]


def p(step: Any) -> list[Any]:
    return f(step, "p")


def step_of(start: Any) -> list[Any]:
    before = gap(["add", ["sym", "p(v)"], minus(["sym", f"p({start[2]})"])], named(at("v"), start))
    return [before, gap(gap(["sym", "p(v+1)"], ["sym", "p(v)"]), ["sym", "f(v)"])]


DESCENT = ["<=", f(at()), gap(p(at(by=1)), p(at()))]
TWO = at(None, 2)


@pytest.mark.parametrize(
    ("given", "begins", "goal", "passes"),
    [
        ([DESCENT], 0, ["<=", spent(at("T")), gap(p(at("T")), p(START))], True),
        (
            [DESCENT, ["<=", at(None, 1), at("T")]],
            1,
            ["<=", spent(at("T"), at(None, 1)), gap(p(at("T")), p(at(None, 1)))],
            True,
        ),
        # at T = 0 the sum from step 1 on is empty, and p(0) − p(1) may be negative
        ([DESCENT], 1, ["<=", spent(at("T"), at(None, 1)), gap(p(at("T")), p(at(None, 1)))], False),
        ([DESCENT], 0, ["<=", spent(at("T", 1)), gap(p(at("T")), p(START))], False),
        ([DESCENT], 0, ["<=", spent(at("T")), gap(p(at("T")), p(at(None, 1)))], False),
        ([DESCENT], 0, ["<=", spent(at("T")), gap(p(START), p(at("T")))], False),
        ([DESCENT], 0, ["<", spent(at("T")), gap(p(at("T")), p(START))], False),
        ([DESCENT], 0, ["<=", spent(at("T"), later=1), gap(p(at("T")), p(START))], False),
        ([DESCENT], 0, ["<=", spent(at("T"), at(None, 1)), gap(p(at("T")), p(START))], False),
        ([always(DESCENT, stop=at("T"))], 0, ["<=", spent(at("T")), gap(p(at("T")), p(START))], False),
        ([always(DESCENT, at(None, 1))], 0, ["<=", spent(at("T")), gap(p(at("T")), p(START))], False),
        ([["<=", f(at()), gap(p(at(by=2)), p(at(by=1)))]], 0, ["<=", spent(at("T")), gap(p(at("T")), p(START))], False),
    ],
)
def test_a_sum_telescopes_from_its_own_start_over_the_steps_at_which_its_terms_are_bounded(
    given: list[Any], begins: int, goal: Any, passes: bool
) -> None:
    """Σ_{s≤k<T} f(k) ≤ p(T) − p(s) where f(t) ≤ p(t+1) − p(t) at all steps, and s ≤ T."""
    start = at(None, begins)
    invariant = ["<=", spent(at(), start), gap(p(at()), p(start))]
    move = {"rule": "induction", "index": T, "start": start, "stop": None, "as": "v", "invariants": [invariant]}
    move["base"] = [proof(decided(certificate(), start))]
    move["step"] = [proof(decided(certificate(*step_of(start)), at("v"), at("v", 1), start))]
    found = proved(given, goal, proof({"rule": "known", "at": [at("T"), start]}, move))
    assert found == ("rechecked" if passes else "rejected")


@pytest.mark.parametrize(
    ("given", "power", "passes"),
    [([[">=", C, ZERO]], "T", True), ([[">", C, ZERO]], "T", True), ([], "T", False), ([["<=", C, ONE]], "T", False),
     ([[">=", C, ["num", "-1"]]], "T", False), ([[">=", f(START, "a"), ZERO]], "T", False)],
)  # fmt: skip
def test_a_factor_that_may_be_negative_carries_no_bound_on(given: list[Any], power: str, passes: bool) -> None:
    """a(t+1) ≤ c·a(t) gives a(T) ≤ c^T·a(0) where c ≥ 0; with c = −1, a = 0, −1, −2, … keeps it no longer."""

    def product(stop: Any) -> list[Any]:
        return ["range", "product", ["k", "step"], START, stop, C]

    bound = ["s0", "step"]
    whole = json.dumps(["range", "product", bound, START, at("v"), C], ensure_ascii=False, separators=(",", ":"))
    a_0, a_v, later = (["sym", f"a({step})"] for step in ("0", "v", "v+1"))
    terms = [times(C, gap(times(["sym", whole], a_0), a_v)), gap(times(C, a_v), later)]
    invariant = ["<=", f(at(), "a"), times(product(at()), f(START, "a"))]
    move = {"rule": "induction", "index": T, "start": START, "stop": None, "as": "v", "invariants": [invariant]}
    move["base"] = [proof(decided(certificate(), START))]
    move["step"] = [proof(decided(certificate(*terms), at("v"), at("v", 1), START))]
    goal = ["<=", f(at(power), "a"), times(product(at(power)), f(START, "a"))]
    given = [["<=", f(at(by=1), "a"), times(C, f(at(), "a"))], *given]
    found = proved(given, goal, proof({"rule": "known", "at": [at(power), START]}, move))
    assert found == ("rechecked" if passes else "rejected")
