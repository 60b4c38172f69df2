"""Indices, which run over samples, patches or steps, and how the numbers of samples and patches are called."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, TypeAlias

from verify.errors import InputError

Kind: TypeAlias = Literal["sample", "patch", "step"]

# the sizes as every reading prints them: a variable of such a name would look like the size and not be it
SIZE_NAMES = {"n": "the number of samples", "P": "the number of patches"}


@dataclass(frozen=True, slots=True)
class Index:
    """A bound or free index running over the samples, the patches or the steps of a run.

    >>> Index("i", "sample")
    Index(name='i', kind='sample')
    """

    name: str
    kind: Kind

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[^\W\d_]\w*'*", self.name):
            raise InputError(f"index name {self.name!r}: begin with a letter and use letters, digits, _ and '")
        if (self.name, self.kind) == ("sym", "step"):
            raise InputError("a step called 'sym': that is what a variable is called in a ledger; call it otherwise")
