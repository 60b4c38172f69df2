"""Short ways to write data that break "there are constants such that …" whatever the constants are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from verify.claims.derivations import checked
from verify.claims.derivations.parts import Failing, Move, WhateverConstants
from verify.claims.derivations.writing import Hint
from verify.errors import InputError
from verify.statement.rewriting.few_samples import FewSamples
from verify.statement.tree import Scalar, Scalarlike, Step, Symbol
from verify.statement.writing.variables import bound_index


def failing(*, part: int = 0, later: int = 0, broken: Hint = None) -> Failing:
    """Return one way a conclusion fails: in which part, how many steps after the part's start, and why.

    >>> failing(part=4, later=1).part
    4
    """
    return Failing(checked.whole("part", part), checked.whole("later", later), checked.hint("broken", broken))


def whatever_constants(
    t: Step,
    *,
    symbols: Mapping[Symbol | Step, Scalarlike],
    vectors: Mapping[str, Any],
    runs: Mapping[str, tuple[Scalarlike, Scalarlike]],
    conclusion: int = 0,
    part: int = 0,
    later: int = 0,
    broken: Hint = None,
    at_first: Iterable[Failing] = (),
    known: Iterable[Move] = (),
    shown: Iterable[Hint] = (),
) -> WhateverConstants:
    """Return data that break "there are constants …" whatever these are.

    >>> from verify.statement.writing.variables import family, steps, symbols
    >>> (t,), (c,) = steps("t"), symbols("c")
    >>> made = whatever_constants(t, symbols={c: 1}, vectors={"w": c}, runs={"γ": (1, family("γ", t) + c)})
    >>> made.data.index.name, sorted(made.runs)
    ('t', ['γ'])
    >>> rows = {"z": [(c, c), (c, -c)], "w": (family("w_1", t), 0)}
    >>> whatever_constants(t, symbols={}, vectors=rows, runs={"w_1": (c, 0)}).data.samples
    2

    Values may speak of the constants. A vector is a tuple of entries (a number in one dimension), a family over samples
    a list of such; an entry may be a member of a run, and stays where it is at all steps otherwise. ``runs`` gives
    γ(0), and γ(t+1) by members at t.
    ``part``, ``later`` and ``broken`` say how the conclusion fails; if it says that there is a step T, ``at_first``
    says so for T = 0, 1, … (see ``failing``), and they for all later T. ``known`` are moves that add facts about the
    data; then ``shown`` has a hint for each thing that the hypotheses say of them, as far as they need one.
    Raises InputError for rows of different lengths.
    """
    numbers, steps = {}, {}
    for key, value in checked.table("symbols", symbols).items():
        if isinstance(key, Step) and isinstance(key.base, Symbol) and not key.shift:
            steps[key.base.name] = checked.whole(f"the step {key.name}", value)
        elif isinstance(key, Symbol):
            numbers[key.name] = checked.number(key.name, value)
        else:
            raise InputError(f"whatever_constants: {key!r:.40} is neither a symbol nor a fixed step; values have these")
    rows = {_family(name): _rows(name, value) for name, value in checked.table("vectors", vectors).items()}
    samples, dimension = _shape(rows)
    made = {}
    for name, pair in checked.table("runs", runs).items():
        if not isinstance(pair, tuple) or len(pair) != 2:
            raise InputError(f"the run of {_family(name)} is {pair!r:.60}: give its start and its next member, (1, …)")
        made[_family(name)] = (checked.number(f"{name}(0)", pair[0]), checked.number(f"the next {name}", pair[1]))
    ways = (*checked.several("at_first", at_first), failing(part=part, later=later, broken=broken))
    for way in ways:
        if not isinstance(way, Failing):
            raise InputError(f"at_first: {way!r:.60} is no way to fail; write failing(part=…, later=…)")
    return WhateverConstants(
        FewSamples(numbers, rows, steps, samples, dimension, bound_index(t)),
        made,
        checked.whole("conclusion", conclusion),
        ways,
        checked.moves("known", known),
        checked.hints("shown", shown),
    )


def _family(name: object) -> str:
    if not isinstance(name, str):
        raise InputError(f"whatever_constants: {name!r:.40} is no name of a vector or a family; give it as a text")
    return name


def _rows(name: str, value: object) -> tuple[tuple[Scalar, ...], ...]:
    rows = value if isinstance(value, list) else [value]
    return tuple(
        tuple(checked.number(f"an entry of {name}", entry) for entry in (row if isinstance(row, tuple) else (row,)))
        for row in rows
    )


def _shape(vectors: Mapping[str, tuple[tuple[Scalar, ...], ...]]) -> tuple[int, int]:
    """Return how many samples and dimensions there are."""
    lengths = {len(row) for rows in vectors.values() for row in rows} or {1}
    counts = {len(rows) for rows in vectors.values()} | {1}
    if len(lengths) > 1 or 0 in lengths | counts or len(counts) > 2:
        raise InputError("whatever_constants: give every vector as many entries, and every family as many rows")
    return max(counts), max(lengths)
