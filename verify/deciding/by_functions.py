"""Looks for functions that break a claim about unknown ones: a quadratic form, or a curve, in the place of each.

With functions in the place of the unknown ones, what is left is an ordinary statement on vectors: a few steps of it are
written out as for any run, its vectors become coordinates in dimension 1 and 2, and the entries of the functions are
searched for like all other numbers. What holds "for all x" is kept at a few points by the search, and decided exactly
for the functions that it finds (``verify.search.for_all``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import product
from typing import Any

from verify.claims.claim import Claim
from verify.claims.evidence import Evidence
from verify.errors import InputError
from verify.exact.runs.freezing.frozen import Frozen
from verify.exact.runs.freezing.sequents import closed, fresh_name, step_names
from verify.exact.runs.unrolling import frozen_run
from verify.search.coordinates import Coordinates
from verify.search.evidence import counterexample_evidence
from verify.search.falsify import Falsified, falsify
from verify.search.for_all import holds_for_all
from verify.search.shrink import shrink
from verify.search.statement_search import Search
from verify.statement.formulas import Exists, ForAll, Formula, Node, RunStatement, Statement
from verify.statement.instance import Instance
from verify.statement.named_functions import Curve, NamedFunction, Quadratic, with_functions
from verify.statement.readings.values import rational_value
from verify.statement.tree import Gradient, Number, Relation, Scalar, Step, Symbol, Value, Vector, scalar
from verify.statement.walk import distinct, free_symbols, subtrees, vector_names

# a quick look goes further in time, a thorough one through more kinds of functions
LONGEST, LONGEST_OF_MANY, MOST_STEPS, MOST_CENTRES = 2, 1, 1, 2
GLANCE, BUDGET = 96, 400
HALF = Fraction(1, 2)
# where the search keeps what holds for all points; in the plane two that follow differ by each unit vector: a function
# of the kinds below keeps what bounds its values by the distance of two points everywhere if it does so there
PLACES: dict[int, list[tuple[Fraction, ...]]] = {
    1: [(Fraction(0),), (Fraction(1),), (Fraction(-2),), (Fraction(5),)],
    2: [
        (Fraction(0), Fraction(0)),
        (Fraction(1), Fraction(0)),
        (Fraction(1), Fraction(1)),
        (Fraction(2), Fraction(-1)),
    ],
}
Centre = tuple[Scalar, ...]


@dataclass(frozen=True)
class Template:
    """A kind of function with entries to be searched for; ``make`` gets a maker of variables, and a centre."""

    dimension: int
    make: Callable[[Callable[[str], Symbol], Centre], NamedFunction]


def _bowl(variable: Callable[[str], Symbol], centre: Centre) -> NamedFunction:
    a, c = variable("a"), variable("c")
    return _shifted((((a,)),), centre, c)


def _bowl_in_the_plane(variable: Callable[[str], Symbol], centre: Centre) -> NamedFunction:
    a, b = variable("a"), variable("b")
    return _shifted(((a, scalar(0)), (scalar(0), b)), centre, variable("c"))


def _shifted(matrix: tuple[tuple[Scalar, ...], ...], centre: Centre, c: Scalar) -> NamedFunction:
    """Return ½(x − centre)^⊤A(x − centre) + c, up to a constant that is taken into c."""
    zero = scalar(0)
    linear = tuple(
        zero
        if all(part == zero for part in centre)
        else sum((-entry * part for entry, part in zip(row[1:], centre[1:], strict=True)), start=-row[0] * centre[0])
        for row in matrix
    )
    return Quadratic(matrix, linear, c)


def _line(variable: Callable[[str], Symbol], centre: Centre) -> NamedFunction:
    return Quadratic(((variable("a"),),), (variable("b"),), variable("c"))


def _half_bowl(variable: Callable[[str], Symbol], centre: Centre) -> NamedFunction:
    a, h, (p,) = variable("a"), variable("h"), centre
    return Curve((variable("c") + HALF * a * p**2, -a * p, HALF * a), ((p, h),))


def _bent_twice(variable: Callable[[str], Symbol], centre: Centre) -> NamedFunction:
    """Return ½a(x − p)² that bends at p + 1 and p + 2: Huber's loss on one side, or a function that is not convex."""
    a, (p,) = variable("a"), centre
    hinges = ((p + 1, variable("h")), (p + 2, variable("k")))
    return Curve((variable("c") + HALF * a * p**2, -a * p, HALF * a), hinges)


