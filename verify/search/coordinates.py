"""A statement on vectors of a given dimension as one on their coordinates, and an instance of it taken back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

from verify.errors import InputError
from verify.statement.formulas import InSpan, Node, Spectrum
from verify.statement.indices import Index
from verify.statement.instance import Instance
from verify.statement.tree import (
    Indexed,
    Inner,
    Named,
    Relation,
    Scalar,
    Scaled,
    Sum,
    Symbol,
    Vector,
    VectorAdd,
    VectorExpr,
    VectorSum,
    scalar,
)
from verify.statement.walk import children, rebuild, subtrees

JOINT = "·"


class Coordinates:
    """The coordinates of vectors: v is (v·1, …, v·d), and unit vectors are what they are.

    >>> from verify.statement.readings.notation import to_text
    >>> w, e = Vector("w"), Vector("e")
    >>> to_text(Coordinates(2, {e: (Fraction(0), Fraction(1))}).scalar(Inner(w, w + e)))
    'w·1·(w·1 + 0) + w·2·(w·2 + 1)'
    """

    def __init__(self, dimension: int, known: Mapping[Vector, tuple[Fraction, ...]]) -> None:
        self.dimension = dimension
        self.known = {vector.name: tuple(map(scalar, entries)) for vector, entries in known.items()}

    def relation(self, relation: Any) -> Relation:
        """Return a relation between numbers; InputError for what is said of spans and spectra."""
        if isinstance(relation, InSpan | Spectrum):
            raise InputError("a span or a spectrum is not written in coordinates: search in the language of vectors")
        if any(JOINT in name for node in subtrees(relation) if isinstance(name := getattr(node, "name", ""), str)):
            raise InputError(f"a name with {JOINT} in it may look like a coordinate's: choose another")
        made: Relation = replace(relation, left=self.scalar(relation.left), right=self.scalar(relation.right))
        return made

    def scalar(self, node: Node) -> Any:
        """Return a scalar in coordinates."""
        if isinstance(node, Inner):
            pairs = zip(self.entries(node.left), self.entries(node.right), strict=True)
            products = [a * b for a, b in pairs]
            return sum(products[1:], start=products[0])
        if isinstance(node, Named) and any(isinstance(found, Inner) for found in subtrees(node)):
            return self.scalar(node.body)
        return rebuild(node, self.scalar) if children(node) else node

    def entries(self, node: VectorExpr) -> tuple[Scalar, ...]:
        """Return the coordinates of a vector."""
        match node:
            case Vector(name, indices):
                if name in self.known:
                    return self.known[name]
                names = [f"{name}{JOINT}{k + 1}" for k in range(self.dimension)]
                return tuple(Indexed(one, indices) if indices else Symbol(one) for one in names)
            case VectorAdd(terms):
                columns = list(zip(*map(self.entries, terms), strict=True))
                return tuple(sum(column[1:], start=column[0]) for column in columns)
            case Scaled(coefficient, vector):
                factor = self.scalar(coefficient)
                return tuple(factor * entry for entry in self.entries(vector))
            case VectorSum(Index() as index, body):
                return tuple(Sum(index, entry) for entry in self.entries(body))
        raise InputError(f"{type(node).__name__} has no coordinates")

    def instance(self, found: Instance) -> Instance:
        """Return an instance with vectors in the place of their coordinates."""
        scalars: dict[str, Fraction] = {}
        vectors: dict[str, dict[tuple[int, ...], dict[int, Fraction]]] = {}
        families: dict[str, Mapping[tuple[int, ...], Fraction]] = {}
        for name, value in found.scalars.items():
            owner, joint, place = name.rpartition(JOINT)
            if joint:
                vectors.setdefault(owner, {}).setdefault((), {})[int(place)] = value
            else:
                scalars[name] = value
        for name, members in found.families.items():
            owner, joint, place = name.rpartition(JOINT)
            if joint:
                for key, value in members.items():
                    vectors.setdefault(owner, {}).setdefault(key, {})[int(place)] = value
            else:
                families[name] = members
        whole = {
            name: {
                key: tuple(entries.get(k + 1, Fraction(0)) for k in range(self.dimension))
                for key, entries in members.items()
            }
            for name, members in vectors.items()
        }
        return replace(found, scalars=scalars, families=families, vectors=whole)
