"""Collecting claims: from modules and packages that can be imported, and from files, as pytest collects tests."""

from __future__ import annotations

import ast
import importlib
import importlib.util
import inspect
import os
import pkgutil
import re
import sys
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from types import ModuleType

from verify.claims.chain import Chain
from verify.claims.claim import Claim, Edition
from verify.deciding.imports import imports_of
from verify.deciding.pages import DEFAULT_TARGETS
from verify.deciding.pages.watch import watched
from verify.errors import InputError

NEIGHBOURS = "__bnverify_neighbours__"
# Python's own: of a page's classes nothing is believed
SYNTAX_FAULTS = (SyntaxError, IndentationError, TabError)
LONGEST_MESSAGE = 500
_numbers = count(1)


@dataclass(frozen=True)
class Held:
    """A claim with the module and the variable that hold it."""

    claim: Claim
    module: str
    imported: bool


def collect(targets: Sequence[str] = DEFAULT_TARGETS) -> tuple[Claim, ...]:
    """Return the claims that stand in the targets' module-level variables, in the order of their definition.

    A target is the name of a module, of a package (with all its submodules: first those ``__all__`` names, in its
    order, then the others by name) or the path of a ``.py`` file. A variable counts if it holds a claim, a derivation
    (``chain``), or a list or tuple of them. A claim that several modules hold counts once, where it is defined.
    Raises InputError where a target cannot be imported, holds no claim, or two claims share an (id, edition).

    >>> collect(["verify.claims"])
    Traceback (most recent call last):
        ...
    verify.errors.InputError: no claims in verify.claims: keep each in a module-level variable
    """
    return gather(targets).claims


@dataclass(frozen=True)
class Gathered:
    """The claims of some targets, the modules that hold them, and the files' neighbours that were imported."""

    claims: tuple[Claim, ...]
    modules: tuple[ModuleType, ...]


def gather(targets: Sequence[str] = DEFAULT_TARGETS) -> Gathered:
    """Return what ``collect`` returns, with the modules it was collected from."""
    found: list[Held] = []
    modules: list[ModuleType] = []
    for target in targets or DEFAULT_TARGETS:
        loaded = list(_modules(target))
        here = [entry for module in loaded for entry in claims_of(module)]
        if not here:
            raise InputError(f"no claims in {target}: keep each in a module-level variable")
        found.extend(here)
        modules.extend(loaded)
    return Gathered(_once_each(found), tuple(modules))


def _once_each(found: Sequence[Held]) -> tuple[Claim, ...]:
    defined = {id(entry.claim) for entry in found if not entry.imported}
    kept: dict[tuple[str, str], Held] = {}
    for entry in found:
        if entry.imported and id(entry.claim) in defined:
            continue
        other = kept.setdefault(entry.claim.key, entry)
        # a file imported under two names makes equal claims twice
        same = other.claim is entry.claim or (other.module != entry.module and other.claim == entry.claim)
        if not same:
            where = entry.module if other.module == entry.module else f"{other.module} and {entry.module}"
            raise InputError(
                f"claim {entry.claim.full_id} ({entry.claim.edition}) is stated twice in {where}: "
                "give one of them another id"
            )
    return tuple(entry.claim for entry in kept.values())


@dataclass(frozen=True)
class Chapter:
    """A module of claims: what it says of itself, and the keys of the claims that are defined in it."""

    module: str
    text: str
    keys: tuple[tuple[str, Edition], ...]


def chapters(name: str, targets: Sequence[str] = DEFAULT_TARGETS) -> tuple[Chapter, ...]:
    """Return the modules of a name such as theorem-2.2, and those whose names go on from it, in the targets' order.

    >>> [chapter.module for chapter in chapters("theorem-3.3", ["proofs.cao2023.examples"])]
    ['theorem_3_3', 'theorem_3_3_error', 'theorem_3_3_margin']
    """
    wanted = re.sub(r"\W", "_", name.casefold())
    return tuple(one for one in all_chapters(targets) if f"{one.module.casefold()}_".startswith(f"{wanted}_"))


