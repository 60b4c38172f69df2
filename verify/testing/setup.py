"""What Hypothesis calls when it is imported: ``st.from_type(Dataset)`` and the settings profiles become known.

Every project in the same environment imports this with Hypothesis. So nothing else of bnverify is imported here: the
type is registered when its module is imported by somebody, and the strategies are when one is first drawn from.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import find_spec
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

MODULE = "verify.data.dataset"
EXAMPLES = {"bnverify-dev": 25, "bnverify-ci": 200, "bnverify-nightly": 5000}


def register() -> None:
    """Register the type Dataset and the profiles; it may be called again.

    >>> from hypothesis import settings
    >>> register()
    >>> settings.get_profile("bnverify-nightly").max_examples
    5000
    """
    register_profiles()
    module = sys.modules.get(MODULE)
    if module is not None and hasattr(module, "Dataset"):
        _register_type(module)
    elif not any(isinstance(finder, _Waiting) for finder in sys.meta_path):
        sys.meta_path.insert(0, _Waiting())


def register_profiles() -> None:
    """Register the settings profiles, for ``pytest --hypothesis-profile NAME``; none has a deadline.

    bnverify-dev has few examples, for while one writes; bnverify-ci is the same in every run and prints how to replay a
    failure; bnverify-nightly has many and keeps what it finds. "dev" and "nightly" are other names of them, and a suite
    may register its own under these names; "ci" is Hypothesis' own.

    >>> from hypothesis import settings
    >>> register_profiles()
    >>> settings.get_profile("bnverify-ci").derandomize
    True
    """
    from hypothesis import HealthCheck, settings

    calm = [HealthCheck.too_slow]
    settings.register_profile("bnverify-dev", max_examples=EXAMPLES["bnverify-dev"], deadline=None)
    settings.register_profile(
        "bnverify-ci",
        max_examples=EXAMPLES["bnverify-ci"],
        deadline=None,
        derandomize=True,
        database=None,
        print_blob=True,
        suppress_health_check=calm,
    )
    settings.register_profile(
        "bnverify-nightly",
        max_examples=EXAMPLES["bnverify-nightly"],
        deadline=None,
        print_blob=True,
        suppress_health_check=calm,
    )
    for name in ("dev", "nightly"):
        settings.register_profile(name, settings.get_profile(f"bnverify-{name}"))


class _Waiting(MetaPathFinder):
    """Waits until the module of Dataset is imported, lets the usual finders find it, and registers the type then."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname != MODULE:
            return None
        sys.meta_path.remove(self)
        spec = find_spec(fullname)
        if spec is None or spec.loader is None:
            return spec
        spec.loader = _Registering(spec.loader)
        return spec


class _Registering(Loader):
    """Loads this one module as its own loader does, then registers the type.

    The module's own loader is wrapped and never changed: pytest's assertion rewriting is one loader for all modules.
    """

    def __init__(self, loader: Loader) -> None:
        self._loader = loader

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return self._loader.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        self._loader.exec_module(module)
        _register_type(module)

    def __getattr__(self, name: str) -> Any:  # get_source and the like, for tracebacks and inspect
        return getattr(self._loader, name)


def _register_type(module: ModuleType) -> None:
    from hypothesis import strategies as st

    st.register_type_strategy(module.Dataset, _datasets)


def _datasets(_type: Any) -> SearchStrategy[Any]:
    from verify.testing.strategies import datasets

    return datasets(n=(1, 5), P=(1, 2), d=(1, 4), assumption="any")
