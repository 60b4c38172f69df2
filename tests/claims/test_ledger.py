"""Status is computed from evidence, and a claim is as strong as the weakest claim it rests on."""

import json
import os

import pytest

from verify.author import because, claim, equal, lemma, symbols
from verify.claims import Evidence, Ledger, Status, Verdict
from verify.claims.evidence import STATUS_OF_KIND
from verify.claims.ledger import SCHEMA, check_unique, dump
from verify.errors import InputError
from verify.files import write_text

x, y = symbols("x y")
PROOF = Evidence("proof", "identity", {"parts": [{"kind": "identity"}]})
TESTED = Evidence("campaign", "falsify", {"cases": 10})
OPEN = Evidence("none", "none", {"why": "nothing tried"})
REFUTED = Evidence("counterexample", "falsify", {"instance": {}})

base = claim("base", equal(x, x))
middle = claim("middle", x**2 >= 0, rests_on=(base,))
top = claim("top", x**4 >= 0, steps=(middle,))


def statuses(**evidence):
    claims = {"base": base, "middle": middle, "top": top}
    ledger = Ledger(tuple(Verdict(claims[name], found) for name, found in evidence.items()))
    return {key[0]: status for key, status in ledger.effective.items()}


@pytest.mark.parametrize(
    ("weak", "expected"),
    [(PROOF, Status.PROVED), (TESTED, Status.TESTED), (OPEN, Status.OPEN), (REFUTED, Status.REFUTED)],
)
def test_the_weakest_claim_below_gives_the_effective_status(weak, expected):
    assert statuses(base=weak, middle=PROOF, top=PROOF)["top"] is expected


def test_a_claim_that_is_missing_from_the_ledger_counts_as_open():
    assert statuses(middle=PROOF, top=PROOF)["top"] is Status.OPEN


def test_a_refutation_stands_whatever_the_claim_rests_on():
    assert statuses(base=OPEN, middle=REFUTED, top=PROOF) == {
        "base": Status.OPEN,
        "middle": Status.REFUTED,
        "top": Status.REFUTED,
    }


def test_a_lemma_used_by_a_certificate_counts_as_a_claim_it_rests_on():
    user = claim("user", x**2 >= 0, certificates=(because(x**2, uses=(lemma(base),)),))
    assert user.needs == (("base", "printed"),)


def test_a_circle_of_claims_is_refused_in_one_line():
    first = claim("first", equal(x, x))
    second = claim("second", equal(x, x), rests_on=(first,))
    first = claim("first", equal(x, x), rests_on=(second,))
    with pytest.raises(InputError, match="rests on itself"):
        _ = Ledger((Verdict(first, PROOF), Verdict(second, PROOF))).effective


def test_two_claims_of_one_id_and_form_are_refused():
    check_unique((base, claim("base", equal(x, x), edition="repaired")))
    with pytest.raises(InputError, match="stated twice"):
        check_unique((base, claim("base", equal(y, y))))


def test_every_kind_of_evidence_has_one_status_and_no_other_kind_is_taken():
    assert set(STATUS_OF_KIND.values()) == set(Status)
    with pytest.raises(KeyError):
        _ = Evidence("hunch", "none").status


def test_a_difference_from_the_expected_status_is_a_surprise():
    expecting = claim("base", equal(x, x), expected="REFUTED")
    ledger = Ledger((Verdict(expecting, PROOF), Verdict(middle, PROOF)))
    assert [verdict.claim.id for verdict in ledger.surprises] == ["base"]


def test_the_json_of_a_ledger_has_the_fields_of_its_schema():
    data = json.loads(dump(Ledger((Verdict(base, PROOF, 0.5), Verdict(middle, TESTED))).to_json()))
    assert data["schema"] == SCHEMA == "bnverify-ledger-1"
    wanted = {"id", "source", "form", "kind", "statement", "status", "effective", "method", "depends_on", "seconds"}
    for row in data["claims"]:
        assert wanted <= row.keys()
        assert "kind" in row["evidence"]
    assert data["claims"][1]["depends_on"] == [{"id": "base", "form": "printed"}]
    assert data["claims"][1]["effective"] == "TESTED"


def test_a_file_is_written_whole_or_not_at_all(tmp_path):
    target = tmp_path / "ledger.json"
    write_text(target, "first")
    write_text(target, "second")
    assert target.read_text() == "second"
    assert os.listdir(tmp_path) == ["ledger.json"]
    with pytest.raises(InputError, match="cannot write"):
        write_text(tmp_path / "missing" / "ledger.json", "third")


def test_a_text_that_cannot_be_encoded_leaves_the_old_file_and_no_other(tmp_path):
    target = tmp_path / "ledger.json"
    write_text(target, "kept")
    with pytest.raises(UnicodeEncodeError):
        write_text(target, "\ud800")
    assert target.read_text() == "kept"
    assert os.listdir(tmp_path) == ["ledger.json"]


def test_a_chain_of_thousands_of_claims_has_its_effective_statuses_without_recursion():
    chain = [claim("c-0", equal(x, x))]
    for k in range(1, 3000):
        chain.append(claim(f"c-{k}", equal(x, x), rests_on=chain[-1]))
    verdicts = [Verdict(one, TESTED if one.id == "c-0" else PROOF) for one in reversed(chain)]
    effective = Ledger(tuple(verdicts)).effective
    assert set(effective.values()) == {Status.TESTED}
    assert len(effective) == 3000


def test_a_claim_that_many_share_is_looked_at_once():
    below = [claim("b-0", equal(x, x))]
    for k in range(1, 60):
        below.append(claim(f"b-{k}", equal(x, x), rests_on=below[-2:]))
    effective = Ledger(tuple(Verdict(one, PROOF) for one in reversed(below))).effective
    assert set(effective.values()) == {Status.PROVED}
