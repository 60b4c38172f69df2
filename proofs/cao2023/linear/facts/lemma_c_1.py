"""Lemma C.1: a weighted Chebyshev sum inequality, as printed and in its strongest form."""

from proofs.cao2023.linear.vocabulary import *


def a(index: Index) -> Scalar:
    """Return a_i."""
    return family("a", index)


def b(index: Index) -> Scalar:
    """Return b_i."""
    return family("b", index)


squares = total(i, j, (a(i) - a(j)) ** 2)
weighted = total(i, j, maximum(b(i), b(j)) * (a(i) - a(j)) ** 2)
zeros = total(k, 1 - b(k))  # how many b are 0, where every b is 0 or 1
zeros_sum = total(j, (1 - b(j)) * a(j))

lemma_C_1_sharp = paper.claim(
    "lemma-C.1-sharp",
    weighted >= total(k, b(k)) / n * squares,
    given=(b(i) >= 0,),
    edition="beyond",
    source="ours, sharpens Lemma C.1",
    title="Lemma C.1 with 1/n in the place of 1/(4n), and no ordering assumed",
    certificates=(
        because(
            zeros * total(i, j, b(i) * b(j) * (a(i) - a(j)) ** 2),
            2 * total(i, b(i) * (zeros * a(i) - zeros_sum) ** 2),
            times=n,
            layer_cake="b",
        ),
    ),
)
lemma_C_1 = paper.claim(
    "lemma-C.1",
    weighted >= total(k, b(k)) / (4 * n) * squares,
    given=(b(i) >= 0, (a(i) - a(j)) * (b(i) - b(j)) <= 0),
    source="Lemma C.1",
    title="Σ max{b_i,b_i'}(a_i−a_i')² ≥ (Σb/4n) Σ(a_i−a_i')² for a increasing and b decreasing",
    certificates=(
        because(
            weighted - total(k, b(k)) / n * squares,
            3 * total(k, b(k)) / (4 * n) * squares,
            uses=(lemma(lemma_C_1_sharp),),
        ),
    ),
)