def all_chapters(targets: Sequence[str] = DEFAULT_TARGETS) -> tuple[Chapter, ...]:
    """Return every module of the targets that defines claims, in their order.

    >>> all_chapters(["proofs.cao2023.linear.facts.lemma_c_1"])[0].module
    'lemma_c_1'
    """
    found = []
    for target in targets or DEFAULT_TARGETS:
        for module in _modules(target):
            own = tuple(dict.fromkeys(entry.claim.key for entry in claims_of(module) if not entry.imported))
            if own:
                stem = Path(target).stem if is_file_target(target) else module.__name__.rpartition(".")[2]
                found.append(Chapter(stem, inspect.cleandoc(module.__doc__ or ""), own))
    return tuple(found)


def folders(targets: Sequence[str] = DEFAULT_TARGETS) -> tuple[Path, ...]:
    """Return the folders of the targets' packages and files, where tables about them may stand.

    >>> [folder.name for folder in folders(["proofs.cao2023"])]
    ['cao2023']
    """
    found = []
    for target in targets or DEFAULT_TARGETS:
        if is_file_target(target):
            found.append(Path(target).resolve().parent)
        else:
            found.extend(Path(place) for place in getattr(_import(target, target), "__path__", ()))
    return tuple(dict.fromkeys(found))


def is_file_target(target: str) -> bool:
    """Return whether a target is the path of a file rather than the name of a module.

    >>> is_file_target("my_lemma.py"), is_file_target("proofs.cao2023.linear")
    (True, False)
    """
    return target.endswith(".py") or "/" in target or "\\" in target


def claims_of(module: ModuleType) -> Iterator[Held]:
    """Yield the claims that a module's variables hold."""
    imported = _imported_names(module)
    label = module.__dict__.get("__bnverify_target__", module.__name__)
    # most of a page's variables are functions of its vocabulary
    for name, value in [(name, value) for name, value in vars(module).items() if _is(value, list, tuple, Chain, Claim)]:
        for member in value if _is(value, list, tuple) else (value,):
            for found in member.claims if _is(member, Chain) else (member,):
                if _is(found, Claim):
                    yield Held(found, label, name in imported)


def _is(value: object, *kinds: type) -> bool:
    # isinstance asks an object that is none for its __class__, which may be code of the page
    return issubclass(type(value), kinds)


def _imported_names(module: ModuleType) -> frozenset[str]:
    if not module.__file__ or not module.__file__.endswith(".py"):
        return frozenset()
    imports = (node for node in imports_of(Path(module.__file__)) if isinstance(node, ast.ImportFrom))
    return frozenset(alias.asname or alias.name for node in imports for alias in node.names)


def _modules(target: str) -> Iterator[ModuleType]:
    if is_file_target(target):
        yield _module_of_file(target)
        return
    module = _import(target, target)
    yield module
    if hasattr(module, "__path__"):
        yield from submodules(module, target)


def submodules(package: ModuleType, target: str) -> Iterator[ModuleType]:
    """Yield all modules of a package; InputError, which names the target, where one cannot be imported."""
    present = {entry.name: entry.ispkg for entry in pkgutil.iter_modules(package.__path__)}
    declared = [name for name in getattr(package, "__all__", ()) if name in present]
    for name in dict.fromkeys((*declared, *sorted(present))):
        if name == "__main__":
            continue
        module = _import(f"{package.__name__}.{name}", target)
        yield module
        if present[name]:
            yield from submodules(module, target)


def _import(name: str, target: str) -> ModuleType:
    if not all(part.isidentifier() for part in name.split(".")):
        raise InputError(f"{target!r} is neither the name of a module nor the path of a .py file: give one of them")
    try:
        with watched() as failed:
            module = importlib.import_module(name)
    except ModuleNotFoundError as fault:
        if fault.name is not None and (name == fault.name or name.startswith(f"{fault.name}.")):
            raise InputError(f"no module named {fault.name!r}: install it, or give the path of a .py file") from fault
        raise _fault_in(fault, target) from fault
    except KeyboardInterrupt:
        raise
    except BaseException as fault:
        # report any exception of a page of claims, with the file and line that raised it
        raise _fault_in(fault, target) from fault
    _require_no_faults_beside(failed, target)
    return module


def _require_no_faults_beside(failed: list[BaseException], target: str | Path) -> None:
    if failed:
        raise InputError(f"{_fault_in(failed[0], target)} (in a thread or a finalizer of the page)") from failed[0]


