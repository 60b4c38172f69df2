"""Claims of the pages are proved with their certificates taken away, and the re-checker accepts what is found."""

from dataclasses import replace

import pytest

from verify.claims.claim import Status, certificate_to_json
from verify.claims.evidence import Evidence
from verify.claims.ledger import Ledger, Verdict
from verify.deciding.pages.collect import collect
from verify.exact.certificates.finder.find import find_certificate
from verify.exact.certificates.finder.terms import of_polynomial
from verify.exact.certificates.signs import oriented
from verify.exact.sums.normal_form import Normaliser
from verify.recheck.ledger import recheck
from verify.statement.expansion import carry_out_derivatives
from verify.statement.formulas import Statement

# one of each kind: pairs, patches, roots, moduli, facts, equations, vectors, denominators, Rayleigh, strict ones
CLAIMS = (
    "prediction-positive", "D.4-sharp-algebra", "D.4-ball", "D.4-center-not-zero", "D.4-chain-6", "D.4-polarised",
    "D.4-cauchy-schwarz", "E.2", "E.3-final", "3.3-convex", "3.3-unique-w_max", "3.3-count", "D.17",
    "D.18-shortest", "D.15-roots", "growth-chord", "C.21-jensen", "C.22-root", "C.23-schwarz", "C.26-root",
    "one-variable-circle", "theorem-2.2-upper", "spectrum-positive",
)  # fmt: skip


@pytest.fixture(scope="module")
def pages():
    return {(made.id, made.edition): made for made in collect(["proofs"])}


@pytest.mark.slow
@pytest.mark.parametrize("id", CLAIMS)
def test_a_claim_of_the_pages_is_proved_and_rechecked_without_its_certificates(pages, id):
    made = next(page for page in pages.values() if page.id == id and page.certificates)
    bare = replace(made, certificates=(), rests_on=(), steps=())
    parts = []
    for number in range(len(bare.statement.conclusions)):
        certificate = find_certificate(bare, number, lambda id, form: None)
        assert certificate is not None, f"conclusion {number}"
        parts.append(certificate_to_json(certificate))
    verdict = Verdict(bare, Evidence("proof", "certificate", {"parts": parts}))
    assert verdict.status is Status.PROVED
    assert recheck(Ledger((verdict,)).to_json()).last_line == "1 claims: 1 rechecked, 0 not re-checkable, 0 rejected"


def test_lemmas_of_a_page_s_certificate_are_enough_without_its_terms(pages):
    made = pages["D.4-norm-by-image", "printed"]
    found = find_certificate(made, 0, lambda id, form: pages.get((id.rpartition(":")[2], form)), made.certificates[0])
    assert found is not None
    assert found.uses == made.certificates[0].uses


@pytest.mark.slow
@pytest.mark.parametrize("id", ["C.6", "C.14-third", "D.4-lipschitz", "lemma-D.3", "gamma-later"])
def test_a_refuted_statement_is_not_proved(pages, id):
    refuted = next(page for page in pages.values() if page.id == id and page.expected is Status.REFUTED)
    proofs = [
        find_certificate(refuted, number, lambda id, form: pages.get((id.rpartition(":")[2], form)))
        for number in range(len(refuted.statement.conclusions))
    ]
    assert None in proofs


@pytest.mark.slow
def test_a_normal_form_written_as_an_expression_keeps_its_value(pages):
    compared = 0
    plain = [page for page in pages.values() if isinstance(page.statement, Statement)]
    for page in plain[::7]:
        normal = Normaliser.given(page.statement.hypotheses)
        for relation in page.statement.conclusions:
            if relation.operator in ("<", "<=", ">", ">="):
                form = normal.of(carry_out_derivatives(oriented(relation)[0]))
                assert normal.difference_vanishes(normal.of(of_polynomial(form)), form), page.id
                compared += 1
    assert compared > 40
