"""pytest plugin: ``pytest --bn-claims proofs my_lemmas.py`` makes an item of every claim of modules and files.

It is off unless asked, and imports nothing of bnverify before that. Items stand under a file that ships beside this
module, as pytest collects from files: its name ends in what no other collector takes.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from verify.claims.claim import Claim
    from verify.claims.ledger import Ledger, Verdict

ANCHOR = Path(__file__).with_name("claims.bn-claims")


class ClaimFailure(Exception):  # noqa: N818
    """A claim that has not the status it is to have; its text is shown without a traceback."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option."""
    group = parser.getgroup("bnverify", "claims of bnverify")
    group.addoption(
        "--bn-claims",
        nargs="*",
        default=None,
        metavar="TARGET",
        help="decide the claims of these modules, packages or .py files (default: proofs), each as an item; "
        "other tests run only where paths come before this option",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Collect from the file that stands for the claims, and from nothing else unless paths were given."""
    if config.option.bn_claims is None:
        return
    given = config.args_source is pytest.Config.ArgsSource.ARGS
    others = [argument for argument in config.args if argument != str(ANCHOR)] if given else []
    config.args[:] = [*others, str(ANCHOR)]


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Return the collector of claims for the file that stands for them."""
    if parent.config.option.bn_claims is None or file_path != ANCHOR:
        return None
    collector: pytest.Collector = Claims.from_parent(parent, path=file_path, name="bn-claims", nodeid="bn-claims")
    return collector


class Claims(pytest.File):
    """All claims of the targets."""

    def collect(self) -> Iterator[pytest.Item]:
        """Yield an item for each claim, named by its id and edition."""
        from verify.deciding.pages.collect import collect
        from verify.errors import InputError

        try:
            claims = collect(self.config.option.bn_claims)
        except InputError as fault:
            raise pytest.UsageError(str(fault)) from None
        for claim in claims:
            yield ClaimItem.from_parent(self, name=f"{claim.full_id}[{claim.edition}]", claim=claim, claims=claims)


class ClaimItem(pytest.Item):
    """One claim: it passes with the status its page expects, and where none is expected unless it is refuted."""

    def __init__(self, *, claim: Claim, claims: tuple[Claim, ...], **others: Any) -> None:
        super().__init__(**others)
        self.claim, self.claims = claim, claims

    def runtest(self) -> None:
        """Decide the claim, with all it rests on; evidence is kept as ``bnverify check`` keeps it."""
        from verify.deciding.many_claims import check
        from verify.deciding.neighbours import with_neighbours

        ledger = check(self._with_needs([self.claim]))
        verdict = ledger.by_key[self.claim.key]
        self.user_properties.append(("status", verdict.status.value))
        name = f"{self.claim.full_id} ({self.claim.edition})"
        broken = [line for line in ledger.disagreements if line.startswith(name)]
        if broken:
            raise ClaimFailure("\n".join(broken))
        if failure(verdict, ledger, ()):
            # the steps before it say whether it is the first wrong one
            wholes = [claim for claim in self.claims if self.claim.key in claim.steps]
            ledger = with_neighbours(check(self._with_needs([self.claim, *wholes])))
            raise ClaimFailure(failure(verdict, ledger, self.claims))

    def _with_needs(self, claims: list[Claim]) -> list[Claim]:
        known = {claim.key: claim for claim in self.claims}
        wanted, reached = [claim.key for claim in claims], dict.fromkeys(claim.key for claim in claims)
        while wanted:
            fresh = [key for key in known[wanted.pop()].needs if key in known and key not in reached]
            reached.update(dict.fromkeys(fresh))
            wanted.extend(fresh)
        return [claim for claim in self.claims if claim.key in reached]

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """Return the text of a failed claim, or pytest's traceback where something else failed."""
        if isinstance(excinfo.value, ClaimFailure):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """Return how the item is headed in reports."""
        return self.path, None, self.name


def failure(verdict: Verdict, ledger: Ledger, claims: tuple[Claim, ...]) -> str:
    """Return why a claim fails: its status, its first wrong step, its counterexample; the empty string where it passes.

    >>> from verify.author import claim, symbols
    >>> from verify.deciding.many_claims import check
    >>> x, = symbols("x")
    >>> ledger = check([claim("a", x**2 >= x)], cache=False)
    >>> print(failure(ledger.verdicts[0], ledger, ()))
    a (printed) is REFUTED: with x = 1/2: x² ≥ x fails, as its sides are 1/4 = 0.25 and 1/2 = 0.5
    """
    from verify.claims.claim import Status
    from verify.report.derivations import first_wrong, places
    from verify.report.words.evidence import neighbour_words, refutation

    claim, name = verdict.claim, f"{verdict.claim.full_id} ({verdict.claim.edition})"
    wrong = first_wrong(ledger, claim.steps) if claim.steps else None
    fails = (Status.REFUTED, Status.VACUOUS)
    unexpected = verdict.status in fails if claim.expected is None else not verdict.as_expected
    if not unexpected and (wrong is None or claim.expected is not None):
        return ""
    lines = []
    if wrong is not None:
        step = ledger.by_key[wrong]
        lines.append(f"first wrong step of {name}: step {claim.steps.index(wrong) + 1}, {wrong[0]} ({wrong[1]})")
        lines.append(f"{wrong[0]} ({wrong[1]}) is {step.status.value}: {refutation(step)}")
        lines.extend(neighbour_words(ledger, wrong))
    if unexpected:
        expected = "" if claim.expected is None else f" where {claim.expected.value} is expected"
        shown = f": {refutation(verdict)}" if verdict.status in fails else ""
        lines.append(f"{name} is {verdict.status.value}{expected}{shown}")
        lines.extend(neighbour_words(ledger, claim.key))
        lines.extend(f"it is {place.words}" for place in places(ledger, claims, claim.key))
    if claim.remark:
        lines.append(claim.remark)
    return "\n".join(lines)
