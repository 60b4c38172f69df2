"""An exact instance: a value for every variable, family and vector that a statement speaks of."""

from __future__ import annotations

import reprlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from verify.errors import InputError
from verify.json_types import Json, JsonObject

Key = tuple[int, ...]


@dataclass(frozen=True)
class Instance:
    """Sizes n and P with exact rational values; families and vectors are keyed by their index values, from 0.

    A vector without indices has the key (). This is what an exact counterexample consists of.

    >>> Instance(n=1, scalars={"γ": Fraction(1, 2)}).to_json()["scalars"]
    {'γ': '1/2'}
    """

    n: int = 1
    P: int = 1
    scalars: Mapping[str, Fraction] = field(default_factory=dict)
    families: Mapping[str, Mapping[Key, Fraction]] = field(default_factory=dict)
    vectors: Mapping[str, Mapping[Key, tuple[Fraction, ...]]] = field(default_factory=dict)

    def size(self, kind: str) -> int:
        """Return n for samples and P for patches."""
        return self.n if kind == "sample" else self.P

    def to_json(self) -> JsonObject:
        """Return the instance with every number as an exact string; keys are index values joined by commas."""
        return {
            "n": self.n,
            "P": self.P,
            "scalars": {name: str(value) for name, value in self.scalars.items()},
            "families": {
                name: {_key(key): str(value) for key, value in members.items()}
                for name, members in self.families.items()
            },
            "vectors": {
                name: {_key(key): [str(entry) for entry in vector] for key, vector in members.items()}
                for name, members in self.vectors.items()
            },
        }

    @classmethod
    def from_json(cls, data: Json) -> Instance:
        """Return the instance that ``to_json`` wrote; InputError where a number or key does not parse."""
        try:
            return cls(
                n=int(data["n"]),
                P=int(data["P"]),
                scalars={name: Fraction(value) for name, value in data["scalars"].items()},
                families={
                    name: {_parse(key): Fraction(value) for key, value in members.items()}
                    for name, members in data["families"].items()
                },
                vectors={
                    name: {_parse(key): tuple(map(Fraction, vector)) for key, vector in members.items()}
                    for name, members in data["vectors"].items()
                },
            )
        except (KeyError, TypeError, ValueError, AttributeError, ZeroDivisionError) as fault:
            raise InputError(f"{reprlib.repr(data)} is not an instance ({fault}): write it with to_json") from fault


def _key(key: Key) -> str:
    return ",".join(map(str, key))


def _parse(text: str) -> Key:
    return tuple(int(part) for part in text.split(",")) if text else ()