def _power(variable: Callable[[str], Symbol], centre: Centre) -> NamedFunction:
    return Curve((variable("c"), scalar(0), scalar(0), variable("a"), variable("h")))


def _two_wells(variable: Callable[[str], Symbol], centre: Centre) -> NamedFunction:
    """Return a²y²(y − 1)² + c with y = x − p: least at p and at p + 1, with a hill between them."""
    a, (p,) = variable("a"), centre
    powers = (
        p**4 + 2 * p**3 + p**2,
        -4 * p**3 - 6 * p**2 - 2 * p,
        6 * p**2 + 6 * p + 1,
        -4 * p - 2,
        scalar(1),
    )
    lowest, *others = (a**2 * power for power in powers)
    return Curve((variable("c") + lowest, *others))


QUICK = (Template(1, _bowl), Template(2, _bowl_in_the_plane))
THOROUGH = (
    *QUICK,
    *(Template(1, make) for make in (_line, _two_wells, _half_bowl, _bent_twice, _power)),
)


def refuted_by_functions(claim: Claim, *, seed: int, quick: bool) -> Evidence | None:
    """Return the evidence of named functions with which an exact run breaks a claim about unknown ones, or None.

    The data are those of a short run's counterexample, and as ``functions`` what each unknown function is.
    """
    statement = claim.statement
    names = sorted({node.name for node in distinct(statement) if isinstance(node, Value | Gradient)})
    if not isinstance(statement, RunStatement) or not names:
        return None
    conditions = tuple(one for one in statement.hypotheses if _is_for_all_vectors(one))
    rest = replace(statement, hypotheses=tuple(one for one in statement.hypotheses if one not in conditions))
    steps = sorted(frozenset[str]().union(*map(step_names, (*rest.hypotheses, *rest.conclusions))))
    if len(steps) > MOST_STEPS:
        return None
    for template in QUICK if quick else THOROUGH:
        trying = _Trying(statement, rest, conditions, names, template)
        for last in range((LONGEST if quick else LONGEST_OF_MANY) + 1 if steps or _has_runs(rest) else 1):
            for chosen in product(range(last + 1), repeat=len(steps)):
                for number in range(len(statement.conclusions)):
                    if (number, chosen) in trying.searched and not _speaks_of_the_last(statement.conclusions[number]):
                        continue  # a longer run keeps what the shorter one does, and breaks nothing else
                    values = dict(zip(steps, chosen, strict=True))
                    found = trying.at(number, values, last, seed=seed, budget=GLANCE if quick else BUDGET)
                    if found is not None:
                        return found
    return None


def _speaks_of_the_last(conclusion: Formula) -> bool:
    """Tell whether a conclusion is written out for the last step of a run, and not for those with a name alone."""
    return isinstance(closed(conclusion), ForAll | Exists)


def _has_runs(statement: RunStatement) -> bool:
    return any(isinstance(formula, ForAll) for formula in map(closed, (*statement.hypotheses, *statement.conclusions)))


def _is_for_all_vectors(formula: Formula) -> bool:
    bound = isinstance(formula, ForAll) and isinstance(formula.variable, Vector)
    return bound and not any(isinstance(node, Step) for node in distinct(formula))


