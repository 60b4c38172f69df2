"""Short ways to write claims: a claim, its certificates, the lemmas they use, and the paper that an id belongs to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any, TypeAlias, TypedDict, Unpack, get_args

from verify.claims.claim import Certificate, Claim, Edition, Fault, Proposer, Status, Use
from verify.claims.derivations.checked import MOVES
from verify.claims.derivations.parts import Derivation, WhateverConstants, check_invariants, inductions
from verify.claims.derivations.writing import derivation, read_mapping
from verify.errors import InputError
from verify.statement.checks.extent import require_affordable
from verify.statement.checks.legible import check_legible, names_in
from verify.statement.checks.run_checks import check_run_statement
from verify.statement.formulas import Formula, RunStatement, Spectrum, ThereAreConstants
from verify.statement.indices import Index
from verify.statement.instance import Instance
from verify.statement.readings.interchange import statement_of
from verify.statement.readings.notation import to_text
from verify.statement.readings.said import said
from verify.statement.tree import Indexed, Relation, Scalar, Scalarlike, Symbol, Vector, VectorExpr, scalar
from verify.statement.walk import FORMULAS

LEAVES = (Symbol, Indexed, Vector)
Hint: TypeAlias = "Certificate | Derivation | None"


class Parts(TypedDict, total=False):
    """What may be said of a claim beside its id and its conclusions; see ``claim``."""

    given: Iterable[Formula] | Formula
    source: str
    title: str
    edition: Edition
    kind: str
    certificates: Iterable[Hint] | Hint
    rests_on: Iterable[Claim] | Claim
    steps: Iterable[Claim] | Claim
    expected: str | None
    remark: str
    fault: Fault
    proposals: Iterable[Proposer]
    counterexamples: Iterable[Instance]
    examples: Iterable[Instance]
    broken_by: WhateverConstants


def claim(
    id: str,
    *conclusions: Formula,
    given: Iterable[Formula] | Formula = (),
    source: str = "",
    title: str = "",
    edition: Edition = "printed",
    kind: str = "",
    certificates: Iterable[Hint] | Hint = (),
    rests_on: Iterable[Claim] | Claim = (),
    steps: Iterable[Claim] | Claim = (),
    expected: str | None = None,
    remark: str = "",
    fault: Fault = "",
    proposals: Iterable[Proposer] = (),
    counterexamples: Iterable[Instance] = (),
    examples: Iterable[Instance] = (),
    broken_by: WhateverConstants | None = None,
) -> Claim:
    """Return a claim: whenever all that is given holds, so do the conclusions.

    >>> from verify.statement.writing.variables import symbols
    >>> x, = symbols("x")
    >>> claim("my-1", x**2 >= 0).key
    ('my-1', 'printed')

    ``source`` is where it is printed and defaults to the id; ``kind`` defaults to ``identity`` or ``inequality``.
    ``certificates`` holds, for each conclusion, a certificate, a derivation about runs, or None where the methods are
    to find the proof. Claims named in ``rests_on`` and ``steps`` count for its effective status. Where one thing is
    meant it may stand by itself: ``given=x > 0``, ``steps=first``.
    ``counterexamples`` are exact instances to be tried first; one that refutes nothing is an error when the claim is
    decided. So is one of the ``examples`` that does not keep every hypothesis; of a claim about runs they are to keep
    those without steps.
    Raises InputError for what is no relation, such as the bool that x == y is, for two things that print alike, for an
    id with a colon, which parts a paper from an id, and for what is no text, claim or status where one is wanted.
    """
    if not isinstance(id, str):
        raise InputError(f"a claim's id is {said(id)}, no text: write claim('name', x >= 0)")
    if not id.strip():
        raise InputError("a claim's id is empty: write claim('name', x >= 0)")
    if edition not in get_args(Edition):
        raise InputError(f"the edition of {id} is {said(edition)}: use one of {', '.join(get_args(Edition))}")
    if ":" in id:
        raise InputError(f"id {said(id)} has a colon, which parts a paper from an id: use Paper(...).claim, or a dash")
    if not conclusions:
        raise InputError(f"{id} claims nothing: give a relation after its id, as in claim({id!r}, x >= 0)")
    for name, text in (("title", title), ("source", source), ("remark", remark), ("kind", kind)):
        if not isinstance(text, str):
            raise InputError(f"the {name} of {id} is {said(text)}, no text")
    if expected and expected not in list(Status):
        raise InputError(f"{id} expects {said(expected)}, no status: use one of {', '.join(Status)}")
    given, certificates = _told(id, "given", given), _told(id, "certificates", certificates)
    for role, parts in (("conclusion", conclusions), ("hypothesis", given)):
        for number, part in enumerate(parts, 1):
            if not isinstance(part, FORMULAS) or (role == "conclusion" and isinstance(part, Spectrum)):
                raise InputError(f"{role} {number} of {id} is {said(part)}, no relation: write equal(a, b) for a = b")
    for made in certificates:
        if isinstance(made, MOVES):
            raise InputError(f"a certificate of {id} is a move, {type(made).__name__}: write by_steps(the move)")
        if not isinstance(made, Certificate | Derivation | None):
            raise InputError(f"a certificate of {id} is {said(made)}: write because(...), or None for another method")
    for role, others in (("rests_on", _told(id, "rests_on", rests_on)), ("steps", _told(id, "steps", steps))):
        for other in others:
            if not isinstance(other, Claim):
                raise InputError(f"{role} of {id} holds {said(other)}: name claims, not their ids")
    counterexamples, examples = tuple(counterexamples), tuple(examples)
    for role, instances in (("counterexamples", counterexamples), ("examples", examples)):
        for one in instances:
            if not isinstance(one, Instance):
                hint = "from verify.statement.instance import Instance; Instance(scalars={'x': Fraction(1)})"
                raise InputError(f"{role} of {id} holds {said(one)}, no exact instance: write {hint}")
    if len(certificates) > len(conclusions):
        raise InputError(
            f"{id} has {len(certificates)} certificates for {len(conclusions)} conclusions: give one for each"
        )
    if broken_by is not None and not isinstance(broken_by, WhateverConstants):
        raise InputError(f"{id}: broken_by is {said(broken_by)}; write whatever_constants(…)")
    if broken_by is not None and not isinstance(conclusions[0], ThereAreConstants):
        raise InputError(f"{id} does not say that there are constants, which broken_by breaks: use counterexamples=")
    given = _several(given)
    try:
        require_affordable((*conclusions, *given))
    except InputError as fault_found:
        raise InputError(f"{id}: {fault_found}") from None
    statement = statement_of(tuple(conclusions), given)
    of_runs = isinstance(statement, RunStatement)
    try:
        check_legible(statement)
        for induction in (found for hint in certificates for found in inductions(hint)):
            check_invariants(induction.index, induction.invariants)
        if isinstance(statement, RunStatement):
            check_run_statement(statement)
    except InputError as fault_found:
        raise InputError(f"{id}: {fault_found}") from None
    if not of_runs and any(isinstance(hint, Derivation) for hint in certificates):
        raise InputError(f"{id}: a derivation about runs, and no step in the claim; give a certificate, because(…)")
    equations = all(isinstance(conclusion, Relation) and conclusion.operator == "=" for conclusion in conclusions)
    return Claim(
        id=id,
        source=source or id,
        title=title,
        statement=statement,
        edition=edition,
        kind=kind or ("run" if of_runs else "identity" if equations else "inequality"),
        certificates=() if of_runs else certificates,
        derivations=tuple(None if hint is None else derivation(hint) for hint in certificates) if of_runs else (),
        rests_on=tuple(other.key for other in _several(rests_on)),
        steps=tuple(other.key for other in _several(steps)),
        expected=Status(expected) if expected else None,
        remark=remark,
        fault=fault,
        proposals=tuple(proposals),
        counterexamples=counterexamples,
        examples=examples,
        broken_by=broken_by,
    )


def _told(id: str, name: str, parts: Any) -> tuple[Any, ...]:
    """Return what was given as a tuple; InputError where it is neither one thing nor several."""
    if isinstance(parts, str):
        return (parts,)  # one thing, and not its letters
    try:
        return _several(parts)
    except TypeError:
        raise InputError(f"{name} of {id} is {said(parts)}: give one, or several in a list") from None


def _several(parts: Any) -> tuple[Any, ...]:
    """Return what was given as a tuple; a single hypothesis, certificate or claim stands for itself."""
    alone = isinstance(parts, (*FORMULAS, Certificate, Derivation, Claim, *MOVES))
    return (parts,) if alone else tuple(parts)


@dataclass(frozen=True)
class Wording:
    """One edition's text of a statement that is printed and mended: its conclusions, and what else differs."""

    conclusions: tuple[Formula, ...]
    parts: Parts = field(default_factory=Parts)


