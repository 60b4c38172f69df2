"""JSON in which each list and each object stands once, however often it is repeated: a claim repeats most of its parts.

It is a list of rows: each is a list or an object whose parts are texts, numbers and the like, or ``[k]``, which is row
k, before it. The last row is the whole.
"""

from __future__ import annotations

from verify.json_types import Json
from verify.statement.formulas import Node
from verify.statement.readings.interchange import Written, plain, writer


class Packer:
    """Rows as they are found; equal parts get one row, so that what is packed depends on what it says alone.

    >>> packer = Packer()
    >>> packer.whole({"given": [], "then": [["a", "b"], ["a", "b"]]})
    '[[], ["a", "b"], [[1], [1]], {"given": [0], "then": [2]}]'
    """

    def __init__(self) -> None:
        self._rows: dict[str, int] = {}
        # nodes are kept, so that no other one has their identity
        self._known: dict[int, tuple[Node, Written]] = {}

    def node(self, node: Node) -> Written:
        """Return what stands for a node in the rows."""
        found = self._known.get(id(node))
        if found is None:
            found = self._known[id(node)] = node, self._part(writer(node)(node, self.node))
        return found[1]

    def whole(self, data: Json) -> str:
        """Return the packed text of JSON, a list or an object, in which nodes may be packed already."""
        self._part(data)
        return f"[{', '.join(self._rows)}]"

    def _part(self, data: Json) -> Written:
        if type(data) is Written:
            return data
        if isinstance(data, list):
            # most parts are texts or written already
            row = f"[{', '.join([plain(part) if type(part) is str else self._part(part) for part in data])}]"
        elif isinstance(data, dict):
            row = f"{{{', '.join([f'{plain(name)}: {self._part(part)}' for name, part in data.items()])}}}"
        else:
            return Written(plain(data))
        return Written(f"[{self._rows.setdefault(row, len(self._rows))}]")
