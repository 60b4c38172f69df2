"""What claims need that does not stand in the targets: claims of other pages, and evidence that was shipped with them.

A status does not depend on the target that was named: claims that the named ones rest on are looked for in the modules
that they import, and then in all modules of the packages that these belong to.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec, resolve_name
from pathlib import Path
from types import ModuleType

from verify.claims.claim import Claim, Edition
from verify.deciding.imports import imports_of
from verify.deciding.kept.shipped import FILE_NAME, Shipped, read_shipped
from verify.deciding.pages import DEFAULT_TARGETS
from verify.deciding.pages.collect import NEIGHBOURS, Gathered, claims_of, gather, submodules

Key = tuple[str, Edition]


@dataclass(frozen=True)
class Wanted:
    """The claims of some targets; beside them those of other pages that they need, and the evidence that came along."""

    claims: tuple[Claim, ...]
    beside: tuple[Claim, ...]
    shipped: Shipped

    @property
    def all(self) -> tuple[Claim, ...]:
        """All that is to be decided: the targets' claims first."""
        return (*self.claims, *self.beside)


def wanted(targets: Sequence[str] = DEFAULT_TARGETS) -> Wanted:
    """Return the claims of the targets with all that they need.

    A claim that is found nowhere stays away, and what rests on it is effectively open.
    Raises InputError as ``collect`` does.

    >>> found = wanted(["proofs.cao2023.linear.lemma_4_2.lemma_4_2"])
    >>> bool(found.beside), any(claim in found.claims for claim in found.beside)
    (True, False)
    """
    gathered = gather(targets)
    beside, modules = _beside(gathered)
    return Wanted(gathered.claims, beside, read_shipped(evidence_files(modules)))


def evidence_files(modules: Iterable[ModuleType]) -> tuple[Path, ...]:
    """Return the files of shipped evidence in the packages, of the first two levels, that modules belong to."""
    folders = dict.fromkeys(folder for module in modules for folder in homes(module))
    return tuple(path for folder in folders if (path := folder / FILE_NAME).is_file())


def loaded_evidence() -> Shipped:
    """Return the evidence that was shipped with the packages that are imported: it is re-checked before it counts."""
    # some modules, such as torch.classes, answer for any attribute with an object of their own
    paths = (getattr(module, "__path__", ()) for module in tuple(sys.modules.values()))
    folders = dict.fromkeys(Path(folder) for path in paths if isinstance(path, Iterable) for folder in path)
    return read_shipped(tuple(path for folder in folders if (path := folder / FILE_NAME).is_file()))


def homes(module: ModuleType) -> tuple[Path, ...]:
    """Return the folders of the packages of the first two levels that a module belongs to, the outer one first.

    >>> import proofs.cao2023.linear.lemma_4_2.lemma_4_2 as page
    >>> [folder.name for folder in homes(page)]
    ['proofs', 'cao2023']
    """
    package = module.__name__ if hasattr(module, "__path__") else module.__name__.rpartition(".")[0]
    parts = [part for part in package.split(".") if part]
    found = []
    for level in (1, 2):
        holder = sys.modules.get(".".join(parts[:level])) if len(parts) >= level else None
        if holder is not None and getattr(holder, "__file__", None):
            found.append(Path(str(holder.__file__)).parent)
    return tuple(found)


def _beside(gathered: Gathered) -> tuple[tuple[Claim, ...], tuple[ModuleType, ...]]:
    """Return the claims of other modules that the gathered ones need, and all modules that were looked at."""
    modules = gathered.modules
    found = _closure(gathered.claims, modules)
    if found.missing:
        modules = tuple(_reached(modules))
        found = _closure(gathered.claims, modules)
    if found.missing:
        modules = tuple(dict.fromkeys((*modules, *_packages(modules))))
        found = _closure(gathered.claims, modules)
    return found.claims, modules


@dataclass(frozen=True)
class _Closure:
    claims: tuple[Claim, ...]
    missing: bool


def _closure(claims: Sequence[Claim], modules: Iterable[ModuleType]) -> _Closure:
    known = {claim.key for claim in claims}
    if all(need in known for claim in claims for need in claim.needs):
        return _Closure((), False)
    pool: dict[Key, Claim] = {}
    for module in modules:
        for held in claims_of(module):
            if held.claim.key not in known:
                pool.setdefault(held.claim.key, held.claim)
    reached: set[Key] = set()
    missing = False
    waiting = [need for claim in claims for need in claim.needs]
    while waiting:
        key = waiting.pop()
        if key in known or key in reached:
            continue
        if key in pool:
            reached.add(key)
            waiting.extend(pool[key].needs)
        else:
            missing = True
    return _Closure(tuple(claim for key, claim in pool.items() if key in reached), missing)


def _reached(modules: Sequence[ModuleType]) -> Iterator[ModuleType]:
    """Yield modules, and those they import, directly or not, that hold claims or belong to a package that does."""
    neighbours = {name: beside for module in modules for name, beside in vars(module).get(NEIGHBOURS, {}).items()}
    known = {**sys.modules, **neighbours}
    waiting, seen = list(modules), {id(module) for module in modules}
    tops = {_top(module) for module in modules}
    while waiting:
        module = waiting.pop(0)
        yield module
        for name in _imported(module):
            other = known.get(name)
            if other is None or id(other) in seen or name.partition(".")[0] == _top(sys.modules[__name__]):
                continue
            if name.partition(".")[0] in tops or next(claims_of(other), None) is not None:
                seen.add(id(other))
                tops.add(_top(other))
                waiting.append(other)


def _imported(module: ModuleType) -> Iterator[str]:
    """Yield the names of the modules that a module's source text imports."""
    file = getattr(module, "__file__", None)
    if not file or not file.endswith(".py"):
        return
    package = module.__name__ if hasattr(module, "__path__") else module.__name__.rpartition(".")[0]
    for node in imports_of(Path(file)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        else:
            base = resolve_name("." * node.level + (node.module or ""), package) if node.level else node.module or ""
            yield base
            yield from (f"{base}.{alias.name}" for alias in node.names)


def _packages(modules: Sequence[ModuleType]) -> Iterator[ModuleType]:
    """Yield all modules of the outermost packages that modules which hold claims belong to."""
    tops = dict.fromkeys(_top(module) for module in modules if next(claims_of(module), None) is not None)
    for top in tops:
        # a package beside a file is known while that file is read only
        package = sys.modules.get(top) or (import_module(top) if find_spec(top) else None)
        if package is not None and hasattr(package, "__path__"):
            yield package
            yield from submodules(package, top)


def _top(module: ModuleType) -> str:
    return module.__name__.partition(".")[0]
