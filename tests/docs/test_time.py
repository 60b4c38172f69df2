"""The derivation in docs/time.md comes out as the page says."""

from __future__ import annotations

import json
import re
from pathlib import Path

from verify.claims.claim import Claim
from verify.deciding.many_claims import check
from verify.recheck import recheck

PAGE = Path(__file__).parents[2] / "docs" / "time.md"
EXPECTED = {
    "my-sum": "PROVED",
    "my-sum-slip": "REFUTED",
    "my-line": "PROVED",
    "my-sign": "PROVED",
    "my-gronwall": "PROVED",
    "my-gronwall-slip": "REFUTED",
    "my-bound": "REFUTED",
}


def test_the_derivation_of_the_page_comes_out_as_it_says():
    code = "\n".join(re.findall(r"```python\n(.*?)```", PAGE.read_text(), re.DOTALL))
    names: dict[str, object] = {}
    exec(compile(code, str(PAGE), "exec"), names)
    claims = [value for value in names.values() if isinstance(value, Claim)]
    ledger = check(claims, cache=False)
    assert {verdict.claim.id: verdict.status.value for verdict in ledger.verdicts} == EXPECTED
    assert recheck(json.loads(json.dumps(ledger.to_json()))).count("rechecked") == len(EXPECTED)
    last = {verdict.claim.id: verdict.evidence.data.get("run") for verdict in ledger.verdicts}
    assert last["my-sum-slip"] == {"last": 1, "steps": {"T": 0}}
    assert last["my-gronwall-slip"]["last"] == 2
