"""Quotients of canonical forms: whether a form is zero over its denominators, and common factors taken out.

In: a form, and the ``Forms`` it was made with. Sound, as what stands below a line is not zero where the form is
defined, so that a form is zero there just where its numerator is, and a factor of both may be taken out.
"""

from __future__ import annotations

from math import lcm
from typing import Any

from flint import fmpq, fmpq_mpoly_ctx
from gmpy2 import mpq

from verify.recheck.forms.canonical import Forms
from verify.recheck.forms.sums import Form, key, plus, scaled
from verify.recheck.reading import RejectedError

MOST_DEGREE = 200


def cleared(forms: Forms, form: Form) -> tuple[Form, dict[Any, mpq]]:
    """Return a form times what stands below a line in it, and the powers of that."""
    lowest: dict[Any, mpq] = {}
    for factors, _ in form:
        for atom, e in factors:
            if atom[0] == "root" and e < 0:
                lowest[atom] = max(lowest.get(atom, mpq(0)), -e)
    return forms.times(form, frozenset({(frozenset(lowest.items()), mpq(1))})) if lowest else form, lowest


def vanishes(forms: Forms, form: Form) -> bool:
    """Tell whether a form is zero once what stands below a line (and is not zero, being there) is cleared."""
    for _ in range(30):
        form, lowest = cleared(forms, form)
        if not form or not lowest:
            return not form
    raise RejectedError("denominators are nested too deeply")


def cancelled(forms: Forms, form: Form) -> Form:
    """Return a form over one denominator without the factors that divide what stands above, where there are any."""
    above, lowest = cleared(forms, form)
    if not lowest or cleared(forms, above)[1]:
        return form
    left = dict(lowest)
    for atom in lowest:
        while above and left[atom] >= 1 and (divided := _divided(forms, above, atom[1])) is not None:
            above, left[atom] = divided, left[atom] - 1
    return form if above and left == lowest else forms.times(above, forms.product((a, -e) for a, e in left.items()))


def _divided(forms: Forms, above: Form, below: Form) -> Form | None:
    """Return the quotient of two forms as polynomials in powers of their atoms, None where a rest is left."""
    powers = [power for form in (above, below) for factors, _ in form for power in factors]
    atoms = sorted({atom for atom, _ in powers}, key=key)
    steps = [lcm(*(int(e.denominator) for other, e in powers if other == atom)) for atom in atoms]

    def lifted(form: Form) -> tuple[list[int], dict[tuple[int, ...], fmpq]]:
        rows = [([int(dict(f).get(a, mpq(0)) * s) for a, s in zip(atoms, steps, strict=True)], c) for f, c in form]
        least = [min(column) for column in zip(*(row for row, _ in rows), strict=True)]
        flint = [fmpq(int(c.numerator), int(c.denominator)) for _, c in rows]
        lowered = (tuple(k - low for k, low in zip(row, least, strict=True)) for row, _ in rows)
        return least, dict(zip(lowered, flint, strict=True))

    (low, numerator), (start, denominator) = lifted(above), lifted(below)
    if max(k for row in (*numerator, *denominator) for k in row) > MOST_DEGREE:
        return None
    ring = fmpq_mpoly_ctx.get([f"a{k}" for k in range(len(atoms))])
    quotient, rest = divmod(ring.from_dict(numerator), ring.from_dict(denominator))
    if rest:
        return None
    shifts = list(zip(atoms, low, start, steps, strict=True))
    terms = []
    for row, c in quotient.terms():
        product = forms.product((a, mpq(k + u - v, s)) for k, (a, u, v, s) in zip(map(int, row), shifts, strict=True))
        terms.append(scaled(product, mpq(int(c.p), int(c.q))))
    return plus(*terms)