def _module_of_file(target: str) -> ModuleType:
    path = Path(target)
    if path.suffix != ".py":
        raise InputError(f"{target} is not a .py file: give the path of one, or the name of a module")
    name = f"_bnverify_target_{next(_numbers)}"
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None or not os.path.isfile(path):
        raise InputError(f"cannot read {target}: give the path of a .py file")
    module = importlib.util.module_from_spec(spec)
    module.__dict__["__bnverify_target__"] = target
    with _import_beside(path.resolve().parent, name, module):
        try:
            with watched() as failed:
                spec.loader.exec_module(module)
        except OSError as fault:
            raise InputError(f"{_place(fault, path)}: {_words(fault)}; mend the page or its rights") from fault
        except KeyboardInterrupt:
            raise
        except BaseException as fault:
            # report any exception of a user's file, with the line that raised it
            raise _fault_in(fault, path) from fault
    _require_no_faults_beside(failed, path)
    return module


@contextmanager
def _import_beside(folder: Path, name: str, module: ModuleType) -> Iterator[None]:
    """Let a file import its neighbours while it runs; afterwards leave no trace in the import system."""
    before, path, writes = set(sys.modules), list(sys.path), sys.dont_write_bytecode
    sys.modules[name] = module
    sys.path.insert(0, str(folder))
    sys.dont_write_bytecode = True
    importlib.invalidate_caches()
    try:
        yield
    finally:
        sys.dont_write_bytecode = writes
        sys.path[:] = path
        neighbours = {}
        for other in set(sys.modules) - before:
            file = getattr(sys.modules[other], "__file__", None)
            if other == name or (file and Path(file).resolve().is_relative_to(folder) and "." not in other):
                neighbours[other] = sys.modules.pop(other)
        module.__dict__[NEIGHBOURS] = neighbours


# what Python says of the slips that authors make, and what is meant instead
REMEDIES = (
    (r"must be real number, not|ufunc", "write exp, log, sqrt of verify.author, not math's or NumPy's"),
    (r"^'(Symbol|Indexed|Named|Add|Mul|Pow|Apply|Inner|Sum)' object is not iterable", "write total(i, …) for a sum"),
    (r"operand type\(s\) for (//|%)", "write x/2; whole parts and remainders are not in the language"),
    (
        r"object is not subscriptable",
        "write a member with its index, as in family('u', i) or family('a', 0)",
    ),
    (r"^'\w+' object is not callable", "write a product with *, and members with family('u', i)"),
    (r"instances of '(Vector|Scaled)\w*'", "vectors have no order: compare inner(…), or write equal(w, v)"),
    (r"'Index' and|instances of 'Index'|^Index\(", "an index is no number: family('c', i) is one for each index"),
    (r"^(Vector|Scaled)\w*\(", "a product of vectors is inner(w, v)"),
    (r"takes indices and then", "name the indices first and the body last, as in mean(i, family('u', i))"),
    (
        r"has no attribute 'split'|values to unpack",
        "write the names in one text: x, y = symbols('x y')",
    ),
    # these say themselves what to do
    (r"is not exact: use|has no truth value", ""),
)


def _fault_in(fault: BaseException, target: str | Path) -> InputError:
    """Return the error of a page as one line: where, what, and what to do."""
    if isinstance(fault, InputError):
        return InputError(f"{_place(fault, target)}: {fault}")
    # not the class's own attribute, which may be code of the page as its message is
    name = type.__dict__["__name__"].__get__(type(fault))
    text = str(fault.msg) if type(fault) in SYNTAX_FAULTS and isinstance(fault, SyntaxError) else _words(fault)
    remedy = next((said for pattern, said in REMEDIES if re.search(pattern, text)), "mend the page")
    return InputError(f"{_place(fault, target)}: {name}: {text or 'no message'}{'; ' if remedy else ''}{remedy}")


def _words(fault: BaseException) -> str:
    try:
        return " ".join(str(fault).split())[:LONGEST_MESSAGE]
    except BaseException:
        # the message of an exception is code of the page, too
        return "a message that cannot be shown"


def _place(fault: BaseException, target: str | Path) -> str:
    if type(fault) in SYNTAX_FAULTS and isinstance(fault, SyntaxError) and fault.filename:
        return f"{fault.filename}:{fault.lineno}"
    frames = traceback.extract_tb(fault.__traceback__)
    pages = [frame for frame in frames if not frame.filename.startswith(("<frozen", __file__, importlib.__file__))]
    # the page's own line says more than the line of a function it calls
    own = [frame for frame in pages if Path(frame.filename) == Path(target).resolve()] or pages
    return f"{own[-1].filename}:{own[-1].lineno}" if own else str(target)
