"""A derivation about runs in words, one line a move."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from verify.json_types import Json
from verify.statement.readings.interchange import formula_from_json
from verify.statement.readings.notation import to_text

ENDS = {
    "decided": "at one step",
    "known": "which is a fact by now",
    "span": "by the form of the vector",
    "witness": "by a witness",
    "first exit": "by the first step at which it fails",
}


def derivation_words(proof: Mapping[str, Json], depth: int = 0) -> Iterator[str]:
    """Yield a derivation line by line: its facts, its inductions and lemmas, and how the goal follows."""
    space = "  " * depth
    for move in proof["moves"]:
        match move["rule"]:
            case "have":
                yield f"{space}{to_text(formula_from_json(move['fact']))}"
                yield from derivation_words(move["proof"], depth + 1)
            case "induction":
                said = "; ".join(to_text(formula_from_json(invariant)) for invariant in move["invariants"])
                yield f"{space}by induction on {move['index'][0]}: {said}"
                for name in ("base", "step"):
                    yield f"{space}  {name}"
                    for inner in move[name]:
                        yield from derivation_words(inner, depth + 2)
            case "lemma":
                yield f"{space}by {move['claim']} ({move['form']})"
            case rule:
                yield f"{space}{rule}"
    end = proof["end"]
    part = f" ({end['part']['kind']})" if "part" in end else ""
    yield f"{space}the goal follows {ENDS[end['rule']]}{part}"
    for inner in [end[name] for name in ("late", "begun") if name in end] + end.get("parts", []):
        yield from derivation_words(inner, depth + 1)
