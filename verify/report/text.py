"""Text that is safe to show: nothing in it can move the cursor, change colours or hide other text."""

from __future__ import annotations

from math import log10

LONG_TIME = 10**9
# replacements for letters of formulas on a terminal without Unicode
PLAIN_LETTERS = {
    "≤": "<=", "≥": ">=", "≠": "!=", "≈": "~", "·": "*", "×": "x", "−": "-", "–": "-", "—": "--", "…": "...",
    "‖": "||", "⟨": "<", "⟩": ">", "√": "sqrt", "Σ": "Sum", "∈": "in", "→": "->", "∇": "grad", "⊤": "^T", "∞": "oo",
    "²": "^2", "³": "^3", "⁴": "^4", "⁻": "^-", "¹": "^1", "₀": "_0", "₁": "_1", "₂": "_2", "±": "+-",
    "“": '"', "”": '"',
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "eps", "η": "eta", "θ": "theta", "λ": "lambda",
    "μ": "mu", "ξ": "xi", "π": "pi", "ρ": "rho", "σ": "sigma", "φ": "phi", "Φ": "Phi", "ω": "omega", "ℓ": "ell",
    "ᵢ": "_i", "ⱼ": "_j", "⁺": "^+", "’": "'", "│": "|", "─": "-", "━": "-", "╭": "+", "╮": "+", "╰": "+", "╯": "+",
}  # fmt: skip


def printable(text: str) -> str:
    """Return text with every character that does not print written as its escape.

    >>> printable("γ ≥ 0"), printable("red \\x1b[31m")
    ('γ ≥ 0', 'red \\\\x1b[31m')
    """
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)


def time_words(t: int) -> str:
    """Return a number of steps; a long one as a power of ten.

    >>> time_words(1000), time_words(10**30), time_words(2 * 10**30)
    ('1000', '10^30', '10^30.301')
    """
    if t < LONG_TIME:
        return str(t)
    exponent = log10(t)  # of any size, where a decimal text would not be
    return f"10^{round(exponent)}" if t == 10 ** round(exponent) else f"10^{exponent:.3f}"
