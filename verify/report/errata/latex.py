r"""The errata as a document for LaTeX: any engine makes a PDF of it, with no package but amsmath and amssymb.

Titles and remarks are text with Unicode letters in it; each is written as the command that prints it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from verify.claims.claim import Claim
from verify.report.errata.entries import FAULT_WORDS, Erratum, at_words, dependent_words, repaired_status
from verify.report.page import abbreviations
from verify.statement.readings.notation import to_latex

HEAD = r"""\documentclass[11pt]{article}
\usepackage[a4paper,margin=25mm]{geometry}
\usepackage[T1]{fontenc}
\usepackage{amsmath,amssymb}
\setlength{\parindent}{0pt}
\setlength{\parskip}{4pt plus 2pt}
\allowdisplaybreaks
\sloppy
\title{Errata}
\date{}
\begin{document}
\maketitle
"""
SPECIAL = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"} | {
    letter: f"\\{letter}" for letter in "&%$#_{}"
}
MATHS = {
    "≤": r"\le", "≥": r"\ge", "≠": r"\ne", "≈": r"\approx", "·": r"\cdot", "×": r"\times", "−": "-", "‖": r"\|",
    "⟨": r"\langle", "⟩": r"\rangle", "√": r"\surd", "Σ": r"\Sigma", "∈": r"\in", "→": r"\to", "∇": r"\nabla",
    "⊤": r"\top", "∞": r"\infty", "∂": r"\partial", "²": "^2", "³": "^3", "⁴": "^4", "⁻": "^-", "¹": "^1", "⁺": "^+",
    "₀": "_0", "₁": "_1", "₂": "_2", "ᵢ": "_i", "ⱼ": "_j", "±": r"\pm", "ℓ": r"\ell", "∑": r"\sum", "′": "'",
    "α": r"\alpha", "β": r"\beta", "γ": r"\gamma", "δ": r"\delta", "ε": r"\varepsilon", "ζ": r"\zeta", "η": r"\eta",
    "θ": r"\theta", "κ": r"\kappa", "λ": r"\lambda", "μ": r"\mu", "ν": r"\nu", "ξ": r"\xi", "π": r"\pi", "ρ": r"\rho",
    "σ": r"\sigma", "τ": r"\tau", "φ": r"\varphi", "ψ": r"\psi", "ω": r"\omega", "Φ": r"\Phi", "Δ": r"\Delta",
    "χ": r"\chi", "ι": r"\iota", "Γ": r"\Gamma", "Θ": r"\Theta", "Λ": r"\Lambda", "Ξ": r"\Xi", "Π": r"\Pi",
    "Ψ": r"\Psi", "Ω": r"\Omega", "∏": r"\prod", "∅": r"\emptyset", "⟂": r"\perp", "⊥": r"\perp",
    "\u0304": r"\bar{}", "↦": r"\mapsto", "⇒": r"\Rightarrow", "∀": r"\forall", "∃": r"\exists",
}  # fmt: skip
TEXT = {"–": "--", "—": "---", "“": "``", "”": "''", "’": "'", "…": r"\dots{}", "\n": " "}


def latex_text(text: str) -> str:
    r"""Return text as LaTeX prints it; a letter that is in no table is written as its number.

    >>> latex_text("50 % of γ ≤ 1, x_i"), latex_text("☃")
    ('50 \\% of \\ensuremath{\\gamma} \\ensuremath{\\le} 1, x\\_i', '\\texttt{U+2603}')
    """
    return "".join(map(_letter, text))


def _letter(letter: str) -> str:
    if letter in MATHS:
        return rf"\ensuremath{{{MATHS[letter]}}}"
    plain = SPECIAL | TEXT
    if letter in plain:
        return plain[letter]
    return letter if letter.isascii() and letter.isprintable() else _accented(letter)


def _accented(letter: str) -> str:
    # T1 has the accented letters of European names
    return letter if "\u00c0" <= letter <= "\u017f" else rf"\texttt{{U+{ord(letter):04X}}}"


def latex_maths(text: str) -> str:
    r"""Return a formula's LaTeX with every letter in it that LaTeX does not know as a command, or as its number.

    >>> latex_maths("a_{ζ} + \\mathrm{σ̄}"), latex_maths("☃^{2}")
    ('a_{{\\zeta}} + \\mathrm{\\bar{{\\sigma}}}', '\\text{\\texttt{U+2603}}^{2}')
    """
    text = re.sub("(.)\u0304", r"\\bar{\1}", text)
    made = (c if c.isascii() else f"{{{MATHS[c]}}}" if c in MATHS else rf"\text{{{_accented(c)}}}" for c in text)
    return "".join(made)


def _display(claim: Claim) -> str:
    """Return a statement on lines of its own: in a paragraph TeX breaks it where it is too long for one."""
    return rf"{{\par\raggedright\leftskip=2em $\displaystyle {latex_maths(to_latex(claim.statement))}$\par}}"


def errata_latex(found: tuple[Erratum, ...]) -> str:
    """Return the errata as a whole document."""
    lines = [HEAD]
    if not found:
        lines.append("No printed statement is refuted.\n")
    for erratum in found:
        lines.extend(_section(erratum))
    return "\n".join((*lines, r"\end{document}", ""))


def _section(erratum: Erratum) -> Iterator[str]:
    claim, shown = erratum.claim, erratum.counterexample
    title = f": {claim.title}" if claim.title else ""
    yield rf"\section*{{{latex_text(claim.source + title)}}}"
    yield r"\textbf{As printed.}"
    yield _display(claim)
    if meaning := "; ".join(abbreviations(claim.statement)):
        yield f"where {latex_text(meaning)}."
        yield ""
    if claim.remark:
        yield rf"\textbf{{What is wrong.}} {latex_text(f'{claim.remark} {FAULT_WORDS[claim.fault]}'.rstrip())}"
        yield ""
    sides = f"The left side is {shown.left}, the right side {shown.right}{at_words(shown)}."
    instance = "; ".join(shown.instance)
    yield rf"\textbf{{Counterexample.}} {latex_text(f'{instance}. Every hypothesis holds. {sides}')}"
    yield ""
    if erratum.repaired:
        repaired = erratum.repaired.claim
        yield rf"\textbf{{Repaired ({repaired_status(erratum)}).}}"
        yield _display(repaired)
        yield latex_text(repaired.remark)
        yield ""
    if erratum.downstream:
        names = (f"{d.claim.source} ({d.claim.edition}, {dependent_words(d)})" for d in erratum.downstream)
        yield rf"\textbf{{What rests on it.}} {latex_text(', '.join(names))}."
        yield ""
