"""Names for data as JSON has it: what ``json.loads`` returns, and what is written of ledgers, runs and reports."""

from __future__ import annotations

from typing import Any, TypeAlias

# null, a truth value, a number, a text, or a list or an object of these: whoever reads it looks before he uses it
Json: TypeAlias = Any
JsonObject: TypeAlias = dict[str, Json]
