"""When a run starts processes of its own."""

import pytest

from verify.author import claim, symbols
from verify.claims.claim import Claim
from verify.deciding import settling
from verify.deciding.kept.cache import claim_hash
from verify.deciding.kept.shipped import Proposal
from verify.deciding.many_claims import check

x, y = symbols("x y")
FEW_LOOKS = settling.FEW + 5


class StartedError(Exception):
    """A process was to be started."""


@pytest.fixture(autouse=True)
def processes(monkeypatch: pytest.MonkeyPatch) -> None:
    def start(jobs: int) -> None:
        raise StartedError

    monkeypatch.setattr(settling, "local_processes", start)


def claims(count: int) -> list[Claim]:
    return [claim(f"a-{number}", x**2 + number >= number) for number in range(count)]


def shipped(made: list[Claim]) -> dict[str, Proposal]:
    ledger = check(made, cache=False)
    rows = zip(made, ledger.verdicts, strict=True)
    return {claim_hash(one, lambda *_: None): Proposal.of(one, verdict.evidence, {}) for one, verdict in rows}


def test_rows_that_are_only_looked_at_are_not_handed_to_processes_while_they_are_few() -> None:
    made = claims(FEW_LOOKS)
    ledger = check(made, jobs=2, cache=False, shipped=shipped(made))
    assert {verdict.status for verdict in ledger.verdicts} == {"PROVED"}


def test_as_many_claims_that_are_decided_afresh_are_shared_among_processes() -> None:
    with pytest.raises(StartedError):
        check(claims(FEW_LOOKS), jobs=2, cache=False)


def test_many_rows_are_shared_among_processes_too(monkeypatch: pytest.MonkeyPatch) -> None:
    made = claims(FEW_LOOKS)
    found = shipped(made)
    monkeypatch.setattr(settling, "LOOKS", FEW_LOOKS - 1)
    with pytest.raises(StartedError):
        check(made, jobs=2, cache=False, shipped=found)
    assert len(check(made, jobs=1, cache=False, shipped=found).verdicts) == FEW_LOOKS
