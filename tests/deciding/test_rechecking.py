"""The re-checker judges the same JSON in the process that decided a claim as another one reads from its packed text."""

from __future__ import annotations

import copy
import json
from fractions import Fraction
from typing import Any

import pytest

from verify.author import because, claim, symbols
from verify.claims.claim import Claim, certificate_to_json
from verify.claims.evidence import Evidence
from verify.deciding import rechecking
from verify.deciding.rechecking import evidence_text, objection, packed_head
from verify.recheck.forms.remembered import REMEMBERED
from verify.recheck.row_text import unpacked

x, y = symbols("x, y")
SQUARE = claim("square", x**2 + y**2 >= 2 * x * y, certificates=because((x - y) ** 2))
USES = claim("uses", (x - y) ** 2 >= 0, given=[x >= y], rests_on=SQUARE)
CERTIFICATE = certificate_to_json(because((x - y) ** 2))


def proof(part: Any) -> Evidence:
    return Evidence("proof", "certificate", {"parts": [part], "example": None})


@pytest.mark.parametrize("forgotten", [False, True])
def test_what_is_judged_here_is_what_another_process_reads(monkeypatch: pytest.MonkeyPatch, forgotten: bool) -> None:
    judged: list[Any] = []

    def noted(row: Any, lemmas: Any) -> str:
        judged.append(copy.deepcopy((row, lemmas)))
        return ""

    monkeypatch.setattr(rechecking, "objection_to", noted)
    known: dict[Any, Claim] = {SQUARE.key: SQUARE}
    for made in (SQUARE, USES, SQUARE):
        if forgotten:
            REMEMBERED.forget()
        assert objection(made, proof(CERTIFICATE), known) == ""
        row, lemmas = judged.pop()
        head, (status, found) = (
            unpacked(json.loads(text)) for text in (packed_head(made, known), evidence_text(proof(CERTIFICATE)))
        )
        assert json.dumps(row) == json.dumps({**head[0], "status": status, "evidence": found})
        assert lemmas == {(id, edition): statement for id, edition, statement in head[1]}


def test_evidence_that_is_changed_is_judged_as_it_is_then() -> None:
    part: Any = json.loads(json.dumps(CERTIFICATE))
    evidence = proof(part)
    assert objection(SQUARE, evidence, {}) == ""
    part["terms"][0][1][1][1] = "z"
    assert "z" in json.dumps(part)
    assert objection(SQUARE, evidence, {}) != ""
    assert objection(SQUARE, proof(CERTIFICATE), {}) == ""


@pytest.mark.parametrize("part", [("num", "0"), Fraction(0), {0: "num"}, {"num"}, b"0"])
def test_what_has_no_json_is_objected_to(part: Any) -> None:
    said = objection(SQUARE, proof({**CERTIFICATE, "beside": [part]}), {})
    assert said.startswith("it cannot be read: ")
    assert "\n" not in said
