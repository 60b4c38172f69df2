"""A ledger is re-checked claim by claim: status, effective status, lemmas, counts; and by code of its own."""

import ast
import copy
import json
from pathlib import Path

import pytest

import verify.recheck
from verify.author import because, claim, equal, family, lemma, mean, samples, symbols, total
from verify.claims import Evidence, Ledger, Verdict
from verify.claims.claim import certificate_to_json
from verify.recheck import RecheckError, recheck, recheck_file

i, j = samples("i j")
x, y, t = symbols("x y t")


def a(index):
    return family("a", index)


def proof(made):
    parts = [certificate_to_json(part) for part in made.certificates] or [{"kind": "identity"}]
    return Verdict(made, Evidence("proof", "tested", {"parts": parts}))


square = claim("square", equal(total(i, a(i)) ** 2, total(i, j, a(i) * a(j))))
means = claim("means", x**2 + y**2 >= 2 * x * y, certificates=(because((x - y) ** 2),))
spread = total(i, j, a(i) ** 2 + a(j) ** 2 - 2 * a(i) * a(j))
user = claim("user", spread >= 0, certificates=(because(spread, uses=(lemma(means, {x: a(i), y: a(j)}),)),))
guess = claim("guess", mean(i, a(i)) >= t)
CAMPAIGN = Verdict(guess, Evidence("campaign", "falsify", {"cases": 10}))
NOTHING = Verdict(claim("nothing", x >= t), Evidence("none", "none", {"why": "no method"}))


def ledger(*verdicts):
    return json.loads(json.dumps(Ledger(verdicts).to_json()))


def test_each_claim_has_an_outcome_and_the_last_line_counts_them(tmp_path):
    data = ledger(proof(square), proof(means), proof(user), CAMPAIGN, NOTHING)
    path = tmp_path / "ledger.json"
    path.write_text(json.dumps(data))
    report = recheck_file(path)
    assert report == recheck(data)
    assert report.last_line == "5 claims: 3 rechecked, 2 not re-checkable, 0 rejected"
    assert report.accepted
    assert str(report.outcomes[3]) == "guess (printed) TESTED: not re-checkable (campaign)"


def rejected(data):
    (found,) = recheck(data).rejected[:1]
    assert not recheck(data).accepted
    return str(found)


def test_a_status_that_the_evidence_does_not_give_is_rejected():
    data = ledger(CAMPAIGN)
    data["claims"][0] |= {"status": "PROVED", "effective": "PROVED"}
    assert (
        rejected(data) == "guess (printed) PROVED: rejected: its status is 'PROVED', and evidence campaign gives TESTED"
    )


def test_the_effective_status_is_the_weakest():
    leaning = claim("leaning", equal(x, x), rests_on=(guess,))
    data = ledger(CAMPAIGN, proof(leaning))
    assert recheck(data).accepted
    data["claims"][1]["effective"] = "PROVED"
    assert "effective status is not TESTED" in rejected(data)
    data["claims"][1] |= {"depends_on": [{"id": "absent", "form": "printed"}], "effective": "OPEN"}
    assert recheck(data).accepted


def test_a_use_must_be_listed_present_and_proved():
    data = ledger(proof(means), proof(user))
    for change in ({"depends_on": []}, {"depends_on": [{"id": "absent", "form": "printed"}], "effective": "OPEN"}):
        changed = copy.deepcopy(data)
        changed["claims"][1] |= change
        assert "depends_on" in rejected(changed)
    changed = copy.deepcopy(data)
    changed["claims"][0]["evidence"]["parts"][0]["terms"] = [["num", "0"]]
    assert [outcome.result for outcome in recheck(changed).outcomes] == ["rejected", "rejected"]
    assert "means (printed), which is rejected" in str(recheck(changed).outcomes[1])


def test_a_proof_from_an_unproved_lemma_is_not_called_rechecked():
    open_means = Verdict(means, Evidence("none", "none", {"why": "no method"}))
    outcome = recheck(ledger(open_means, proof(user))).outcomes[1]
    assert (outcome.result, outcome.detail) == ("not re-checkable", "it uses means (printed), which is OPEN")


def test_lemmas_in_a_circle_prove_nothing():
    data = ledger(proof(means), proof(user))
    first, second = data["claims"]
    first["statement"], first["evidence"] = copy.deepcopy(second["statement"]), copy.deepcopy(second["evidence"])
    for row, other in ((first, "user"), (second, "means")):
        row["evidence"]["parts"][0]["uses"][0] |= {"claim": other, "mapping": []}
        row["depends_on"] = [{"id": other, "form": "printed"}]
    assert all(
        outcome.result == "rejected" and "rests on itself" in outcome.detail for outcome in recheck(data).outcomes
    )


def test_a_proof_has_one_part_for_each_conclusion_and_at_least_one():
    data = ledger(proof(square))
    for parts, statement in (([], None), ([{"kind": "identity"}] * 2, None), ([], {"given": [], "then": []})):
        changed = copy.deepcopy(data)
        changed["claims"][0]["evidence"]["parts"] = parts
        changed["claims"][0]["statement"] = statement or changed["claims"][0]["statement"]
        assert "parts are to prove" in rejected(changed)


def test_two_claims_with_one_name_are_an_error():
    data = ledger(proof(square))
    with pytest.raises(RecheckError, match="stands twice"):
        recheck(data | {"claims": data["claims"] * 2})


def test_a_statement_nested_beyond_all_reason_is_rejected_and_not_a_traceback():
    data = ledger(proof(square))
    node = ["sym", "x"]
    for _ in range(5000):
        node = ["pow", node, "2"]
    data["claims"][0]["statement"]["then"] = [["=", node, node]]
    assert "nested too deeply" in rejected(data)


def test_the_re_checker_shares_no_code_with_what_it_checks():
    for path in Path(verify.recheck.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            for name in names:
                assert not name.startswith(("verify", "proofs")) or name.startswith("verify.recheck"), (path, name)
                # exact numbers are of FLINT and GMP; what brings expressions to a form is its own
                assert name.split(".")[0] not in ("sympy", "mpmath", "numpy"), (path, name)
