"""What is done to an author's derivation on its way: putting steps into it, and checks that give one line of advice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from typing import Any

from verify.claims.certificate import Certificate, Use
from verify.claims.derivations.parts import Derivation, Induction
from verify.errors import InputError
from verify.exact.runs.freezing.frozen import Frozen
from verify.exact.runs.freezing.sequents import steps_in
from verify.statement.indices import Index
from verify.statement.rewriting.substitution import substitute
from verify.statement.tree import Step
from verify.statement.walk import NODES, free_indices


def nth(derivations: Sequence[Derivation], number: int) -> Derivation:
    """Return one of some derivations, or the empty one where there are fewer."""
    return derivations[number] if number < len(derivations) else Derivation()


def substituted(hint: Any, mapping: Mapping[Any, Any]) -> Any:
    """Return a derivation with steps put in the place of its free steps."""
    if isinstance(hint, NODES):
        return substitute(hint, mapping)
    if isinstance(hint, Induction):
        inside = {key: value for key, value in mapping.items() if key != hint.index}
        ends = {name: substituted(getattr(hint, name), mapping) for name in ("start", "stop")}
        parts = {name: substituted(getattr(hint, name), inside) for name in ("invariants", "base", "step")}
        return replace(hint, **ends, **parts)
    if isinstance(hint, Use):
        return replace(hint, mapping={key: substituted(value, mapping) for key, value in hint.mapping.items()})
    if isinstance(hint, tuple):
        return tuple(substituted(part, mapping) for part in hint)
    if isinstance(hint, Mapping):
        return {key: substituted(value, mapping) for key, value in hint.items()}
    if is_dataclass(hint) and not isinstance(hint, type | Index):
        return replace(hint, **{field.name: substituted(getattr(hint, field.name), mapping) for field in fields(hint)})
    return hint


def steps_in_hint(certificate: Certificate | None) -> Iterator[Step]:
    """Yield the fixed steps of which a certificate speaks."""
    if certificate is None:
        return
    values = [value for use in certificate.uses for value in use.mapping.values()]
    for node in (*certificate.terms, certificate.multiplier, *certificate.rayleigh, *values):
        if isinstance(node, NODES):
            yield from steps_in(node)


def written_without(certificate: Certificate, made: Frozen) -> Certificate:
    """Return a certificate in the variables that stand for members at given steps."""
    uses = tuple(
        replace(use, mapping={key: made.read(value) for key, value in use.mapping.items()}) for use in certificate.uses
    )
    return replace(
        certificate,
        terms=tuple(made.read(term) for term in certificate.terms),
        multiplier=None if certificate.multiplier is None else made.read(certificate.multiplier),
        uses=uses,
        rayleigh=tuple(made.read(vector) for vector in certificate.rayleigh),
    )


def mapped_steps(use: Use) -> list[Step]:
    """Return the steps that a mapping puts in the place of variables."""
    return [value for value in use.mapping.values() if isinstance(value, Step)]


def check_mapping(use: Use) -> None:
    """Raise InputError where a lemma's mapping would confuse its indices with those of a value."""
    for key, value in use.mapping.items():
        if isinstance(key, Index) and key.kind != "step":
            raise InputError(
                f"lemma {use.claim}: its free indices stand for all their values already; map none of them"
            )
        own = set(getattr(key, "indices", ()))
        foreign = [] if isinstance(value, Index) else [i for i in free_indices(value) - own if i.kind != "step"]
        if foreign or len(own) < len(getattr(key, "indices", ())):
            raise InputError(
                f"lemma {use.claim}: a value speaks of other indices than what it stands for; name them there"
            )
