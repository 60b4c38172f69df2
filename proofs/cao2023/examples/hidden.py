"""When the examples keep Assumption 3.1: what the paper does not say of Examples 3.1 and 3.2. Ours.

Example 3.1 keeps it always (``3.3-assumption-3.1``). Example 3.2 asks for n + 2 equations, so that d = n² log n has
to be at least n + 2: it is from n = 3 on, and not for n = 2. n = 1 gives d = 0. (d is an integer only after rounding.)
"""

from proofs.cao2023.vocabulary import *

N, alpha = symbols("N α")
u, r = vector("u"), vector("r")


def label(name: str, family_name: str, sample: Index) -> Scalar:
    """Return a number that is 1 or −1 for each sample."""
    return named(name, family(family_name, sample) / absolute(family(family_name, sample)), sample)


y, zeta = label("y", "s", i), label("ζ", "t", i)
solution = 1 / inner(u, u) * u + 1 / inner(v, v) * v + r
orthogonal = (
    equal(inner(u, v), 0),
    inner(u, u) > 0,
    inner(v, v) > 0,
    equal(inner(r, u), 0),
    equal(inner(r, v), 0),
)
claim_3_4_assumption_strong = paper.claim(
    "3.4-assumption-strong",
    equal(inner(solution, y * (y * u)), 1),
    equal(inner(solution, y * vector("e", i)), 1),
    given=(
        *orthogonal,
        equal(inner(u, vector("e", i)), 0),
        equal(inner(v, vector("e", i)), 0),
        equal(inner(r, vector("e", i)), y),
    ),
    edition="beyond",
    source="ours",
    title="u/‖u‖₂² + v/‖v‖₂² + r solves the strong equations where r is orthogonal to u and v and ⟨r, e_i⟩ = y_i",
)
needed = y - alpha * zeta - inner(u, vector("ξ", i)) / inner(u, u) - inner(v, vector("ξ", i)) / inner(v, v)
claim_3_4_assumption_weak = paper.claim(
    "3.4-assumption-weak",
    equal(inner(solution, y * (y * v)), 1),
    equal(inner(solution, y * (vector("ξ", i) + alpha * zeta * u)), 1),
    given=(*orthogonal, equal(inner(r, vector("ξ", i)), needed)),
    edition="beyond",
    source="ours",
    title="It solves the weak equations where ⟨r, ξ_i⟩ = y_i − αζ_i − ⟨u,ξ_i⟩/‖u‖₂² − ⟨v,ξ_i⟩/‖v‖₂²",
    remark="So Assumption 3.1 holds once the parts of all noises orthogonal to u and v are linearly independent.",
)
claim_3_4_room = paper.claim(
    "3.4-room",
    N**2 * log(N) >= N + 2,
    given=(N >= 3,),
    edition="beyond",
    source="ours",
    title="d = N² log N ≥ N + 2 from N = 3 on: room for N noises beside u and v",
)
claim_3_4_no_room = paper.claim(
    "3.4-no-room",
    4 * log(N) < 4,
    given=(N > 1, N <= 2),
    edition="beyond",
    source="ours",
    title="d < 4 = N + 2 for N = 2: Assumption 3.1 fails for almost every sample of both kinds",
)
