"""What was decided of a claim or a derivation, to be looked at: in a notebook, in Markdown, as text on a terminal.

All three say the same: formula, status in a word (and a colour), the first wrong step, and the evidence, which a
notebook folds away where it is a proof. Nothing of a user's goes into HTML unescaped.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from html import escape
from typing import Any

from verify.claims.chain import Chain
from verify.claims.claim import Claim, Status
from verify.claims.ledger import Ledger, Verdict
from verify.deciding.many_claims import check, select
from verify.deciding.neighbours import with_neighbours
from verify.deciding.pages.needed import loaded_evidence
from verify.errors import InputError
from verify.report.derivations import first_wrong
from verify.report.page import whole_numbers
from verify.report.text import printable
from verify.report.words.evidence import evidence_words, example_words, neighbour_words
from verify.statement.formulas import Formula
from verify.statement.readings.notation import to_latex, to_text

COLOURS = {
    Status.PROVED: "#1a7f37",
    Status.CERTIFIED: "#0b6e99",
    Status.TESTED: "#9a6700",
    Status.OPEN: "#8250df",
    Status.VACUOUS: "#bc4c00",
    Status.REFUTED: "#cf222e",
}
MEANING = {
    Status.PROVED: "true for all that it speaks of",
    Status.CERTIFIED: "enclosed rigorously",
    Status.TESTED: "no instance failed, but nothing is proved",
    Status.OPEN: "nothing was decided",
    Status.VACUOUS: "it says nothing: its hypotheses contradict one another, or its conclusion is defined nowhere",
    Status.REFUTED: "false: an exact instance breaks it",
}


@dataclass(frozen=True)
class Shown:
    """One claim, or a derivation with its steps, as decided; ``status`` is the effective one of the claim or the whole.

    >>> from verify.author import claim, symbols
    >>> x, = symbols("x")
    >>> print(verdict(claim("a", x**2 >= x), cache=False))
    REFUTED  a  x² ≥ x
        x = 1/2
        every hypothesis holds, and the claim fails:
          left side  1/4 = 0.25
          right side 1/2 = 0.5
        what would make it right:
          PROVED: x² ≥ x (given x ≥ 1 besides)
    """

    ledger: Ledger
    claim: Claim
    steps: tuple[Claim, ...] = ()

    @property
    def status(self) -> Status:
        """The effective status: the weakest among the claim, its steps, and all that they rest on."""
        return self.ledger.effective[self.claim.key]

    @property
    def evidence(self) -> Any:
        """The evidence on the claim, or on the whole of a derivation, as plain data."""
        return self._of(self.claim).evidence

    @cached_property
    def first_wrong(self) -> Claim | None:
        """The first step of the derivation that is refuted, or None."""
        key = first_wrong(self.ledger, (step.key for step in self.steps))
        return None if key is None else self.ledger.by_key[key].claim

    def __str__(self) -> str:
        """Return the text that a terminal shows."""
        lines: list[str] = []
        for hypothesis in self.claim.statement.hypotheses:
            lines.append(f"given    {to_text(hypothesis)}")
        lines.extend(f"where    {meaning}" for meaning in whole_numbers(self.claim.statement))
        for step in (*self.steps, self.claim):
            mark = f"   ← the first wrong step, {self._place(step)}" if step == self.first_wrong else ""
            lines.append(f"{self._word(step)}  {step.id}  {_formula(step)}{mark}")
            if self._speaks(step):
                lines.extend(f"    {line}" for line in self._evidence(step))
        return "\n".join(map(printable, lines + self._end()))

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        printer.text(str(self))

    def _repr_markdown_(self) -> str:
        """Return the same as Markdown: formulas in LaTeX, the evidence as a code block."""
        parts: list[str] = []
        if self.claim.statement.hypotheses:
            parts.append("Given " + ", ".join(map(_math, self.claim.statement.hypotheses)))
        parts.extend(f"Where {escape(printable(meaning))}" for meaning in whole_numbers(self.claim.statement))
        for step in (*self.steps, self.claim):
            mark = f" — the first wrong step, {self._place(step)}" if step == self.first_wrong else ""
            formulas = " and ".join(map(_math, step.statement.conclusions))
            parts.append(f"**{self._word(step).strip()}** `{_code(step.id)}` {formulas}{mark}")
            if self._speaks(step):
                parts.append("\n".join(f"    {printable(line)}" for line in self._evidence(step)))
        return "\n\n".join(parts + [escape(printable(line)) for line in self._end()])

    def _repr_html_(self) -> str:
        """Return the same as HTML: each verdict in a word and a colour, its evidence to unfold."""
        given = ", ".join(map(_math, self.claim.statement.hypotheses))
        rows = "".join(map(self._row, (*self.steps, self.claim)))
        end = "".join(f"<p>{escape(printable(line))}</p>" for line in self._end())
        head = f"<p>given {given}</p>" if given else ""
        head += "".join(f"<p>where {escape(printable(meaning))}</p>" for meaning in whole_numbers(self.claim.statement))
        return f'<div class="bnverify">{head}<table>{rows}</table>{end}</div>'

    def _row(self, step: Claim) -> str:
        wrong = step == self.first_wrong
        formulas = "<br>".join(map(_math, step.statement.conclusions))
        mark = f"<br><strong>← the first wrong step, {escape(self._place(step))}</strong>" if wrong else ""
        reason = f"<br><em>{escape(printable(step.title))}</em>" if step.title else ""
        lines = escape("\n".join(map(printable, self._evidence(step))))
        unfolded = " open" if self._speaks(step) else ""
        evidence = f"<details{unfolded}><summary>evidence</summary>{_box(lines)}</details>" if lines else ""
        left = 'style="text-align:left;vertical-align:top"'
        return (
            f"<tr><td {left}>{self._badges(step)}<br>"
            f"{escape(printable(step.id))}</td><td {left}>{formulas}{mark}{reason}{evidence}</td></tr>"
        )

    def _badges(self, claim: Claim) -> str:
        """Return a claim's status, and the effective one where it is weaker, each a word on a colour."""
        own, effective = self._of(claim).status, self.ledger.effective[claim.key]
        return " → ".join(map(_badge, dict.fromkeys((own, effective))))

    def _of(self, claim: Claim) -> Verdict:
        return self.ledger.by_key[claim.key]

    def _word(self, claim: Claim) -> str:
        """Return a claim's status, and the effective one where it is weaker."""
        own, effective = self._of(claim).status, self.ledger.effective[claim.key]
        return own.value if own is effective else f"{own.value} → {effective.value}"

    def _speaks(self, claim: Claim) -> bool:
        """Tell whether a claim's evidence is shown unfolded: where it is wrong, or not proved."""
        return self._of(claim).status is not Status.PROVED

    def _evidence(self, claim: Claim) -> tuple[str, ...]:
        evidence = self._of(claim).evidence
        near = neighbour_words(self.ledger, claim.key)
        examples = (f"example: {line}" for line in example_words(claim, evidence))
        return (*evidence_words(claim, evidence), *near, *examples)

    def _place(self, step: Claim) -> str:
        return f"{self.steps.index(step) + 1} of {len(self.steps)}"

    def _end(self) -> list[str]:
        lines = [f"DISAGREEMENT {line}" for line in self.ledger.disagreements]
        own = self._of(self.claim).status
        if self.first_wrong is not None and own is Status.PROVED:
            lines.append(f"{self.claim.id} itself holds; only this way to it has to be mended.")
        elif self.steps and own not in (Status.PROVED, Status.VACUOUS, Status.REFUTED) and self.first_wrong is None:
            lines.append(f"{own.value}: {MEANING[own]}.")
        elif own is Status.TESTED:
            lines.append(f"TESTED: {MEANING[own]}.")
        return lines


