"""Statements that would read as something else than they say are refused."""

import re

import pytest

from verify.errors import InputError
from verify.statement.checks.legible import check_legible
from verify.statement.tree import Symbol
from verify.statement.writing.operations import derivative, inner, mean, named, total
from verify.statement.writing.quantifiers import for_all
from verify.statement.writing.relations import claim_that, equal
from verify.statement.writing.variables import P, family, fixed_steps, n, patches, samples, steps, symbols, vector

i, j = samples("i j")
(p,) = patches("p")
x, y = symbols("x y")


@pytest.mark.parametrize(
    ("relation", "said"),
    [
        (equal(named("A", x + 5) - named("A", x), 5), "A stands for the abbreviation of x \\+ 5 and"),
        (equal(Symbol("a_i") - family("a", i), Symbol("a_i")), "a_i stands for the symbol a_i and for the number a"),
        (equal(named("x", y), x), "x stands for"),
        (equal(Symbol("n"), 1), "a symbol is called n, which is the number of samples"),
        (equal(derivative(x * Symbol("P"), Symbol("P"), 0), 1), "called P, which is the number of patches"),
        (equal(total(i, family("a", i)), total(i, j, family("a", i, j))), "give two families two names"),
        (equal(total(i, family("a", i)), total(p, family("a", p))), "give two families two names"),
    ],
)
def test_two_things_that_print_alike_are_refused(relation, said):
    with pytest.raises(InputError, match=said):
        check_legible(claim_that(relation))


def test_one_thing_at_two_places_is_read_once():
    a = named("A", x + 5)
    check_legible(claim_that(equal(a - a, 0), given=(x > 0,)))
    check_legible(claim_that(equal(total(i, family("a", i)), total(j, family("a", j)))))
    check_legible(claim_that(equal(Symbol("w"), 0), equal(y, x), given=(equal(family("w", i), 0),)))
    assert vector("w") != Symbol("w")


def test_names_that_were_found_apart_are_compared_where_they_meet():
    """Each part is legible by itself, and what was found of it is kept; together they are not."""
    one, other = named("A", x + 5), named("A", x + 6)
    for part in (one, other):
        check_legible(claim_that(part >= 0))
    with pytest.raises(InputError, match=r"A stands for the abbreviation of x . 5 and for the abbreviation of x . 6"):
        check_legible(claim_that(one >= 0, given=(other >= 0,)))
    families = family("a", i), family("a", i, j)
    for part in families:
        check_legible(claim_that(part >= 0))
    with pytest.raises(InputError, match="give two families two names"):
        check_legible(claim_that(families[0] >= families[1]))
    check_legible(claim_that(one >= named("A", x + 5)))


(t,) = steps("t")
OF_I, OF_T, STEP = Symbol("i"), Symbol("t"), fixed_steps("T")[0]


@pytest.mark.parametrize(
    ("beside", "apart"),
    [
        (OF_T + 0 * family("a", t) >= 0, Symbol("s") + 0 * family("a", t) >= 0),
        (for_all(t, family("a", t) >= OF_T, stop=STEP), for_all(t, family("a", t) >= t, stop=STEP)),
        (total(t, OF_T + family("a", t), stop=STEP) >= 0, total(t, t + family("a", t), stop=STEP) >= 0),
        (for_all(OF_T, family("a", t) >= OF_T**2), for_all(Symbol("s"), family("a", t) >= Symbol("s") ** 2)),
        (OF_I + 0 * family("a", i) >= 0, OF_I + 0 * family("a", j) >= 0),
        (total(i, OF_I) >= 0, total(j, OF_I) >= 0),
        (total(i, family("a", i) * OF_I) >= 0, OF_I * total(i, family("a", i)) >= 0),
        (equal(Symbol("2"), 3 * x), equal(x, 2)),
        (Symbol("1/2") >= x, x >= 1),
    ],
)
def test_a_variable_is_not_called_as_an_index_beside_it_or_as_a_number(beside, apart):
    """“t ≥ 0 for all t” was refuted by a variable t = −1, and “2 ≠ 3” by a variable 2."""
    check_legible(claim_that(apart))
    with pytest.raises(InputError, match=r"rename one of them|call it otherwise"):
        check_legible(claim_that(beside))


def test_an_index_of_steps_has_its_name_alone_in_the_whole_statement():
    """“a(t) ≥ 0 for all t ⟹ t ≥ 0” is true of a step t; an index of samples is never a number."""
    with pytest.raises(InputError, match="t stands for the symbol t and for an index"):
        check_legible(claim_that(OF_T >= 0, given=(family("a", t) >= 0,)))
    check_legible(claim_that(OF_I >= 0, given=(family("a", i) >= 0, OF_I >= 1)))


I_OF_PATCHES = patches("i")[0]


@pytest.mark.parametrize(
    ("alike", "apart"),
    [
        (equal(total(samples("n")[0], n), n**2), equal(total(i, n), n**2)),
        (equal(mean(samples("n")[0], x), x), equal(mean(i, x), x)),
        (n * family("a", steps("n")[0]) >= 0, x * family("a", steps("n")[0]) >= 0),
        (equal(total(patches("P")[0], P), P**2), equal(total(p, P), P**2)),
        (
            equal(total(I_OF_PATCHES, family("u", i)), P * family("u", i)),
            equal(total(p, family("u", i)), P * family("u", i)),
        ),
        (family("u", i, I_OF_PATCHES) >= 0, family("u", i, p) >= 0),
        (family("u", i, steps("i")[0]) >= 0, family("u", i, t) >= 0),
    ],
)
def test_an_index_is_called_neither_as_a_number_of_samples_nor_as_an_index_of_another_kind(alike, apart):
    """“Σ_n n = n²” was proved of n numbers n, and “Σ_i u_i = P·u_i for all i” of a sum over patches."""
    check_legible(claim_that(apart))
    with pytest.raises(InputError, match="rename an index"):
        check_legible(claim_that(alike))


@pytest.mark.parametrize("name", ["-x", "x²", "x·y", "1/x", "√x", "x+1", "e^x", "x⁻¹", "x=y", "x≤y"])
def test_no_variable_has_a_name_that_reads_as_a_formula(name):
    """“x² ≥ 0” was refuted, of a variable called x²."""
    for one in (Symbol(name), family(name, *samples("i")), inner(vector(name), vector("w"))):
        with pytest.raises(InputError, match=re.escape(f"is called {name}, which reads as a formula")):
            check_legible(claim_that(one >= 0))


@pytest.mark.parametrize("name", ["w*", "λ_max", "x'", "w⊥", "w⁺", "η̄", "max‖z‖", "u_i", "a(0)", "Δ", "x₁"])
def test_a_name_may_have_marks_of_the_fields(name):
    check_legible(claim_that(Symbol(name) + named("(x − y)²", symbols("x")[0] ** 2) >= 0))
