"""What Hypothesis calls when it is imported: ``st.from_type(Dataset)`` and the settings profiles become known.

The strategies themselves are imported when one is first drawn from.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

EXAMPLES = {"bnverify-dev": 25, "bnverify-ci": 200, "bnverify-nightly": 5000}


def register() -> None:
    """Register the type Dataset and the profiles; it may be called again.

    >>> from hypothesis import settings
    >>> register()
    >>> settings.get_profile("bnverify-nightly").max_examples
    5000
    """
    from hypothesis import strategies as st

    from verify.data.dataset import Dataset

    st.register_type_strategy(Dataset, _datasets)
    register_profiles()


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


def _datasets(_type: Any) -> SearchStrategy[Any]:
    from verify.testing.strategies import datasets

    return datasets(n=(1, 5), P=(1, 2), d=(1, 4), assumption="any")
