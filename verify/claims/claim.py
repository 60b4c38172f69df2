"""What a claim is: one statement with its source, its edition, what it rests on, and how it may be proved."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from verify.claims.certificate import (
    CERTIFICATE,
    Certificate,
    CertificatePart,
    Edition,
    Use,
    certificate_to_json,
    reference_to_json,
)
from verify.claims.derivations.parts import Derivation, WhateverConstants, uses_of
from verify.errors import InputError
from verify.statement.formulas import RunStatement, Statement
from verify.statement.instance import Instance
from verify.statement.readings.interchange import written

__all__ = [
    "CERTIFICATE", "EDITIONS", "Certificate", "CertificatePart", "Claim", "Edition", "Fault", "Status", "Use",
    "certificate_to_json", "reference_to_json",
]  # fmt: skip

Fault: TypeAlias = Literal["", "slip", "breaks"]
Points: TypeAlias = dict[tuple[str, str], NDArray[Any]]
# given random points (see verify.search.points), other points worth a look, or None where it knows of none
Proposer: TypeAlias = Callable[[np.random.Generator, Points], Points | None]
EDITIONS: tuple[Edition, ...] = ("printed", "repaired", "beyond")


class Status(StrEnum):
    """What a claim's evidence shows; the order is from strongest to weakest.

    VACUOUS is a claim whose hypotheses contradict one another, or whose conclusions are defined nowhere where they
    hold: it holds, as anything does then, and says nothing.

    >>> max(Status.PROVED, Status.OPEN, key=list(Status).index)
    <Status.OPEN: 'OPEN'>
    """

    PROVED = "PROVED"
    CERTIFIED = "CERTIFIED"
    TESTED = "TESTED"
    OPEN = "OPEN"
    VACUOUS = "VACUOUS"
    REFUTED = "REFUTED"


@dataclass(frozen=True)
class Claim:
    """One statement of the paper (``printed``), our mended text of it (``repaired``), or one of ours (``beyond``).

    ``certificates`` has one entry for each conclusion, or is empty; None leaves a conclusion to the other methods.
    ``derivations`` are the same for statements about runs.
    ``rests_on`` names claims it needs beside the lemmas its certificates use, as (id, edition); ``steps`` the claims
    its own proof consists of. ``expected`` is compared with the computed status. ``remark`` says in words what is wrong
    with a printed statement, or what exactly was decided; ``fault`` tells a typographical slip from one that breaks
    the argument. ``counterexamples`` are exact instances that the page offers; each is checked before it counts.
    ``examples`` are exact instances that keep the hypotheses, offered and checked likewise, to go with a proof.
    ``paper`` is the short name of the paper that the id belongs to, or empty for a claim of one's own.
    ``proposals`` know points of the subject at which the search for a counterexample looks too; what they propose is
    decided exactly. ``broken_by`` says how "there are constants …" fails, whatever these are.
    """

    id: str
    source: str
    title: str
    statement: Statement | RunStatement
    edition: Edition = "printed"
    kind: str = "statement"
    certificates: tuple[Certificate | None, ...] = ()
    derivations: tuple[Derivation | None, ...] = ()
    rests_on: tuple[tuple[str, Edition], ...] = ()
    steps: tuple[tuple[str, Edition], ...] = ()
    expected: Status | None = None
    remark: str = ""
    fault: Fault = ""
    paper: str = ""
    proposals: tuple[Proposer, ...] = ()
    counterexamples: tuple[Instance, ...] = ()
    examples: tuple[Instance, ...] = ()
    broken_by: WhateverConstants | None = None

    @property
    def full_id(self) -> str:
        """The id with its paper, cao2023:lemma-4.2; the id alone where the claim is of no paper.

        >>> from verify.claims.build import Paper
        >>> from verify.statement.writing.variables import symbols
        >>> x, = symbols("x")
        >>> Paper("cao2023").claim("lemma-4.2", x**2 >= 0).full_id
        'cao2023:lemma-4.2'
        """
        return f"{self.paper}:{self.id}" if self.paper else self.id

    @property
    def key(self) -> tuple[str, Edition]:
        """The pair (full id, edition) by which the ledger knows the claim.

        >>> from verify.claims.build import Paper
        >>> from verify.statement.writing.variables import symbols
        >>> x, = symbols("x")
        >>> Paper("cao2023").claim("lemma-4.2", x**2 >= 0).key
        ('cao2023:lemma-4.2', 'printed')
        """
        return (self.full_id, self.edition)

    @property
    def plain(self) -> Statement:
        """The statement of a claim that does not speak of runs; InputError where it does.

        >>> from verify.claims.build import claim
        >>> from verify.statement.writing.variables import symbols
        >>> x, = symbols("x")
        >>> len(claim("my-1", x**2 >= 0).plain.conclusions)
        1
        """
        if isinstance(self.statement, RunStatement):
            raise InputError(f"{self.id} ({self.edition}) speaks of runs: only the methods for runs decide or use it")
        return self.statement

    @cached_property
    def statement_text(self) -> str:
        """The statement's JSON as text, made once: hashes and rows of this claim, and of those that use it, hold it.

        >>> from verify.claims.build import claim
        >>> from verify.statement.writing.variables import symbols
        >>> x, = symbols("x")
        >>> claim("square", x**2 >= 0).statement_text
        '{"given": [], "then": [[">=", ["pow", ["sym", "x"], "2"], ["num", "0"]]]}'
        """
        return written(self.statement)

    @cached_property
    def needs(self) -> tuple[tuple[str, Edition], ...]:
        """Every claim this one rests on: named ones, its steps, and the lemmas its certificates use.

        >>> from verify.claims.build import claim
        >>> from verify.statement.writing.variables import symbols
        >>> x, = symbols("x")
        >>> square = claim("square", x**2 >= 0)
        >>> claim("fourth", x**4 >= 0, rests_on=square).needs
        (('square', 'printed'),)
        """
        broken = () if self.broken_by is None else self.broken_by.derivations
        hints = (*self.certificates, *self.derivations, *broken)
        used = ((use.claim, use.edition) for hint in hints for use in uses_of(hint))
        return tuple(dict.fromkeys((*self.rests_on, *self.steps, *used)))
