"""The two renderings of a tree."""

from fractions import Fraction

import pytest

from verify.statement.formulas import InSpan, Spectrum
from verify.statement.readings.notation import to_latex, to_text
from verify.statement.writing.calls import exp, maximum, sqrt
from verify.statement.writing.operations import inner, mean
from verify.statement.writing.quantifiers import exists, for_all
from verify.statement.writing.relations import claim_that
from verify.statement.writing.variables import family, fixed_steps, samples, steps, symbols, vector

i, j = samples("i j")
a, b = symbols("a b")
w, z = vector("w"), lambda k: vector("z", k)


def test_a_quotient_of_products_keeps_its_brackets():
    assert to_text(a / (b * sqrt(a))) == "a/(b·√(a))"
    assert to_text(a / b * (a - b)) == "a·(a - b)/b"


def test_a_difference_under_a_power_stands_in_brackets():
    assert to_text((a - b) ** 2) == "(a - b)²"
    assert to_latex((a - b) ** 2) == r"{\left(a - b\right)}^{2}"


def test_a_subtracted_sum_stands_in_brackets():
    assert to_text(a - (b - 1)) == "a - (b - 1)"


def test_free_indices_of_a_relation_are_quantified_in_words():
    assert to_text(inner(w, z(i)) >= 0) == "⟨w, z_i⟩ ≥ 0 for all i"


def test_a_sum_inside_a_product_is_bracketed_where_it_would_swallow_what_follows():
    assert to_text(mean(i, inner(w, z(i))) * exp(maximum(a, b))) == "(Σ_i ⟨w, z_i⟩)·exp(max(a, b))/n"


def test_a_negative_term_is_written_as_a_subtraction():
    assert to_text(a + -b) == "a - b"
    assert to_text(-a - b) == "-a - b"


def test_two_signs_never_stand_side_by_side():
    assert to_text(a - (-b) * a) == "a - (-b·a)"


def test_greek_and_starred_names_become_latex_commands():
    (gamma,) = symbols("γ")
    assert to_latex(gamma * inner(vector("w*"), w)) == r"\gamma\,\langle w^{*}, w\rangle"


def test_no_two_exponents_stand_side_by_side():
    """‖w‖²² could be read as ‖w‖ to the 22nd, and a²³ as a to the 23rd."""
    square = inner(w, w)
    assert to_text(square**2 + square ** Fraction(3, 2) + sqrt(square)) == "‖w‖⁴ + ‖w‖³ + ‖w‖"
    assert to_text(1 / square**2) == "1/‖w‖⁴"
    assert to_text(square ** Fraction(1, 3)) == "‖w‖^(2/3)"
    assert to_latex(square**2) == r"\lVert w\rVert_2^{4}"
    assert to_text((a**2) ** 3) == "(a²)³"
    assert to_text(sqrt(a) ** 3) == "√(a)³"
    assert to_latex((a**2) ** 3) == r"{\left({a}^{2}\right)}^{3}"


def test_figures_below_the_line_become_an_index():
    t, c, high = symbols("t₀ c₁₂ λ₁_max")
    assert to_latex(t * c) == r"t_{\mathrm{0}}\,c_{\mathrm{12}}"
    assert to_latex(high) == r"\lambda_{\mathrm{1,max}}"
    assert to_text(t) == "t₀"


(t,), (s,), (m,) = steps("t"), fixed_steps("s"), symbols("m")


@pytest.mark.parametrize(
    ("formula", "text", "latex"),
    [
        (exists(m, for_all(a, m >= a)), "there is m with m ≥ a for all a", r"\exists m:\; m \ge a\;\;\forall a"),
        (for_all(a, exists(m, m >= a)), "for all a there is m with m ≥ a", r"\forall a\;\; \exists m:\; m \ge a"),
        (exists(m, for_all(t, m >= family("a", t))), "there is m with m ≥ a(t) for all t", None),
        # a step that is free stands for all outside of what there is, and a sample inside
        (exists(m, m >= family("a", t)), "for all t there is m with m ≥ a(t)", None),
        (exists(s, s <= b, family("a", t) <= family("a", s)), "for all t there is s with s ≤ b; a(t) ≤ a(s)", None),
        (for_all(t, exists(m, m <= t), start=1, stop=s), "for all 1 ≤ t < s there is m with m ≤ t", None),
        (exists(m, m >= family("u", i)), "there is m with m ≥ u_i for all i", None),
        (exists(m, exists(a, a >= m), m >= 2), "there is m with (there is a with a ≥ m); m ≥ 2", None),
        (for_all(t, InSpan(vector("w", t), z(i)), stop=s), "w(t) ∈ span{z_i} for all t < s", None),
        (
            Spectrum(a, b, vector("z", i, t)),
            "a and b are the least and greatest eigenvalue of the mean of z_i(t)·z_i(t)^⊤ on span{z_i(t)} for all t",
            r"(a, b) = (\lambda_{\min}, \lambda_{\max})(\text{mean of } z_{i}^{(t)}\,{z_{i}^{(t)}}^{\top})"
            r"\text{ on } \mathrm{span}\{z_{i}^{(t)}\}\;\;\forall t",
        ),
    ],
)
def test_what_there_is_for_each_step_or_number_stands_behind_it(formula, text, latex):
    """Of “for all a there is m ≥ a”, which was proved, was printed “there is m with m ≥ a for all a”."""
    assert to_text(formula) == text
    if latex is not None:
        assert to_latex(formula) == latex


def test_what_there_is_ends_before_the_next_conclusion_or_hypothesis():
    there = exists(m, m >= a, m <= 2)
    assert to_text(claim_that(there, a <= 2)) == "(there is m with m ≥ a; m ≤ 2); and a ≤ 2"
    assert to_text(claim_that(there, given=(a <= 2,))) == "a ≤ 2  ⟹  there is m with m ≥ a; m ≤ 2"
    assert to_text(claim_that(a <= 2, given=(there, b <= 1))) == "(there is m with m ≥ a; m ≤ 2), b ≤ 1  ⟹  a ≤ 2"


def test_the_spectra_of_two_families_are_not_those_of_one_matrix():
    """With y_i = 2z_i the two have other spectra on one span, which “of Σ on span{z_i}” and “of Σ on span{y_i}” hid."""
    said = to_text(claim_that(a >= b, given=(Spectrum(a, b, z(i)), Spectrum(m, b, vector("y", i)))))
    assert "mean of z_i·z_i^⊤ on span{z_i}, m and b" in said
    assert "mean of y_i·y_i^⊤ on span{y_i}  ⟹" in said
