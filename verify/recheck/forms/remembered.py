"""What was found of nodes, in this row and before: equal ones are one object, a form is made once under the same rules.

The rules and signs that a ``Forms`` takes from hypotheses can change the form of a node only where all the names in
their atom occur in it: an atom matches one that differs in labels alone. Names occur in a form that stand in its node,
or that a rule which matches has put there. So two ``Forms`` make one form of a node wherever the rules and signs that
can come to it are the same, in the same order; those about other variables do not count. Where an environment gives
values to variables, the names in these count with those of the node. This is the whole reason why
a form may be kept from one ``Forms`` for the next, and from one row for the next: a form is found under its node and
these rules and signs, whose numbers stand for what they say and not for where it was said.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from itertools import count
from marshal import dumps
from typing import Any, TypeVar

from verify.recheck.forms.assumptions import Assumed, Assumptions, Names
from verify.recheck.forms.sums import BINDERS, Form, fresh_label, key, labels, level, opened, renamed, shape, variables
from verify.recheck.reading import JsonObject, Node, RecheckError, check_node, short

T = TypeVar("T")
Env = dict[Any, Any]
NAMED = ("sym", "idx", "vec", "size")
# how much is kept from row to row, counted in nodes, and how many names: a ledger of 1000 rows has two thirds as much
MOST_KEPT, MOST_NAMES = 500_000, 2_000
# on how many levels the nodes of a row are looked up by their text, and the bytes of it that count as one node
LEVELS, A_NODE = 8, 200


@dataclass
class Remembered:
    """Nodes, their names and forms; all under the identity of nodes, which are kept so that none is used again.

    What is kept from row to row stands under nodes of ``alike``, and is forgotten when it is much.
    """

    fresh: Any = field(default_factory=count)
    # the environment in which nothing has a value
    nothing: Env = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.by_parts: dict[Any, Any] = {}
        self.by_text: dict[Any, Node] = {}
        # the identities of the data in them, and of other data of this row, with those of them that they are equal to
        self.one: set[int] = set()
        self.seen: dict[int, tuple[Any, Any]] = {}
        # what check_node and free found of nodes: they look at the node, and at nothing else
        self.towers: dict[tuple[int, str], int] = {}
        self.free: dict[int, tuple[Node, frozenset[Any]]] = {}
        # instances of equal data, with the values found on them
        self.instances: dict[int, tuple[Any, JsonObject]] = {}
        # what nodes need to be defined, as ``Signs`` finds it
        self.needs: dict[tuple[int, int], tuple[Node, Env, list[Any]]] = {}
        self.names: dict[int, Names] = {}
        self.bits: dict[Any, Names] = {}
        self.numbers: dict[Any, int] = {}
        self.forms: dict[tuple[int, int, int], Form] = {}
        self.assumptions: dict[Any, Assumptions] = {}
        # how much stands in the forms, environments, texts and what is said of nodes, in nodes
        self.held = 0
        # environments under their identity, with the names in their values, and by what they say
        self.envs: dict[int, tuple[Env, Names]] = {id(self.nothing): (self.nothing, 0)}
        self.env_by_parts: dict[Any, Env] = {frozenset(): self.nothing}
        self.bound: dict[tuple[str, str, int, str], tuple[Any, Env]] = {}
        # what functions say of nodes that equal nodes share, and of other data of this row, under the identity of these
        self.of_nodes: defaultdict[Any, dict[Any, Any]] = defaultdict(dict)
        self.said: defaultdict[Any, dict[Any, Any]] = defaultdict(dict)

    def forget(self) -> None:
        """Drop all that was found, also of the parts of forms."""
        self.__post_init__()
        for cached in (key, labels, level, opened, renamed, shape, variables):
            cached.cache_clear()

    def end_row(self) -> None:
        """Drop what is of use to one row only; and all, where it is so much that a large ledger's would fill memory."""
        self.seen.clear()
        self.said.clear()
        if self.kept > MOST_KEPT or len(self.bits) > MOST_NAMES:
            self.forget()

    @property
    def kept(self) -> int:
        """How much is kept for the rows that follow, counted in nodes."""
        return len(self.by_parts) + len(self.free) + self.held

    def alike(self, data: Any, levels: int = 0) -> Any:
        """Return JSON data in which equal lists, and equal objects, are one, the same one for all that is kept.

        Nodes as they were read, whose parts are not one yet, are looked up by their text too, on some ``levels``.
        Raises RecheckError for what has no JSON.

        >>> seen = Remembered()
        >>> seen.alike({"a": ["sym", "x"]})["a"] is seen.alike(["sym", "x"])
        True
        """
        if id(data) in self.one:
            return data
        if (found := self.seen.get(id(data))) is not None:
            return found[1]
        same: Any
        if isinstance(data, list):
            same = self._list(data, levels)
        elif isinstance(data, dict):
            if {*map(type, data)} - {str}:
                raise RecheckError(f"{short(data)} has a name that is no text: correct it")
            same = self.one_object([*data], [self.alike(part, levels) for part in data.values()])
        else:
            return self.scalar(data)
        self.seen[id(data)] = data, same
        return same

    def scalar(self, data: Any) -> Any:
        """Return what is no list or object as ``alike`` does: 1, 1.0 and True apart, which Python takes as equal.

        Raises RecheckError for what has no JSON.
        """
        if isinstance(data, str):
            return data
        if not isinstance(data, int | float | None):
            raise RecheckError(f"{short(data)} is no part of JSON: correct it")
        return self.by_parts.setdefault((type(data), repr(data)), data)

    def one_list(self, parts: Node) -> Node:
        """Return the list of ``alike`` with some parts, which are of ``alike`` already.

        Data are known by their parts: texts as they are, all others by identity, as equal ones are one object.
        """
        same: Node = self.by_parts.setdefault(tuple([part if type(part) is str else id(part) for part in parts]), parts)
        self.one.add(id(same))
        return same

    def one_object(self, names: list[str], parts: Node) -> JsonObject:
        """Return the object of ``alike`` with some parts, which are of ``alike`` too; another order is another."""
        at = (dict, *names, *[part if type(part) is str else id(part) for part in parts])
        same: JsonObject | None = self.by_parts.get(at)
        if same is None:
            same = self.by_parts[at] = dict(zip(names, parts, strict=True))
            self.one.add(id(same))
        return same

    def _list(self, data: Node, levels: int) -> Node:
        text = None
        if levels and data and type(data[0]) is str:
            levels -= 1
            text = _text(data)
            if (found := self.by_text.get(text)) is not None:
                return found
        one = self.one
        at = tuple(
            [part if type(part) is str else id(part if id(part) in one else self.alike(part, levels)) for part in data]
        )
        same = self.by_parts.get(at)
        if same is None:
            same = [part if type(part) is str or id(part) in one else self.alike(part, levels) for part in data]
            self.by_parts[at] = same
            self.one.add(id(same))
        if text is not None:
            self.by_text[text] = same
            self.held += len(text) // A_NODE
        return same

    def is_one(self, data: Any) -> bool:
        """Tell whether data are the object that equal data of a row share: their identity says what they are."""
        return id(data) in self.one

    def check(self, node: Any, sort: str = "x") -> None:
        """Raise RecheckError where a node is no scalar ("x") or vector ("v"): equal parts are looked at once."""
        check_node(self.alike(node), sort, self.towers)

    def keep(self, at: tuple[int, int, int], form: Form) -> Form:
        """Keep the form of a node, an environment and the number of what can come to it."""
        self.held += 1 + len(form)
        self.forms[at] = form
        return form

    def number(self, thing: Any) -> int:
        """Return a number that equal things share."""
        return self.numbers.setdefault(thing, len(self.numbers))

    def assuming(self, under: Assumptions, equation: bool, atom: Any, value: Form) -> Assumptions:
        """Return what is assumed where a rule, atom = value, or a sign comes last: one object, however it came."""
        number = self.number((equation, atom, value))
        made = under.with_one(Assumed(number, self.names_in(atom), self.names_in(value)), equation, atom, value)
        if made.key not in self.assumptions:
            self.assumptions[made.key] = made
            self.held += len(made.assumed)
        return self.assumptions[made.key]

    def nothing_assumed(self, zero_one: str | None, *, analytic: bool) -> Assumptions:
        """Return what is assumed where no hypothesis says anything."""
        made = Assumptions(zero_one, analytic)
        if made.key not in self.assumptions:
            self.assumptions[made.key] = made
            self.held += 1
        return self.assumptions[made.key]

    def environment(self, env: Env) -> Env:
        """Return the environment that all share that give the same values, which are labels, forms and nodes.

        >>> seen, label = Remembered(), ("@", "k", "sample")
        >>> seen.environment({("index", "i", "sample"): label}) is seen.environment({("index", "i", "sample"): label})
        True
        """
        if id(env) in self.envs:
            return env
        names, parts = 0, []
        for at, value in env.items():
            match at[0]:
                case "index" | "sym":
                    names |= self.names_in(value)
                case "tree":
                    value = id(self.alike(value))
                case _:
                    slots, node = map(self.alike, value)
                    names |= self.names_of(node)
                    value = id(slots), id(node)
            parts.append((at, value))
        same = self.env_by_parts.setdefault(frozenset(parts), env)
        if id(same) not in self.envs:
            self._know(same, names)
        return same

    def _know(self, env: Env, names: Names) -> None:
        self.envs[id(env)] = env, names
        self.held += sum(1 + len(value) for value in env.values())

    def bind(self, index: list[str], env: Env, side: str = "") -> tuple[Any, Env]:
        """Return a label, and the environment in which an index is that label, the same ones for the same arguments."""
        at = (index[0], index[1], id(env), side)
        if at not in self.bound:
            label = fresh_label(next(self.fresh), index[1])
            inside = env | {("index", *index): label}
            self.bound[at] = label, inside
            self._know(inside, self.envs[id(env)][1])
        return self.bound[at]

    def names_of(self, node: Node) -> Names:
        """Return all names that an atom of a node's form may hold where no rule is used, from a node of ``alike``."""
        found = self.names.get(id(node))
        if found is None:
            found = self.names[id(node)] = self._names_of(node)
        return found

    def _names_of(self, node: Node) -> Names:
        match node:
            case ["sym" | "idx" | "vec" | "size" as head, name, *_]:
                return self._bit(head, name)
            case ["sum" | "vsum", [_, kind], body] | ["ext", _, [_, kind], body]:
                # what does not depend on the index is counted
                return self.names_of(body) | self._bit("size", kind)
        own = self._bit("diff", "") if node[:1] == ["diff"] else 0
        for part in node:
            if isinstance(part, list):
                own |= self.names_of(part)
        return own

    def has_derivative(self, node: Node) -> bool:
        """Tell whether a derivative stands in a node of ``alike``."""
        return bool(self.names_of(node) & self._bit("diff", ""))

    def names_in(self, part: Any) -> Names:
        """Return the names in an atom or a form."""
        if not isinstance(part, tuple | frozenset) or part == ():
            return 0
        own = 0
        if isinstance(part, tuple) and isinstance(part[0], str):
            if part[0] == "@":
                return 0
            if part[0] in NAMED:
                return self._bit(part[0], part[1])
            if part[0] in BINDERS:
                for label in part[1]:
                    own |= self._bit("size", label[2])
        for inner in part:
            own |= self.names_in(inner)
        return own

    def _bit(self, head: str, name: str) -> Names:
        return self.bits.setdefault((head, name), 1 << len(self.bits))


def _text(data: Any) -> bytes | None:
    """Return the text of JSON data, another one for others; None where they are nested too deeply for one."""
    try:
        # of the last format that does not look at which parts are one object
        return dumps(data, 2)
    except ValueError:
        return None


REMEMBERED = Remembered()


def once(function: Callable[[Any], T]) -> Callable[[Any], T]:
    """Make a function, which looks at a node and at nothing else, answer once for each node object."""

    @wraps(function)
    def found(node: Any) -> T:
        at = id(node)
        kept = (REMEMBERED.of_nodes if at in REMEMBERED.one else REMEMBERED.said)[function]
        if (known := kept.get(at)) is None:
            # the node is kept, so that its id() is not used again
            known = kept[at] = node, function(node)
            REMEMBERED.held += at in REMEMBERED.one
        result: T = known[1]
        return result

    return found
