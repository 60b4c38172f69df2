"""λ_min and λ_max on runs: of one family, on its span, at the steps at which that is known. Rows beside false ones."""

from __future__ import annotations

from typing import Any

import pytest
from run_rows import ONE, START, T, always, at, certificate, decided, gap, mean, proof, proved

K, J = ["k", "sample"], ["j", "sample"]
Z, Y = ["vec", "z", [K]], ["vec", "y", [K]]
LOW, HIGH = ["sym", "low"], ["sym", "high"]
SPECTRUM, OTHER = ["spectrum", "low", "high", Z], ["spectrum", "low'", "high'", Y]


def w(step: Any = None, name: str = "w") -> list[Any]:
    return ["vec", name, [step or at()]]


def square(vector: Any) -> list[Any]:
    return ["inner", vector, vector]


def moment(vector: Any, member: Any = Z) -> list[Any]:
    return mean(K, ["pow", ["inner", vector, member], "2"])


def above(vector: Any, least: Any = LOW, member: Any = Z, operator: str = ">=") -> list[Any]:
    return [operator, moment(vector, member), ["mul", least, square(vector)]]


def spanned(vector: Any, member: Any = Z) -> list[Any]:
    return ["inspan", vector, member]


FROZEN = ["vec", "w(u)", []]


def by_rayleigh(*vectors: Any, goal: Any = None) -> dict[str, Any]:
    greater, smaller = (goal or above(FROZEN))[1:]
    return proof(decided(certificate(gap(greater, smaller), rayleigh=[*(vectors or [FROZEN])])), fix="u")


@pytest.mark.parametrize(
    ("given", "goal", "shown", "passes"),
    [
        ([spanned(w()), SPECTRUM], above(w()), by_rayleigh(), True),
        ([always(spanned(w()), stop=at("T")), SPECTRUM], always(above(w()), stop=at("T")), by_rayleigh(), True),
        ([always(spanned(w()), stop=at("T")), SPECTRUM], above(w()), by_rayleigh(), False),
        ([always(spanned(w()), at(None, 1)), SPECTRUM], above(w()), by_rayleigh(), False),
        ([spanned(w(START)), SPECTRUM], above(w()), by_rayleigh(), False),
        ([spanned(w(at(by=1))), SPECTRUM], above(w()), by_rayleigh(), False),
        ([spanned(w(name="v")), SPECTRUM], above(w()), by_rayleigh(), False),
        ([spanned(w(), Y), SPECTRUM], above(w()), by_rayleigh(), False),
        ([spanned(w()), ["spectrum", "low", "high", Y]], above(w()), by_rayleigh(), False),
        ([spanned(w()), ["spectrum", "low", "high", ["vec", "z", [["i", "patch"]]]]], above(w()), by_rayleigh(), False),
        # two spectra: of z and y, and of z(t) at one step and the next
        ([spanned(w()), SPECTRUM, OTHER], above(w()), by_rayleigh(), False),
        ([spanned(w()), OTHER], above(w(), ["sym", "low'"]), by_rayleigh(), False),
        ([spanned(w()), SPECTRUM], above(w(), HIGH), by_rayleigh(goal=above(FROZEN, HIGH)), False),
        ([spanned(w()), SPECTRUM], above(w(), operator=">"), by_rayleigh(), False),
        ([spanned(w()), SPECTRUM], above(w()), by_rayleigh(["vec", "v", []]), False),
        ([spanned(w()), SPECTRUM], above(w()), by_rayleigh(["vec", "w(u+1)", []]), False),
    ],
)
def test_a_mean_of_squares_is_at_least_the_smallest_eigenvalue_on_the_span(
    given: list[Any], goal: Any, shown: Any, passes: bool
) -> None:
    """⟨w(t), z_i⟩² has a mean of at least λ_min‖w(t)‖² at each t at which w(t) is known to lie in the span of z."""
    assert proved(given, goal, shown) == ("rechecked" if passes else "rejected")


@pytest.mark.parametrize(("of", "passes"), [(at(), True), (at(by=1), False), (START, False)])
def test_the_spectrum_of_a_family_that_moves_is_that_of_one_step(of: Any, passes: bool) -> None:
    """λ_min of z(t) at each t says nothing of z(t+1), and that of z(0) nothing of z(t)."""
    moving = ["vec", "z", [at(), K]]
    given = [spanned(w(), moving), ["spectrum", "low", "high", ["vec", "z", [of, K]]]]
    goal = above(FROZEN, member=["vec", "z(u)", [K]])
    found = proved(given, above(w(), member=moving), by_rayleigh(goal=goal))
    assert found == ("rechecked" if passes else "rejected")


