"""An example that a page offers goes with the proof, once it is checked exactly."""

from dataclasses import replace
from fractions import Fraction

import pytest

from verify.author import because, by_steps, claim, family, have, steps, symbols
from verify.claims.claim import Claim
from verify.deciding import one_claim
from verify.deciding.kept.cache import claim_hash, evidence_key
from verify.deciding.one_claim import decide
from verify.errors import InputError
from verify.statement.instance import Instance

(x, y), (t,) = symbols("x y"), steps("t")


def at(value: str) -> Instance:
    """Return an instance with a value of x."""
    return Instance(scalars={"x": Fraction(value)})


def test_an_offered_example_is_shown() -> None:
    """The search would take a plainer number."""
    one = claim("one", x**2 >= 1, given=x >= 1, examples=[at("22/7")])
    assert decide(one, lookup=lambda id, edition: None).data["example"]["scalars"] == {"x": "22/7"}


@pytest.mark.parametrize("wrong", [at("1/2"), Instance(scalars={"y": Fraction(2)})])
def test_an_example_that_breaks_a_hypothesis_is_an_error(wrong: Instance) -> None:
    """It is named, and not shown."""
    one = claim("one", x**2 >= 1, given=x >= 1, examples=[wrong])
    with pytest.raises(InputError, match="example 1 of one"):
        decide(one, lookup=lambda id, edition: None)


def of_a_run(example: Instance) -> Claim:
    """Return a claim about a run whose hypothesis on x alone a page shows to be met."""
    return claim("run", family("a", t) <= x, given=[family("a", t) <= 1, x >= 1], examples=[example])


def test_an_example_of_a_claim_about_runs_keeps_its_hypotheses_without_steps(monkeypatch) -> None:
    """It ends the search for a contradiction among them, which may take long."""
    monkeypatch.setattr(one_claim, "find_example", lambda *_, **__: None)
    looked: list[Claim] = []
    monkeypatch.setattr(one_claim, "contradiction", lambda one, quick: looked.append(one))
    assert decide(of_a_run(at("22/7")), lookup=lambda id, edition: None).kind == "proof"
    assert looked == []
    assert decide(replace(of_a_run(at("22/7")), examples=()), lookup=lambda id, edition: None).kind == "proof"
    assert len(looked) == 1


@pytest.mark.parametrize("wrong", [at("1/2"), Instance(scalars={"y": Fraction(2)})])
def test_an_example_that_breaks_a_hypothesis_without_steps_is_an_error(wrong: Instance) -> None:
    """It is named as one of another claim is."""
    with pytest.raises(InputError, match="example 1 of run"):
        decide(of_a_run(wrong), lookup=lambda id, edition: None)


def test_what_a_derivation_says_and_uses_is_part_of_what_is_cached() -> None:
    """A claim about a run is decided again where its derivation, or the lemma in it, is another."""
    first, second = (claim("line", x <= y, given=x <= bound) for bound in (y, y - 1))

    def grown(uses):
        hint = by_steps(have(family("a", t) <= 1, because(uses=[uses] if uses else [])))
        return claim("run", family("a", t) <= 2, given=family("a", t) <= 1, certificates=hint)

    def key(one, used):
        return evidence_key(one, lookup=lambda id, edition: used, seed=0, cases=10)

    assert claim_hash(grown(None), lambda id, edition: None) != claim_hash(grown(first), lambda id, edition: first)
    assert key(grown(first), first) == key(grown(first), first) != key(grown(first), second)