def verdict(made: Claim | Chain, *, among: Iterable[Claim] = (), cache: bool = True) -> Shown:
    """Decide a claim or a derivation, and return what a notebook or a terminal shows of it.

    >>> from verify.claims.build import claim
    >>> from verify.statement.writing.variables import symbols
    >>> x, = symbols("x")
    >>> print(verdict(claim("square", x**2 >= 0), cache=False))
    PROVED  square  x² ≥ 0

    ``among`` are the claims that it may rest on, such as ``collect(["proofs"])``; what it does not need is not decided,
    and evidence that was shipped with them is re-checked in the place of new work.
    Raises InputError for what is neither a claim nor a derivation.
    """
    if not isinstance(made, Claim | Chain):
        raise InputError(f"{made!r:.60} is neither a claim nor a derivation: make it with claim(…) or chain(…)")
    own = made.claims if isinstance(made, Chain) else (made,)
    lemmas = made.lemmas if isinstance(made, Chain) else ()
    keys = {claim.key for claim in own}
    others = {claim.key: claim for claim in (*among, *lemmas) if claim.key not in keys}
    known = (*others.values(), *own)
    needed = select(known, [claim.full_id for claim in own])
    shipped = loaded_evidence() if cache and others else {}
    ledger = with_neighbours(check(needed, cache=cache, shipped=shipped), only=keys, cache=cache)
    steps = (
        made.steps
        if isinstance(made, Chain)
        else tuple(ledger.by_key[key].claim for key in own[0].steps if key in ledger.by_key)
    )
    return Shown(ledger, own[-1], steps)


def _formula(claim: Claim) -> str:
    return "; ".join(map(to_text, claim.statement.conclusions))


def _badge(status: Status) -> str:
    """Return a status as a word, white on its colour, which can be read on a light page and on a dark one."""
    style = f"background:{COLOURS[status]};color:#fff;padding:0 .4em;border-radius:.3em;white-space:nowrap"
    return f'<strong style="{style}" title="{MEANING[status]}">{status.value}</strong>'


def _box(lines: str) -> str:
    return f'<pre style="white-space:pre-wrap">{lines}</pre>'


def _math(formula: Formula) -> str:
    """Return a formula between dollar signs, escaped; as plain text where a name in it would be read as LaTeX."""
    text = printable(to_text(formula))
    if any(sign in text for sign in "\\$%#&"):
        return escape(text)
    return f"${escape(to_latex(formula), quote=False)}$"


def _code(text: str) -> str:
    return printable(text).replace("`", "'")