@dataclass(frozen=True)
class _Trying:
    """One kind of function tried on one claim."""

    whole: RunStatement
    rest: RunStatement
    conditions: tuple[Formula, ...]
    names: Sequence[str]
    template: Template
    searched: set[tuple[int, tuple[int, ...]]] = field(default_factory=set)
    """Conclusions with the values of the steps with a name for which a run was searched."""

    @property
    def units(self) -> tuple[Vector, ...]:
        """Names of the unit vectors that the statement has not."""
        return tuple(Vector(fresh_name(f"e{k + 1}", self.whole)) for k in range(self.template.dimension))

    def at(self, number: int, values: Mapping[str, int], last: int, *, seed: int, budget: int) -> Evidence | None:
        """Return the evidence of functions that break a conclusion after some steps."""
        d = self.template.dimension
        units = {unit: tuple(Fraction(j == k) for j in range(d)) for k, unit in enumerate(self.units)}
        coordinates = Coordinates(d, units)
        for centre in self._centres(coordinates):
            functions = {name: self.template.make(self._variables(name), centre) for name in self.names}
            try:
                made = self._written_out(functions, number, values, last)
                if made is None or not self._fits(made):
                    return None
                statement = self._in_coordinates(made, functions, coordinates)
                search = Search(statement, seed, ())
                found = falsify(statement, seed=seed, budget=budget, refine=False, search=search)
                self.searched.add((number, tuple(values.values())))
            except InputError:
                continue  # outside the language of the search
            if not isinstance(found, Falsified):
                continue
            smaller = shrink(found.instance, statement, effort=400, search=search)
            for instance in dict.fromkeys((_Hashed(smaller), _Hashed(found.instance))):
                shown = self._shown(instance.of, functions, coordinates, number, values, last)
                if shown is not None:
                    return shown
        return None

    def _fits(self, made: Frozen) -> bool:
        """Tell whether no equation puts something else in the place of a vector that is spoken of beside the run."""
        kept = {unit.name for unit in self.units}.union(*map(vector_names, self.conditions), self.names)
        kept |= frozenset[str]().union(*map(free_symbols, self.conditions))
        return not any(key.name in kept for key in made.solved)

    def _variables(self, name: str) -> Callable[[str], Symbol]:
        return lambda what: Symbol(fresh_name(f"{name}.{what}", self.whole))

    def _centres(self, coordinates: Coordinates) -> Iterator[Centre]:
        """Yield the origin, and the fixed vectors of the statement: those at which a function is least come first."""
        if self.template.make is not _line and self.template.make is not _power:
            fixed = [Vector(name) for name, kinds in sorted(vector_names(self.rest).items()) if not kinds]
            named = [
                node
                for condition in self.conditions
                for node in subtrees(condition)
                if isinstance(node, Vector) and not node.indices and node not in _bound(condition)
            ]
            for vector in list(dict.fromkeys((*named, *fixed)))[:MOST_CENTRES]:
                yield coordinates.entries(vector)
        yield tuple(scalar(0) for _ in range(coordinates.dimension))

    def _written_out(
        self, functions: Mapping[str, NamedFunction], number: int, values: Mapping[str, int], last: int
    ) -> Frozen | None:
        with_them = RunStatement(
            tuple(with_functions(one, functions, self.units) for one in self.rest.conclusions),
            tuple(with_functions(one, functions, self.units) for one in self.rest.hypotheses),
        )
        return frozen_run(with_them, number, values, last)

    def _in_coordinates(
        self, made: Frozen, functions: Mapping[str, NamedFunction], coordinates: Coordinates
    ) -> Statement:
        """Return the statement to be searched, where what holds for all points is a hypothesis at a few of them."""
        given = list(made.statement.hypotheses)
        for condition in self.conditions:
            body: Any = condition
            variables: list[Vector] = []
            while isinstance(body, ForAll) and isinstance(body.variable, Vector):
                variables.append(body.variable)
                body = body.body
            if not isinstance(body, Relation):
                raise InputError("an equation of vectors for all points is not searched for")
            points: list[Any] = list(PLACES[coordinates.dimension])
            several: list[Any] = [points[k : k + len(variables)] for k in range(len(points) - len(variables) + 1)]
            several += [chosen[::-1] for chosen in several[:2] if len(variables) > 1]
            for chosen in several:
                said = with_functions(body, functions, self.units)
                at = Coordinates(
                    coordinates.dimension,
                    {
                        **{
                            Vector(name): tuple(part.value for part in entries) for name, entries in _known(coordinates)
                        },
                        **dict(zip(variables, chosen, strict=True)),
                    },
                )
                given.append(at.relation(said))
        plain = [coordinates.relation(one) for one in made.statement.hypotheses]
        return Statement(
            tuple(coordinates.relation(one) for one in made.statement.conclusions),
            tuple(dict.fromkeys((*plain, *given[len(plain) :]))),
        )

    def _shown(
        self,
        instance: Instance,
        functions: Mapping[str, NamedFunction],
        coordinates: Coordinates,
        number: int,
        values: Mapping[str, int],
        last: int,
    ) -> Evidence | None:
        """Return the evidence where the hypotheses for all points are shown to hold, else None."""
        # what does not matter, such as a constant that cancels, is 0
        numbers = {symbol: scalar(0) for function in functions.values() for symbol in _symbols(function)}
        numbers |= {Symbol(name): Number(value) for name, value in instance.scalars.items()}
        exact = {name: _with_numbers(function.put(numbers)) for name, function in functions.items()}
        whole = coordinates.instance(instance)
        own = {symbol.name for name in self.names for symbol in _symbols(functions[name]) if "." in symbol.name}
        own -= _names_of(self.whole)
        whole = replace(whole, scalars={name: value for name, value in whole.scalars.items() if name not in own})
        made = self._written_out(exact, number, values, last)
        if made is None or not self._fits(made):
            return None
        if not all(holds_for_all(one, exact, whole) for one in self.conditions):
            return None
        units: dict[str, Mapping[tuple[int, ...], tuple[Fraction, ...]]] = {
            unit.name: {(): tuple(Fraction(j == k) for j in range(coordinates.dimension))}
            for k, unit in enumerate(self.units)
        }
        complete = replace(whole, vectors={**whole.vectors, **units})
        try:
            evidence = counterexample_evidence(Falsified(complete, 0, 0), made.statement)
        except (InputError, KeyError):
            return None
        data = {
            **evidence.data,
            "instance": whole.to_json(),
            "functions": {name: function.to_json() for name, function in exact.items()},
            "conclusion": number,
            "run": {"last": last, "steps": dict(values)},
        }
        return Evidence("counterexample", "a function", data)


