"""The steps that may bring points to one hypothesis, in the order in which they are worth a trial."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from verify.search.evaluation.batch import Batch
from verify.search.evaluation.nodes import nodes
from verify.search.hypotheses.equations import Solve, Stretch, chords, is_affine
from verify.search.hypotheses.moves import Align, Move, Project, Root, Step
from verify.search.hypotheses.spectral import Spectral
from verify.search.points import Key, Variables, key_of
from verify.statement.formulas import Hypothesis, InSpan, Spectrum
from verify.statement.indices import Index
from verify.statement.tree import Indexed, Relation, Symbol, Vector
from verify.statement.walk import free_indices, free_symbols, plain_indices

# how far beyond the boundary a variable is moved; where far helps nowhere, to move less is not tried
LONG, SHORT = Fraction(1), (Fraction(1, 16), Fraction(0))
MOST_ON_A_CHORD = 4


def difficulty(hypothesis: Hypothesis) -> int:
    """Return a number that is the greater the later a hypothesis is brought about: equations first, orders last."""
    if isinstance(hypothesis, Spectrum):
        return 1
    if isinstance(hypothesis, InSpan):
        return 2
    if hypothesis.operator == "=":
        return 0
    return 3 if len(free_indices(hypothesis)) < 2 else 4


def candidates(
    hypothesis: Hypothesis, kept: tuple[Hypothesis, ...], variables: Variables, batch: Batch
) -> Iterator[Step]:
    """Yield the steps towards a hypothesis, the last of those ``kept``; they are tried at the points of ``batch``."""
    if isinstance(hypothesis, InSpan):
        yield Project(hypothesis)
        return
    if isinstance(hypothesis, Spectrum):
        yield from (Spectral(hypothesis, key) for key in variables.keys("vector") if not variables.kinds[key])
        yield Spectral(hypothesis, None)
        return
    families = {node.name for node in nodes(hypothesis) if isinstance(node, Indexed) and len(node.indices) == 1}
    if hypothesis.operator != "=" and len(free_indices(hypothesis)) == 2:
        ordered = sorted(families)
        for position, name in enumerate(ordered):
            for like in ordered[:position]:
                yield from (Align(("family", name), ("family", like), falling) for falling in (True, False))
    if hypothesis.operator == "!=":
        return
    ways = [
        (key, indices, *along)
        for key, indices in _movable(hypothesis)
        for along in _directions(key, hypothesis, variables)
    ]
    for margin in (None,) if hypothesis.operator == "=" else (None, LONG, *SHORT):
        yield from (Move(hypothesis, *way, margin) for way in ways)
    if hypothesis.operator == "=":
        yield from _joint_candidates(hypothesis, kept, variables, batch)


def _joint_candidates(
    hypothesis: Relation, kept: tuple[Hypothesis, ...], variables: Variables, batch: Batch
) -> Iterator[Step]:
    names = {key for node in nodes(hypothesis) if (key := key_of(node)) is not None and key[0] != "symbol"}
    for key in sorted(names):
        if len(variables.kinds[key]) > (key[0] == "family"):
            continue
        equations = [one for one in kept if isinstance(one, Relation) and one.operator == "="]
        together = tuple(one for one in equations if is_affine(one, key, batch))
        if hypothesis in together:
            yield Solve(together, key)
        elif key[0] == "vector" and not free_indices(hypothesis):
            yield Stretch(hypothesis, key)
    if not free_indices(hypothesis):
        symbols = sorted(free_symbols(hypothesis))
        yield from (Root(hypothesis, ("symbol", name)) for name in symbols)
        if not names and 1 < len(symbols) <= MOST_ON_A_CHORD:
            yield from chords(hypothesis, symbols, batch)


def _movable(relation: Relation) -> Iterator[tuple[Key, tuple[Index, ...]]]:
    free = free_indices(relation)
    seen: set[tuple[Key, tuple[Index, ...]]] = set()
    for node in nodes(relation):
        found: tuple[Key, tuple[Index, ...]] | None = None
        if isinstance(node, Symbol) and node.name in free_symbols(relation):
            found = (("symbol", node.name), ())
        elif isinstance(node, Indexed | Vector):
            found = (("family" if isinstance(node, Indexed) else "vector", node.name), plain_indices(node))
        if found is not None and found not in seen and free <= set(found[1]):
            seen.add(found)
            yield found


def _directions(key: Key, relation: Relation, variables: Variables) -> Iterator[tuple[Key | None, Key | None]]:
    if key[0] != "vector":
        yield None, None
        if key[0] == "family":
            yield key, None
        return
    inside = {node.name for node in nodes(relation) if isinstance(node, Vector)}
    single = [other for other in variables.keys("vector") if not variables.kinds[other]]
    single.sort(key=lambda other: (other[1] not in inside, other == key))
    yield from ((other, None) for other in single)
    yield from ((other, avoided) for other in single for avoided in single if other != avoided)
    yield key, None