def wording(*conclusions: Formula, **parts: Unpack[Parts]) -> Wording:
    """Return one edition's text, for ``Paper.mended``.

    >>> from verify.statement.writing.variables import symbols
    >>> x, = symbols("x")
    >>> len(wording(x**2 >= x, given=x >= 1).conclusions)
    1
    """
    return Wording(conclusions, parts)


@dataclass(frozen=True)
class Paper:
    """A paper whose statements are claimed. Its claims carry its name, so that another paper may have a Lemma 4.2 too.

    >>> from verify.statement.writing.variables import symbols
    >>> x, = symbols("x")
    >>> Paper("cao2023").claim("lemma-4.2", x**2 >= 0).full_id
    'cao2023:lemma-4.2'

    ``proposals`` are those of each of its claims. Raises InputError for a name that is not letters, digits and dashes.
    """

    name: str
    title: str = ""
    proposals: tuple[Proposer, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a name that could not stand before a colon."""
        if not self.name.replace("-", "").isalnum():
            raise InputError(f"paper {self.name!r:.60}: use letters, digits and dashes, such as cao2023")

    def claim(self, id: str, *conclusions: Formula, **parts: Unpack[Parts]) -> Claim:
        """Return a claim of the paper, which is expected to be PROVED unless ``expected`` says otherwise.

        See ``verify.author.claim`` for what may be said of it; ``expected=None`` expects nothing.
        """
        whole: Parts = {"expected": "PROVED", "proposals": self.proposals, **parts}
        return replace(claim(id, *conclusions, **whole), paper=self.name)

    def mended(self, id: str, *, printed: Wording, repaired: Wording, **both: Unpack[Parts]) -> tuple[Claim, Claim]:
        """Return a printed claim that is expected to be REFUTED, and the repaired one beside it.

        >>> from verify.statement.writing.variables import symbols
        >>> x, = symbols("x")
        >>> pair = Paper("mine").mended(
        ...     "1", printed=wording(x**2 >= x), repaired=wording(x**2 >= x, given=(x >= 1,)), fault="slip"
        ... )
        >>> [(made.edition, made.expected.value) for made in pair]
        [('printed', 'REFUTED'), ('repaired', 'PROVED')]

        What both editions share is said once, beside ``printed`` and ``repaired``; ``fault`` is the print's alone.
        """
        first: Parts = {"expected": "REFUTED"}
        second: Parts = {}
        for parts in (both, printed.parts):
            first.update(parts)
        for parts in (both, repaired.parts):
            second.update(parts)
        second.update({"edition": "repaired", "fault": ""})
        return self.claim(id, *printed.conclusions, **first), self.claim(id, *repaired.conclusions, **second)


def because(
    *terms: Scalarlike,
    times: Scalarlike | None = None,
    uses: Iterable[Use | Claim] | Use | Claim = (),
    layer_cake: str | None = None,
    rayleigh: Iterable[VectorExpr] = (),
) -> Certificate:
    """Return the certificate that times · (greater − smaller) is the sum of the terms, each of them ≥ 0.

    >>> from verify.statement.writing.variables import symbols
    >>> x, y = symbols("x y")
    >>> made = claim("square", x**2 + y**2 >= 2 * x * y, certificates=because((x - y) ** 2))
    >>> made.certificates[0].terms == ((x - y) ** 2,)
    True

    ``uses`` names lemmas; a claim stands for ``lemma(claim)``, the lemma for its own variables.
    Raises InputError for what is neither a lemma nor a claim.
    """
    named = (uses,) if isinstance(uses, Use | Claim) else tuple(uses)
    lemmas = tuple(lemma(use) if isinstance(use, Claim) else use for use in named)
    for use in lemmas:
        if not isinstance(use, Use):
            raise InputError(f"uses holds {said(use)}: write lemma(claim, {{variable: value}}), or the claim itself")
    for term in terms if times is None else (*terms, times):
        if not isinstance(term, Scalar | int | Fraction) or isinstance(term, bool):
            raise InputError(f"a term of because(…) is {said(term)}: give expressions that are never negative")
    multiplier = None if times is None else scalar(times)
    return Certificate(tuple(map(scalar, terms)), multiplier, lemmas, layer_cake, tuple(rayleigh))


def lemma(used: Claim, mapping: Mapping[Any, Any] | None = None, *, conclusion: int = 0) -> Use:
    """Return the use of a claim as a lemma, with values for its variables.

    >>> from verify.statement.writing.variables import symbols
    >>> x, y = symbols("x y")
    >>> square = claim("square", x**2 >= 0)
    >>> lemma(square, {x: y - 1}).claim
    'square'

    ``mapping`` sends symbols, members of families and vectors of the lemma to expressions; what it leaves out stands
    for itself. Raises InputError for a key that is no variable of the lemma, and where there is no such conclusion.
    """
    if not isinstance(used, Claim):
        raise InputError(f"a lemma is a claim, and {said(used)} is none: name the claim itself")
    if not 0 <= conclusion < len(used.statement.conclusions):
        raise InputError(f"{used.id} has no conclusion {conclusion}: it has {len(used.statement.conclusions)}, from 0")
    known = {(type(node), node.name) for _, node in names_in(used.statement) if isinstance(node, LEAVES)}
    values = read_mapping(used, mapping)
    for key in values:
        if not isinstance(key, (*LEAVES, Index)):
            raise InputError(
                f"{said(key)} is no variable: map the symbols, families and vectors of {used.id} themselves"
            )
        if not isinstance(key, Index) and (type(key), key.name) not in known:
            raise InputError(f"{to_text(key)} is no variable of {used.id}: map the variables that stand in it")
    return Use(used.full_id, used.edition, values, conclusion)