@dataclass(frozen=True)
class _Hashed:
    """An instance that is compared by what it says."""

    of: Instance

    def __hash__(self) -> int:
        return hash(str(self.of.to_json()))


def _known(coordinates: Coordinates) -> Iterator[tuple[str, tuple[Any, ...]]]:
    yield from coordinates.known.items()


def _bound(condition: Formula) -> set[Vector]:
    return {node.variable for node in subtrees(condition) if isinstance(node, ForAll)}  # type: ignore[misc]


def _symbols(function: NamedFunction) -> set[Symbol]:
    entries = (
        [*function.linear, function.constant, *(entry for row in function.matrix for entry in row)]
        if isinstance(function, Quadratic)
        else [*function.polynomial, *(part for hinge in function.hinges for part in hinge)]
    )
    return {node for entry in entries for node in subtrees(entry) if isinstance(node, Symbol)}


def _names_of(statement: Node) -> set[str]:
    return {node.name for node in distinct(statement) if isinstance(node, Symbol)}


def _with_numbers(function: NamedFunction) -> NamedFunction:
    """Return a function whose entries are closed expressions with their values."""

    def value(entry: Scalar) -> Scalar:
        return scalar(rational_value(entry, Instance()))

    if isinstance(function, Quadratic):
        rows = tuple(tuple(map(value, row)) for row in function.matrix)
        return Quadratic(rows, tuple(map(value, function.linear)), value(function.constant))
    return Curve(tuple(map(value, function.polynomial)), tuple((value(t), value(c)) for t, c in function.hinges))
