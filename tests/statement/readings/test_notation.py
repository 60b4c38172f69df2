"""The two renderings of a tree."""

from fractions import Fraction

from verify.statement.readings.notation import to_latex, to_text
from verify.statement.writing.calls import exp, maximum, sqrt
from verify.statement.writing.operations import inner, mean
from verify.statement.writing.variables import samples, symbols, vector

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