@pytest.mark.parametrize(
    ("steps_by", "known", "of", "passes"),
    [
        (Z, [], START, True),
        (["vsum", K, ["scale", ["sym", "c"], Z]], [], START, True),
        (["gradient", "f", w()], [spanned(["vec", "g", [at()]])], START, False),
        (w(name="g"), [spanned(w(name="g"))], START, True),
        (w(name="g"), [spanned(w(name="g"), Y)], START, False),
        (w(name="g"), [spanned(w(START, "g"))], START, False),
        (w(name="g"), [], START, False),
        (Y, [], START, False),
        (Z, [], at(None, 1), True),
    ],
)
def test_a_step_along_the_span_stays_in_it(steps_by: Any, known: list[Any], of: Any, passes: bool) -> None:
    """w(t+1) = w(t) + c·g(t) lies in the span of z if w(t) and g(t) do, and w(0) or w(1) does."""
    # one sample where the step is along z_i itself, which is no equation of one w else
    own = ["vsum", K, steps_by] if steps_by in (Z, Y) else steps_by
    given = [spanned(w(of)), *known, ["same", w(at(by=1)), ["vadd", w(), ["scale", ["sym", "c"], own]]]]
    given += [[">=", square(w(START)), ["num", "0"]]]
    span = {"rule": "span", "at": [at("v"), at("v", 1)]}
    move = {"rule": "induction", "index": T, "start": START, "stop": None, "as": "v", "invariants": [spanned(w())]}
    move |= {"base": [proof({"rule": "span", "at": [START]})], "step": [proof(span)]}
    found = proved(given, spanned(w()), proof({"rule": "span", "at": [at("u")]}, move, fix="u"))
    assert found == ("rechecked" if passes else "rejected")


LEMMA = {"given": [SPECTRUM, spanned(["vec", "v", []])], "then": [above(["vec", "v", []])]}


@pytest.mark.parametrize(
    ("given", "least", "mapping", "passes"),
    [
        ([SPECTRUM, spanned(w())], "low", [], True),
        ([SPECTRUM, OTHER, spanned(w())], "low", [], True),
        ([SPECTRUM, OTHER, spanned(w(), Y)], "low'", [(Z, Y), (LOW, ["sym", "low'"]), (HIGH, ["sym", "high'"])], True),
        # the ends of one spectrum with the family of the other, or turned
        ([SPECTRUM, OTHER, spanned(w(), Y)], "low", [(Z, Y)], False),
        ([SPECTRUM, OTHER, spanned(w())], "low'", [(LOW, ["sym", "low'"]), (HIGH, ["sym", "high'"])], False),
        ([SPECTRUM, OTHER, spanned(w())], "low'", [(LOW, ["sym", "low'"])], False),
        ([SPECTRUM, spanned(w())], "high", [(LOW, HIGH), (HIGH, LOW)], False),
        ([SPECTRUM, OTHER, spanned(w(), Y)], "low", [], False),
        ([SPECTRUM, spanned(w())], "low", [(LOW, ["mul", ["num", "2"], LOW])], False),
        ([SPECTRUM, spanned(w())], "low", [(LOW, ["num", "2"])], False),
        ([SPECTRUM, spanned(w())], "low", [(Z, ["scale", ["num", "2"], Z])], False),
        ([always(SPECTRUM, stop=at("T")), spanned(w())], "low", [], False),
    ],
)
def test_a_lemma_is_used_with_the_ends_of_the_spectrum_of_its_family(
    given: list[Any], least: str, mapping: list[Any], passes: bool
) -> None:
    """Of two spectra a lemma is used with one: with its family and both its ends."""
    family = next((value for key, value in mapping if key == Z), Z)
    pairs = [[["vec", "v", []], w()], *([key, value] for key, value in mapping)]
    known = proof({"rule": "known", "at": []})
    held = proof({"rule": "known", "at": [at("u")]}, fix="u")
    use = {"rule": "lemma", "claim": "L", "form": "beyond", "mapping": pairs, "over": [T, START, None], "names": []}
    use["shown"] = [known, held]
    goal = above(w(), ["sym", least], family)
    shown = proof({"rule": "known", "at": [at("u")]}, use, fix="u")
    assert proved([*given, [">=", square(w(START)), ["num", "0"]]], goal, shown, LEMMA) == (
        "rechecked" if passes else "rejected"
    )


@pytest.mark.parametrize(
    ("given", "goal", "terms", "passes"),
    [
        ([SPECTRUM, OTHER], [">=", HIGH, LOW], [gap(HIGH, LOW)], True),
        (
            [SPECTRUM, OTHER],
            [">", ["sym", "high'"], ["num", "0"]],
            [gap(["sym", "high'"], ["sym", "low'"]), ["sym", "low'"]],
            True,
        ),
        ([SPECTRUM, OTHER], [">=", ["sym", "high'"], LOW], [gap(["sym", "high'"], LOW)], False),
        ([SPECTRUM, OTHER], [">", HIGH, LOW], [gap(HIGH, LOW)], False),
        ([always(SPECTRUM, stop=at("T"))], [">=", HIGH, LOW], [gap(HIGH, LOW)], False),
        ([SPECTRUM], [">=", HIGH, ONE], [gap(HIGH, ONE)], False),
    ],
)
def test_of_two_spectra_each_has_its_own_ends(given: list[Any], goal: Any, terms: list[Any], passes: bool) -> None:
    """0 < λ_min ≤ λ_max holds of each spectrum, and says nothing of the ends of another."""
    found = proved([*given, [">=", square(w(START)), ["num", "0"]]], goal, proof(decided(certificate(*terms), START)))
    assert found == ("rechecked" if passes else "rejected")
