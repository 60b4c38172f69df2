"""Opening the sums of a goal's monomials over labels at hand, dividing monomials, and finding the norms in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import permutations
from math import lcm

from verify.exact.certificates.finder.terms import factors_of, product_of, vector_of, vector_sum
from verify.exact.sums.atoms import Atom, Label, Monomial, labels, merge, rename
from verify.statement.tree import VectorExpr

NOUGHT = Fraction(0)


def occurrences(monomial: Monomial) -> tuple[list[Atom], list[tuple[Atom, Fraction]]]:
    """Return the sums of a monomial, each as often as its power says, and its other factors."""
    sums: list[Atom] = []
    rest: list[tuple[Atom, Fraction]] = []
    for atom, e in monomial:
        if atom[0] == "sum" and e.denominator == 1 and 0 < e <= 4:
            sums += [atom] * int(e)
        else:
            rest.append((atom, e))
    return sums, rest


def openings(monomial: Monomial, bound: tuple[Label, ...]) -> Iterator[Monomial]:
    """Yield the monomials that give a monomial when summed over the bound labels; a sum is opened or stays closed."""
    sums, rest = occurrences(monomial)

    def assigned(position: int, left: tuple[Label, ...], factors: list[tuple[Atom, Fraction]]) -> Iterator[Monomial]:
        if position == len(sums):
            # a label that nothing depends on counts its values
            yield merge((*rest, *factors, *((("size", label[2]), Fraction(-1)) for label in left)))
            return
        atom = sums[position]
        for chosen in permutations(left, len(atom[1])):
            if all(new[2] == old[2] for new, old in zip(chosen, atom[1], strict=True)):
                inside = rename(atom[2], dict(zip(atom[1], chosen, strict=True)))
                still = tuple(label for label in left if label not in chosen)
                yield from assigned(position + 1, still, [*factors, *inside])
        yield from assigned(position + 1, left, [*factors, (atom, Fraction(1))])

    return assigned(0, bound, [])


def quotient(monomial: Monomial, divisor: Monomial) -> Monomial | None:
    """Return a quotient that divides by nothing but sizes and what the monomial is divided by, or None."""
    exponents = dict(monomial)
    for atom, e in divisor:
        had = exponents.get(atom, NOUGHT)
        if NOUGHT <= had < e and atom[0] != "size":
            return None  # it would stand below, where it did not
        exponents[atom] = had - e
    return merge(exponents.items())


def squared_vectors(monomial: Monomial) -> Iterator[tuple[VectorExpr, Monomial]]:
    """Yield each vector whose squared norm is a factor of a monomial, with the other factors."""
    for atom, e in monomial:
        if e >= 1 and (vector := root_of_norm(atom)) is not None:
            yield vector, merge((*monomial, (atom, Fraction(-1))))


def root_of_norm(atom: Atom) -> VectorExpr | None:
    """Return v where an atom is ‖v‖², v a vector or a sum Σ r_i·z_i."""
    if atom[0] == "inner" and atom[1] == atom[2]:
        return vector_of(atom[1])
    if atom[0] != "sum":
        return None
    for inner, e in atom[2]:
        if inner[0] == "inner" and e == 1 and inner[1][1] == inner[2][1] and len(inner[1][2]) == len(inner[2][2]):
            first, second = inner[1][2], inner[2][2]
            rest = [factor for factor in atom[2] if factor[0] != inner]
            one = [factor for factor in rest if labels(factor[0]) & set(first)]
            other = [factor for factor in rest if labels(factor[0]) & set(second)]
            paired = set(first) | set(second) == set(atom[1]) and len(atom[1]) == 2 * len(first)
            if paired and len(one) + len(other) == len(rest):
                renamed = merge(rename(tuple(one), dict(zip(first, second, strict=True))))
                if renamed == merge(other):
                    return vector_sum(first, product_of(factors_of(merge(one))), vector_of(inner[1]))
    return None


def moduli(local: Iterable[Monomial]) -> dict[Atom, Atom]:
    """Return |x| for each atom x of whose modulus the monomials speak."""
    found: dict[Atom, Atom] = {}
    for atom in dict.fromkeys(atom for monomial in local for atom, _ in monomial):
        if atom[:2] == ("function", "abs") and len(atom[2][0]) == 1:
            ((monomial, _),) = atom[2][0]
            if len(monomial) == 1 and monomial[0][1] == 1:
                found[monomial[0][0]] = atom
    return found


def units(local: Iterable[Monomial]) -> dict[Atom, int]:
    """Return the denominators of the exponents with which atoms occur."""
    units: dict[Atom, int] = {}
    for monomial in local:
        for atom, e in monomial:
            units[atom] = lcm(units.get(atom, 1), e.denominator)
    return units
