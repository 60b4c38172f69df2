"""A lemma that asks for λ_min and λ_max is used on a run where they are a hypothesis, and nowhere else."""

from verify.author import (
    InSpan,
    LinearBN,
    Spectrum,
    apply,
    at_step,
    because,
    by_steps,
    claim,
    inner,
    samples,
    steps,
    symbols,
    vector,
)
from verify.claims.claim import Claim
from verify.deciding.one_claim import attempt

model = LinearBN()
(i,) = samples("i")
(t,) = steps("t")
low, high, other = symbols("λ_min λ_max μ")
w = model.w
one_step = claim(
    "one-step",
    model.squared_norm() >= low * inner(w, w),
    given=(Spectrum(low, high, model.z(i)), InSpan(w, model.z(i))),
    certificates=(because(model.squared_norm() - low * inner(w, w), rayleigh=(w,)),),
)
here = at_step(t, w)


def on_run(*given: object) -> Claim:
    """Return the one-step claim at every step of a run, under some hypotheses."""
    now = vector("w", t)
    return claim(
        "on-run",
        model.squared_norm(now) >= low * inner(now, now),
        given=(InSpan(now, model.z(i)), *given),  # type: ignore[arg-type]
        certificates=(by_steps(apply(one_step, here)),),
    )


def outcome(made: Claim) -> str:
    """Return why the claim's conclusion is not proved, or nothing where it is."""
    found = attempt(made, 0, lambda id, edition: one_step if id == "one-step" else None)
    return "" if found.part is not None else found.why


def test_a_spectrum_that_is_a_hypothesis_is_shown() -> None:
    """The lemma's hypothesis is one of the run's own."""
    assert not outcome(on_run(Spectrum(low, high, model.z(i))))


def test_a_spectrum_of_which_no_fact_speaks_is_not_shown() -> None:
    """Neither without a hypothesis, nor with the eigenvalues of another family, nor with another number."""
    for given in ((), (Spectrum(low, high, vector("y", i)),), (Spectrum(other, high, model.z(i)),)):
        assert "no fact says so" in outcome(on_run(*given))
