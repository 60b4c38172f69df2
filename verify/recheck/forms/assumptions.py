"""What hypotheses say that can change a form: rules and signs, in their order; the same for all who assume the same.

A form depends on its node, its environment, and the rules and signs that it is made under, with ``zero_one`` and
``analytic``, which say how some atoms are read. So what is found of nodes and products under the same of these, in the
same order, is found once; and what a hypothesis adds to them is that hypothesis' and theirs alone. One that gives no
rule and no sign adds nothing, and leaves them as they are.

Signs are asked for where a root or a logarithm is taken. In a product a root or an exponential may give way to whole
powers of what stands in it, and only a rule can put it to another power: without rules no sign changes a product.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from verify.recheck.forms.sums import Form

# a set of names, as the bits of a number
Names = int


@dataclass(frozen=True)
class Assumed:
    """A rule or a sign: its number, the names in its atom, and those that it brings where it is used."""

    number: int
    needs: Names
    brings: Names


@dataclass(frozen=True, eq=False)
class Assumptions:
    """Rules (an atom and what it is equal to) and signed atoms, and what was found under them.

    Nodes and hypotheses are known by their identity: they are kept for as long as this is.
    """

    zero_one: str | None
    analytic: bool
    rules: tuple[tuple[Any, Form], ...] = ()
    signed: tuple[Any, ...] = ()
    assumed: tuple[Assumed, ...] = ()
    # the number of what can come to some names
    reach: dict[Names, int] = field(default_factory=dict)
    # what hypotheses add to this, and the forms of greater − smaller in relations
    after: dict[int, Assumptions] = field(default_factory=dict)
    gaps: dict[int, Form] = field(default_factory=dict)
    # the forms of products, and of the products of two of these
    products: dict[Any, Form] = field(default_factory=dict)
    joined: dict[tuple[Any, Any], Form] = field(default_factory=dict)

    @cached_property
    def moving(self) -> frozenset[str]:
        """The kinds of atoms that may become something else in a product: roots, functions, and those with a rule."""
        return frozenset({"root", "fn", *(atom[0] for atom, _ in self.rules)})

    @property
    def key(self) -> Any:
        """What says all of it: equal keys are the same rules and signs in the same order, read alike."""
        return tuple([one.number for one in self.assumed]), self.zero_one, self.analytic

    def with_one(self, one: Assumed, equation: bool, atom: Any, value: Form) -> Assumptions:
        """Return the same with a rule, where it is an equation, or a sign after the others.

        What was found is left, but for products without rules.
        """
        assumed = (*self.assumed, one)
        if equation:
            return Assumptions(self.zero_one, self.analytic, (*self.rules, (atom, value)), self.signed, assumed)
        made = Assumptions(self.zero_one, self.analytic, self.rules, (*self.signed, atom), assumed)
        return made if self.rules else replace(made, products=self.products, joined=self.joined)

    def in_reach(self, names: Names) -> tuple[int, ...]:
        """Return the numbers of the rules and signs that can come to what holds some names, in their order."""
        while True:
            near = [one for one in self.assumed if not one.needs & ~names]
            more = names
            for one in near:
                more |= one.brings
            if more == names:
                return tuple([one.number for one in near])
            names = more
