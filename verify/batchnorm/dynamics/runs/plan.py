"""What a run is: everything that decides its numbers, exact, and the key made of it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib.metadata import version
from pathlib import Path
from typing import Any, Literal, get_args

from flint import fmpq, fmpq_mat, fmpz

from verify import __version__
from verify.batchnorm.dynamics.descent import MAX_DIGITS, MIN_DIGITS
from verify.batchnorm.dynamics.leaps.state import Settings
from verify.batchnorm.dynamics.problem import Problem, Start
from verify.batchnorm.dynamics.steppers import BACKENDS, NFLOAT_DIGITS, working_bits
from verify.batchnorm.dynamics.steppers.flint_arrays import arrays_offered
from verify.data import Dataset
from verify.data.tables.messages import shown
from verify.errors import InputError
from verify.json_types import Json, JsonObject

FORMAT = "bnverify-run-1"
Mode = Literal["direct", "leap", "flow", "certify"]
MODES = get_args(Mode)
LEAP_DIGITS = (5, 4000)
DOUBLE_DIGITS = 15
DAMAGED = "the kept run is damaged: delete it with bnverify runs delete and make it again"
NOT_ENGINE = ("runs", "diagnosis", "rates")


@cache
def engine_version() -> str:
    """Return the version of whatever decides a run's bits: the package, its engine's source, the libraries."""
    folder = Path(__file__).parent
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*.py")):
        if not path.name.startswith(NOT_ENGINE):
            # line ends differ between the ways a package is installed
            digest.update(path.relative_to(folder).as_posix().encode() + path.read_bytes().replace(b"\r", b""))
    for library in ("python-flint", "mpmath", "numpy"):
        digest.update(f"{library} {version(library)}\n".encode())
    # a certified run's balls differ in their last bits where FLINT's operations on arrays are not found
    digest.update(f"arrays {arrays_offered()}\n".encode())
    return f"{__version__}+{digest.hexdigest()[:8]}"


@dataclass(frozen=True)
class RunPlan:
    """A run but for its length: two plans of one ``key`` have the same states, bit for bit.

    ``digest`` and ``name`` are the dataset's; the name is not part of the key. ``guard`` is the number of guard digits
    of a certified run, 0 for others. Raises InputError where digits, backend and mode do not fit each other.

    >>> problem = Problem(gram=fmpq_mat([[2]]), eta_w=fmpq(1), eta_gamma=fmpq(1))
    >>> start = Start(margins=(fmpq(1),), gamma=fmpq(1), norm_squared=fmpq(1))
    >>> plan = RunPlan(digest="00", name="one", problem=problem, start=start, digits=30)
    >>> RunPlan.from_json(plan.to_json()).key == plan.key
    True
    """

    digest: str
    name: str
    problem: Problem
    start: Start
    digits: int
    backend: str = "flint"
    mode: Mode = "direct"
    guard: int = 0
    version: str = field(default_factory=engine_version)

    def __post_init__(self) -> None:
        if self.mode not in MODES or self.backend not in BACKENDS:
            wrong, known = (self.backend, BACKENDS) if self.mode in MODES else (self.mode, MODES)
            raise InputError(f"unknown backend or mode {shown(wrong)}: take one of {', '.join(known)}")
        if self.mode != "direct" and self.backend != "flint":
            raise InputError(f"backend {self.backend!r} with mode {self.mode}: only flint leaps and certifies")
        least, most = LEAP_DIGITS if self.leaps else (MIN_DIGITS, MAX_DIGITS)
        if not least <= self.digits <= most:
            raise InputError(f"{self.digits} digits for mode {self.mode}: give {least} to {most}")
        if self.backend == "float64" and self.digits != DOUBLE_DIGITS:
            raise InputError(
                f"{self.digits} digits with backend 'float64': it has {DOUBLE_DIGITS}; take backend 'flint' for others"
            )
        if self.backend == "nfloat" and self.digits > NFLOAT_DIGITS[-1]:
            raise InputError(
                f"{self.digits} digits with backend 'nfloat': it has at most {NFLOAT_DIGITS[-1]}; take backend 'flint'"
            )
        if self.guard < 0:
            raise InputError(f"{self.guard} guard digits: give 0 or more")

    @classmethod
    def of(cls, dataset: Dataset, problem: Problem, start: Start, *, digits: int, **kinds: Any) -> RunPlan:
        """Return the plan of a run on a dataset; ``kinds`` are backend, mode and guard."""
        return cls(dataset.digest, dataset.name, problem, start, digits, **kinds)

    @property
    def leaps(self) -> bool:
        """Whether the run goes by leaps, along the descent or along the flow."""
        return self.mode in ("leap", "flow")

    @property
    def bits(self) -> int:
        """Bits of the working precision."""
        if self.leaps:
            return Settings(self.digits, self.digits + 10, self.mode == "flow").precision
        return working_bits(self.digits + self.guard, self.backend)

    @property
    def model(self) -> str:
        """The model's name: linear for P = 1, conv for more patches."""
        return "linear" if self.problem.patches == 1 else "conv"

    @cached_property
    def key(self) -> str:
        """The SHA-256 of all that decides the numbers; names and lengths of runs are no part of it."""
        content = {name: value for name, value in self.to_json().items() if name != "name"}
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()

    def require_version(self) -> None:
        """Raise InputError where another version made the plan, whose numbers may differ in the last bits."""
        if self.version != engine_version():
            raise InputError(
                f"run {self.key[:12]} was made by version {self.version}, this is {engine_version()}: "
                "export it as it is, or start it anew from its data"
            )

    def to_json(self) -> JsonObject:
        """Return plain data, all numbers exact text: the rows of the Gram matrix's lower triangle, or those of Z."""
        problem, start = self.problem, self.start
        if problem.gram is None:
            data = {"samples": [[str(entry) for entry in row] for row in problem.factors[0].tolist()]}
        else:
            data = {"gram": [[str(entry) for entry in row[: i + 1]] for i, row in enumerate(problem.gram.tolist())]}
        return {
            "format": FORMAT,
            "version": self.version,
            "name": self.name,
            "digest": self.digest,
            "patches": problem.patches,
            **data,
            "eta_w": str(problem.eta_w),
            "eta_gamma": str(problem.eta_gamma),
            "start": {
                "margins": [str(margin) for margin in start.margins],
                "gamma": str(start.gamma),
                "norm_squared": str(start.norm_squared),
                "alignment": None if start.alignment is None else str(start.alignment),
            },
            "digits": self.digits,
            "backend": self.backend,
            "mode": self.mode,
            "guard": self.guard,
        }

    @classmethod
    def from_json(cls, content: Json) -> RunPlan:
        """Build the plan of what ``to_json`` gave; raises InputError where it is of another format or damaged."""
        if not isinstance(content, dict) or content.get("format") != FORMAT:
            made = shown(content.get("format")) if isinstance(content, dict) else "no format"
            raise InputError(f"a kept run of format {made}: this version reads {FORMAT!r}; start the run anew")
        try:
            start = content["start"]
            problem = Problem(
                gram=None if "samples" in content else _symmetric(content["gram"]),
                eta_w=_exact(content["eta_w"]),
                eta_gamma=_exact(content["eta_gamma"]),
                patches=int(content["patches"]),
                samples=_matrix(content["samples"]) if "samples" in content else None,
            )
            return cls(
                digest=str(content["digest"]),
                name=str(content["name"]),
                problem=problem,
                start=Start(
                    margins=tuple(_exact(margin) for margin in start["margins"]),
                    gamma=_exact(start["gamma"]),
                    norm_squared=_exact(start["norm_squared"]),
                    alignment=None if start["alignment"] is None else _exact(start["alignment"]),
                ),
                digits=int(content["digits"]),
                backend=content["backend"],
                mode=content["mode"],
                guard=int(content["guard"]),
                version=str(content["version"]),
            )
        except (KeyError, TypeError, ValueError, ZeroDivisionError) as fault:
            raise InputError(f"{DAMAGED} ({shown(str(fault))})") from fault


def _symmetric(rows: list[list[str]]) -> fmpq_mat:
    size = len(rows)
    lower = [[_exact(entry) for entry in row] for row in rows]
    if not size or any(len(row) != i + 1 for i, row in enumerate(lower)):
        raise ValueError("a Gram matrix that is no triangle")
    return fmpq_mat(size, size, [lower[max(i, j)][min(i, j)] for i in range(size) for j in range(size)])


def _matrix(rows: list[list[str]]) -> fmpq_mat:
    return fmpq_mat([[_exact(entry) for entry in row] for row in rows])


def _exact(text: str) -> fmpq:
    numerator, _, denominator = text.partition("/")
    return fmpq(fmpz(numerator), fmpz(denominator or "1"))
