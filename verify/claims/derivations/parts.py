"""How a statement about runs is derived: facts one after another, an induction, a lemma, a value for "there is".

An author writes these with ``verify.author`` (``by_induction``, ``by_telescoping``, ``by_steps``, …);
``verify.exact.runs`` says why each is sound and carries it out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from verify.claims.certificate import Certificate, Use
from verify.errors import InputError
from verify.statement.formulas import Exists, Formula
from verify.statement.indices import Index
from verify.statement.readings.notation import to_text
from verify.statement.rewriting.few_samples import FewSamples
from verify.statement.tree import Relation, Scalar, Step, Symbol, Vector, VectorExpr
from verify.statement.walk import subtrees


@dataclass(frozen=True)
class Derivation:
    """Moves that add facts, and how the goal then follows: None leaves it to the methods for statements without steps.

    In it, a step that the goal's ``for all`` has fixed is that step; any other free step is for all its values. ``at``
    names further steps at which the facts for all steps are to be looked at.
    """

    moves: tuple[Move, ...] = ()
    end: End = None
    at: tuple[Step, ...] = ()


@dataclass(frozen=True)
class Have:
    """A fact with its own derivation."""

    fact: Formula
    proof: Derivation = field(default_factory=Derivation)


@dataclass(frozen=True)
class Induction:
    """The fact that all invariants hold for start ≤ t, and t < stop where there is a stop.

    ``base`` derives each of them at ``start``, ``step`` each at t+1 from all of them at t.
    """

    index: Index
    invariants: tuple[Formula, ...]
    start: Step
    stop: Step | None = None
    base: tuple[Derivation, ...] = ()
    step: tuple[Derivation, ...] = ()


@dataclass(frozen=True)
class Apply:
    """The conclusions of a claim, with values for its variables; ``shown`` derives its hypotheses in order.

    Values may speak of a free step: of all its values, or of those of a range that ``over`` gives as (index, start,
    stop). Where the claim says that there is something, ``names`` are what its variables are called from here on.
    """

    use: Use
    shown: tuple[Derivation, ...] = ()
    names: tuple[str, ...] = ()
    over: tuple[Index, Step, Step | None] | None = None


@dataclass(frozen=True)
class Specialise:
    """What a fact for all numbers or vectors says of one of them."""

    fact: Formula
    value: Scalar | VectorExpr


@dataclass(frozen=True)
class Witness:
    """Values for the variables of "there is", and derivations of its parts at them.

    ``coordinates`` gives families and vectors entry by entry where they are part of what there is; ``sizes`` gives n
    and P.
    """

    values: Mapping[Symbol | Vector, Scalar | VectorExpr]
    parts: tuple[Derivation, ...] = ()


@dataclass(frozen=True)
class FirstExit:
    """The least step from ``start`` on at which ``until`` fails: it is there, and at most the bound.

    ``late`` derives T ≤ bound − 1 from ``until`` for all steps from start to T (called ``last``), so that it cannot
    hold for ever; ``parts`` derive what else is said of the least step, whose name is that of the goal's variable.
    """

    until: Relation
    index: Index
    start: Step
    bound: Scalar
    last: Symbol
    late: Derivation = field(default_factory=Derivation)
    parts: tuple[Derivation, ...] = ()


Move: TypeAlias = Have | Induction | Apply | Specialise
End: TypeAlias = Certificate | Witness | FirstExit | None


def check_invariants(index: Index, invariants: Iterable[Formula]) -> None:
    """Raise InputError where an induction's step would speak of t+2, or an invariant is none."""
    invariants = tuple(invariants)
    if not invariants:
        raise InputError(f"an induction on {index.name} without invariants: say what holds at every step")
    for invariant in invariants:
        if isinstance(invariant, Exists):
            raise InputError(f"invariant {to_text(invariant)}: state a relation, not that there is something")
        later = [
            node for node in subtrees(invariant) if isinstance(node, Step) and node.base == index and node.shift > 0
        ]
        if later:
            raise InputError(
                f"invariant {to_text(invariant)}: its induction's step speaks of {index.name}+{later[0].shift + 1}; "
                f"state it at {index.name} only"
            )


def inductions(hint: object) -> Iterator[Induction]:
    """Yield every induction of a derivation, also inside others."""
    if isinstance(hint, Induction):
        yield hint
    below: tuple[Any, ...] = ()
    match hint:
        case Derivation(moves, end, _):
            below = (*moves, end)
        case Have(_, proof):
            below = (proof,)
        case Induction():
            below = (*hint.base, *hint.step)
        case Apply(_, shown, _, _):
            below = shown
        case Witness(_, parts):
            below = parts
        case FirstExit():
            below = (hint.late, *hint.parts)
    for part in below:
        yield from inductions(part)


def uses_of(hint: object) -> Iterator[Use]:
    """Yield every lemma that a certificate or a derivation uses."""
    match hint:
        case Certificate():
            yield from hint.uses
        case Derivation(moves, end, _):
            for part in (*moves, end):
                yield from uses_of(part)
        case Have(_, proof):
            yield from uses_of(proof)
        case Induction():
            for proof in (*hint.base, *hint.step):
                yield from uses_of(proof)
        case Apply(use, shown, _, _):
            yield use
            for proof in shown:
                yield from uses_of(proof)
        case Witness(_, parts):
            for proof in parts:
                yield from uses_of(proof)
        case FirstExit():
            for proof in (hint.late, *hint.parts):
                yield from uses_of(proof)


@dataclass(frozen=True)
class Failing:
    """How a conclusion fails: in part ``part`` of what there is a step for, ``later`` steps after the part's start."""

    part: int = 0
    later: int = 0
    broken: Derivation = field(default_factory=Derivation)


@dataclass(frozen=True)
class WhateverConstants:
    """A few samples, given entry by entry, that break "there are constants …" whatever these are.

    ``data`` gives numbers in the constants; of ``runs`` the start and the next member, in those at ``data.index``.
    Broken is conclusion number ``conclusion``. Where it says that there is a step T, the ways it fails are for
    T = 0, 1, … in turn, and the last for all later T. ``known`` adds facts about the data first; then ``shown`` derives
    the hypotheses in their order.
    """

    data: FewSamples
    runs: Mapping[str, tuple[Scalar, Scalar]]
    conclusion: int = 0
    ways: tuple[Failing, ...] = (Failing(),)
    known: tuple[Move, ...] = ()
    shown: tuple[Derivation, ...] = ()

    @property
    def derivations(self) -> tuple[Derivation, ...]:
        """All derivations, in their order."""
        return (Derivation(self.known), *self.shown, *(way.broken for way in self.ways))
