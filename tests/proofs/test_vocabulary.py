"""The pages on the paper share one vocabulary, and a claim's variable is called as the claim is."""

import ast
import importlib
import re
from pathlib import Path

import pytest

from verify.claims.claim import Claim
from verify.deciding.pages.collect import collect

PROOFS = Path(__file__).parents[2] / "proofs"
PAGES = [path for path in sorted(PROOFS.glob("cao2023/**/*.py")) if path.name not in ("__init__.py", "vocabulary.py")]


def name_of(claim: Claim) -> str:
    """Return how the variable of a claim is called: C.21 is C_21, 3.3-error is claim_3_3_error."""
    name = re.sub(r"[\W_]+", "_", claim.id.replace("*", "_star").replace("+", "_plus_")).strip("_")
    return ("claim_" if name[0].isdigit() else "") + name + ("_repaired" if claim.edition == "repaired" else "")


def claims_of(path: Path) -> dict[str, Claim]:
    """Return the claims that a page makes, under their variables; imported ones are not among them."""
    names = path.relative_to(PROOFS.parent).with_suffix("").parts
    tree = ast.parse(path.read_text(encoding="utf-8"))
    imported = {
        alias.asname or alias.name for node in tree.body if isinstance(node, ast.ImportFrom) for alias in node.names
    }
    made = vars(importlib.import_module(".".join(names)))
    return {name: value for name, value in made.items() if isinstance(value, Claim) and name not in imported}


def test_the_pages_hold_all_claims() -> None:
    """What these tests look at is what is collected."""
    assert sum(len(claims_of(path)) for path in PAGES) == len(collect(["proofs.cao2023"]))


@pytest.mark.slow
@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_each_claim_is_called_by_its_id_and_is_of_its_paper(path: Path) -> None:
    """A reader who knows the equation's number knows the variable; the folder under proofs is the paper's name."""
    assert [(name, name_of(made)) for name, made in claims_of(path).items() if name != name_of(made)] == []
    assert {made.paper for made in claims_of(path).values()} <= {path.relative_to(PROOFS).parts[0]}


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
