"""A certificate in words, as a referee would write it."""

from __future__ import annotations

from verify.claims.claim import Certificate, Use
from verify.statement.formulas import Node
from verify.statement.readings.notation import to_text
from verify.statement.tree import Relation


def certificate_words(certificate: Certificate, conclusion: Relation) -> tuple[str, ...]:
    """Return what a certificate says, line by line."""
    greater, smaller = conclusion.left, conclusion.right
    if conclusion.operator in ("<", "<="):
        greater, smaller = smaller, greater
    factor = "" if certificate.multiplier is None else f"({to_text(certificate.multiplier)}) · "
    said = "the sum of terms that are not negative:" if certificate.terms else "zero"
    lines = [f"{factor}[{to_text(greater)} − ({to_text(smaller)})] is, identically, {said}"]
    lines.extend(f"  ({position}) {to_text(term)}" for position, term in enumerate(certificate.terms, 1))
    if certificate.multiplier is not None:
        lines.append("  the factor in front is positive by its form")
    if certificate.layer_cake:
        lines.append(f"  it suffices to look at {certificate.layer_cake} with values 0 and 1 (layer cake)")
    lines.extend(f"  by {use_words(use)}" for use in certificate.uses)
    return tuple(lines)


def use_words(use: Use) -> str:
    """Return the use of a lemma: its name, and the values of its variables.

    >>> from verify.statement.tree import Symbol
    >>> use_words(Use("C.4", "repaired", {Symbol("a"): Symbol("γ")}))
    'C.4 (repaired) with a = γ'
    """
    values = ", ".join(f"{_name(key)} = {_name(value)}" for key, value in use.mapping.items())
    return f"{use.claim} ({use.edition})" + (f" with {values}" if values else "")


def _name(node: Node) -> str:
    return node.name if hasattr(node, "kind") and hasattr(node, "name") else to_text(node)
