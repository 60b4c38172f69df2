"""The pages of a paper share one vocabulary, and a claim's variable is called as the claim is."""

import ast
import re
from pathlib import Path

import pytest

from verify.claims.claim import Claim
from verify.deciding.collect import _claims_of, _imported_names, _modules

PROOFS = Path(__file__).parents[2] / "proofs"
PAGES = [path for path in sorted(PROOFS.rglob("*.py")) if path.name not in ("__init__.py", "vocabulary.py")]


def name_of(claim: Claim) -> str:
    """Return how the variable of a claim is called: C.21 is C_21, 3.3-error is claim_3_3_error."""
    name = re.sub(r"[\W_]+", "_", claim.id.replace("*", "_star").replace("+", "_plus_")).strip("_")
    return ("claim_" if name[0].isdigit() else "") + name + ("_repaired" if claim.edition == "repaired" else "")


def test_each_claim_is_called_by_its_id() -> None:
    """A reader who knows the equation's number knows the variable."""
    found = [
        (module.__name__, name, name_of(value))
        for module in _modules("proofs")
        for name, value in vars(module).items()
        if isinstance(value, Claim) and name not in _imported_names(module) and name != name_of(value)
    ]
    assert found == []


def test_each_claim_of_a_page_is_of_its_paper() -> None:
    """The folder under proofs is the paper's name."""
    wrong = [
        (module.__name__, entry.claim.full_id)
        for module in _modules("proofs")
        for entry in _claims_of(module)
        if entry.claim.paper != module.__name__.split(".")[1]
    ]
    assert wrong == []


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_a_page_takes_its_words_from_the_vocabulary(path: Path) -> None:
    """No page makes the model, or a word that the vocabulary has, again."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    modules = [node.module or "" for node in tree.body if isinstance(node, ast.ImportFrom)]
    assert any(module.endswith("vocabulary") for module in modules)
    assert "verify.author" not in modules
    made = [node.value for node in tree.body if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call)]
    called = {call.func.id for call in made if isinstance(call.func, ast.Name) and not call.args}
    assert not called & {"LinearBN", "ConvBN"}
