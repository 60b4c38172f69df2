"""Two readings for people: LaTeX for pages, plain text for the terminal. Both render the one tree that is decided."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from verify.statement.formulas import (
    Constant,
    Exists,
    ForAll,
    Formula,
    InSpan,
    RunStatement,
    SameVector,
    Spectrum,
    Statement,
    ThereAreConstants,
)
from verify.statement.functions import function
from verify.statement.indices import Index
from verify.statement.readings.interchange import scalar_from_json, vector_from_json
from verify.statement.tree import (
    Add,
    Apply,
    Diff,
    Extremum,
    Gradient,
    Indexed,
    Inner,
    Mul,
    Named,
    Number,
    Pow,
    Ranged,
    Relation,
    Scalar,
    Scaled,
    Size,
    Step,
    Sum,
    Symbol,
    Value,
    Vector,
    VectorAdd,
    VectorExpr,
    VectorSum,
)
from verify.statement.walk import free_indices, free_steps

Readable: TypeAlias = "Scalar | VectorExpr | Formula | Statement | RunStatement"
# binding strength: a part stands in brackets where it binds more loosely than its place asks for
SUM, BIG, PRODUCT, ATOM = 0, 1, 2, 3
GREEK = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "ζ": "zeta", "η": "eta", "θ": "theta",
    "ι": "iota", "κ": "kappa", "λ": "lambda", "μ": "mu", "ν": "nu", "ξ": "xi", "π": "pi", "ρ": "rho", "σ": "sigma",
    "τ": "tau", "υ": "upsilon", "φ": "varphi", "χ": "chi", "ψ": "psi", "ω": "omega", "Γ": "Gamma", "Δ": "Delta",
    "Θ": "Theta", "Λ": "Lambda", "Ξ": "Xi", "Π": "Pi", "Σ": "Sigma", "Υ": "Upsilon", "Φ": "Phi", "Ψ": "Psi",
    "Ω": "Omega", "ℓ": "ell", "∇": "nabla", "∂": "partial",
}  # fmt: skip
RELATIONS = {"=": ("=", "="), "<": ("<", "<"), "<=": ("≤", r"\le"), ">": (">", ">"), ">=": ("≥", r"\ge"),
             "!=": ("≠", r"\ne")}  # fmt: skip
BIG_SIGNS = {"sum": ("Σ", r"\sum"), "product": ("∏", r"\prod"), "max": ("max", r"\max"), "min": ("min", r"\min")}
SUBSCRIPTS = "₀₁₂₃₄₅₆₇₈₉"
FROM_SUBSCRIPTS = str.maketrans(SUBSCRIPTS, "0123456789")
SUPERSCRIPTS = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


def to_latex(node: Readable) -> str:
    r"""Return the LaTeX of a tree.

    >>> from verify.statement.writing.variables import samples, family, symbols
    >>> from verify.statement.writing.operations import mean
    >>> i, = samples("i"); g, = symbols("γ")
    >>> print(to_latex(g * mean(i, family("u", i)**2)))
    \frac{\gamma\,\sum_{i} {u_{i}}^{2}}{n}
    """
    return Notation(tex=True).render(node)


def to_text(node: Readable) -> str:
    """Return a tree as one line of plain text.

    >>> from verify.statement.writing.variables import samples, family, symbols
    >>> from verify.statement.writing.operations import mean
    >>> i, = samples("i"); g, = symbols("γ")
    >>> print(to_text(g * mean(i, family("u", i)**2) >= 0))
    γ·(Σ_i u_i²)/n ≥ 0
    """
    return Notation(tex=False).render(node)


def constants_text(constants: Sequence[Constant]) -> str:
    """Return constants with what each may depend on, as plain text.

    >>> from verify.statement.writing.variables import symbols
    >>> M, high = symbols("M λ_max")
    >>> constants_text([Constant(M, (high,))])
    'M(λ_max)'
    """
    return Notation(tex=False).constants(constants)


@dataclass(frozen=True)
class Notation:
    """One rendering of trees, as LaTeX or as plain text."""

    tex: bool

    def render(self, node: Readable) -> str:
        """Return the text of a scalar, a vector, a relation, a hypothesis or a whole statement."""
        match node:
            case Statement(conclusions, hypotheses) | RunStatement(conclusions, hypotheses):
                then = (r"\quad\text{and}\quad " if self.tex else "; and ").join(self._beside(conclusions))
                if not hypotheses:
                    return then
                given = (r",\; " if self.tex else ", ").join(self._beside(hypotheses))
                return rf"{given}\;\Longrightarrow\; {then}" if self.tex else f"{given}  ⟹  {then}"
            case Relation() | SameVector() | InSpan() | Spectrum() | ForAll() | Exists():
                return self._formula(node)
            case ThereAreConstants(constants, given, then):
                return self._with_constants(constants, given, then)
        return self.at(node, SUM)

    def constants(self, constants: Sequence[Constant]) -> str:
        """Return constants with what each may depend on."""
        said = []
        for constant in constants:
            of = ", ".join(self.at(part, SUM) for part in constant.of)
            said.append(self.at(constant.symbol, SUM) + (f"({of})" if of else ""))
        return ", ".join(said)

    def _with_constants(self, constants: Sequence[Constant], given: Sequence[Formula], then: Sequence[Formula]) -> str:
        """Return constants with what each may depend on, then the hypotheses and the conclusions."""
        names = self.constants(constants)
        hypotheses, conclusions = ("; ".join(self._beside(parts)) for parts in (given, then))
        if self.tex:
            return rf"\exists\, {names} > 0\;\forall\text{{ data: }} {hypotheses}\;\Longrightarrow\; {conclusions}"
        return f"there are {names} > 0 such that for all data: {hypotheses}  ⟹  {conclusions}"

    def _for_all(self, relation: Formula, bound: frozenset[Index], ranges: Sequence[str] = ()) -> str:
        free = [*sorted(index.name for index in free_indices(relation) - bound), *ranges]
        if not free:
            return ""
        return rf"\;\;\forall {', '.join(free)}" if self.tex else f" for all {', '.join(free)}"

    def _beside(self, formulas: Sequence[Formula], outside: frozenset[Index] = frozenset()) -> Iterator[str]:
        """Yield formulas; among others in brackets where one says what there is, of which the others are no part."""
        for formula in formulas:
            inside = formula
            while isinstance(inside, ForAll):
                inside = inside.body
            alone = len(formulas) == 1 or not isinstance(inside, Exists)
            text = self.render(formula) if not outside else self._formula(formula, outside)
            yield text if alone else self._bracketed(text)

    def _formula(self, formula: Formula, outside: frozenset[Index] = frozenset()) -> str:
        """Return a formula with the ranges of its steps at its end, before what there is for each of them.

        Of the indices ``outside`` it is said elsewhere that they are all.
        """
        bound = outside
        ranges: list[str] = []
        while isinstance(formula, ForAll):
            if isinstance(formula.variable, Index):
                bound |= {formula.variable}
                ranges.append(self._range(formula.variable, formula.start, formula.stop))
            else:
                ranges.append(self.at(formula.variable, SUM))
            formula = formula.body
        if not isinstance(formula, Exists):
            return self._said(formula) + self._for_all(formula, bound, ranges)
        # one that is free is of steps, for each of which there is something; other indices are free in the parts
        steps = free_steps(formula)
        every = ", ".join([*sorted(index.name for index in steps - bound), *ranges])
        names = ", ".join(self.at(variable, SUM) for variable in formula.variables)
        parts = (r",\; " if self.tex else "; ").join(self._beside(formula.parts, bound | steps))
        if self.tex:
            return (rf"\forall {every}\;\; " if every else "") + rf"\exists {names}:\; {parts}"
        verb = "is" if len(formula.variables) == 1 else "are"
        return (f"for all {every} " if every else "") + f"there {verb} {names} with {parts}"

    def _said(self, formula: Formula) -> str:
        """Return what a formula without quantifiers says."""
        match formula:
            case Relation(operator, left, right):
                return f"{self.at(left, SUM)} {RELATIONS[operator][self.tex]} {self.at(right, SUM)}"
            case SameVector(left, right):
                return f"{self.at(left, SUM)} = {self.at(right, SUM)}"
            case InSpan(vector, member):
                names = self.at(vector, SUM), self.at(member, SUM)
                return (r"{} \in \mathrm{{span}}\{{{}\}}" if self.tex else "{} ∈ span{{{}}}").format(*names)
            case Spectrum(smallest, largest, member):
                low, high, z = (self.at(part, SUM) for part in (smallest, largest, member))
                # there may be two families, each with a Σ of its own
                if self.tex:
                    ends, span = r"(\lambda_{\min}, \lambda_{\max})", rf"\mathrm{{span}}\{{{z}\}}"
                    return rf"({low}, {high}) = {ends}(\text{{mean of }} {z}\,{{{z}}}^{{\top}})\text{{ on }} {span}"
                return f"{low} and {high} are the least and greatest eigenvalue of the mean of {z}·{z}^⊤ on span{{{z}}}"
        raise TypeError(f"no notation for {type(formula).__name__}")

    def _range(self, index: Index, start: Step | None, stop: Step | None) -> str:
        """Return a range of steps, such as t₀ ≤ t < T; one from 0 on without an end is the index alone."""
        name = index.name
        if start is not None and start != Step(None):
            name = f"{self._step(start)} {RELATIONS['<='][self.tex]} {name}"
        return name if stop is None else f"{name} < {self._step(stop)}"

    def _step(self, step: Step) -> str:
        if step.base is None:
            return str(step.shift)
        base = self._name(step.base.name) if isinstance(step.base, Symbol) else step.base.name
        return f"{base}{step.shift:+d}" if step.shift else base

    def at(self, node: Scalar | VectorExpr, strength: int) -> str:
        """Return the text of an expression, in brackets where its place asks for a stronger binding."""
        text, own = self._expression(node)
        return text if own >= strength else self._bracketed(text)

    def _bracketed(self, text: str) -> str:
        return rf"\left({text}\right)" if self.tex else f"({text})"

    def _expression(self, node: Scalar | VectorExpr) -> tuple[str, int]:
        match node:
            case Number(value):
                return self._number(value)
            case Symbol(name):
                return self._name(name), ATOM
            case Indexed(name, indices) | Vector(name, indices):
                return self._with_indices(self._name(name), indices), ATOM
            case Named(name, latex, _, indices):
                return self._with_indices(latex if self.tex else name, indices), ATOM
            case Value(name, point):
                return f"{self._name(name)}({self.at(point, SUM)})", ATOM
            case Gradient(name, point):
                return f"{chr(92) + 'nabla ' if self.tex else '∇'}{self._name(name)}({self.at(point, SUM)})", ATOM
            case Size(kind):
                return ("n" if kind == "sample" else "P"), ATOM
            case Step():
                return self._step(node), SUM if node.base is not None and node.shift else ATOM
            case Add(terms) | VectorAdd(terms):
                return self._sum(terms), SUM
            case Mul(factors):
                return self._product(factors)
            case Scaled(coefficient, vector):
                if coefficient == Number(Fraction(-1)):
                    return "-" + self.at(vector, PRODUCT), SUM
                dot = r"\," if self.tex else "·"
                return f"{self.at(coefficient, PRODUCT)}{dot}{self.at(vector, PRODUCT)}", PRODUCT
            case Pow(base, exponent):
                return self._power(base, exponent)
            case Apply(name, arguments):
                template = function(name).latex if self.tex else function(name).text
                return template.format(", ".join(self.at(argument, SUM) for argument in arguments)), ATOM
            case Sum(index, body) | VectorSum(index, body):
                big = rf"\sum_{{{index.name}}} " if self.tex else f"Σ_{index.name} "
                return big + self.at(body, BIG), BIG
            case Ranged("product", index, start, stop, body) if start == Step(None) and index not in free_indices(body):
                power = self._step(stop)
                shown = f"^{{{power}}}" if self.tex else f"^({power})" if stop.shift else f"^{power}"
                return self.at(body, ATOM) + shown, ATOM
            case Ranged(which, index, start, stop, body):
                sign, over = BIG_SIGNS[which][self.tex], self._range(index, start, stop)
                over = over if self.tex else over.replace(" ", "")
                return f"{sign}_{{{over}}} " + self.at(body, BIG), BIG
            case Extremum(which, index, body):
                big = rf"\{which}_{{{index.name}}} " if self.tex else f"{which}_{index.name} "
                return big + self.at(body, BIG), BIG
            case Inner(left, right):
                return self._inner(left, right), ATOM
            case Diff(body, variable, at):
                return self._diff(body, variable, at), BIG
        raise TypeError(f"no notation for {type(node).__name__}")

    def _number(self, value: Fraction) -> tuple[str, int]:
        if value.denominator == 1:
            return str(value), ATOM if value >= 0 else SUM
        text = rf"\tfrac{{{abs(value.numerator)}}}{{{value.denominator}}}" if self.tex else str(abs(value))
        return ("-" if value < 0 else "") + text, PRODUCT if value > 0 else SUM

    def _name(self, name: str) -> str:
        if name.startswith('["'):
            # what stands for a sum over steps or a value of an unknown function, where steps are taken away
            node = json.loads(name)
            return self.at(vector_from_json(node) if node[0] == "gradient" else scalar_from_json(node), PRODUCT)
        if not self.tex:
            return name
        stem, *below = name.split("_", 1)
        if (letters := stem.rstrip(SUBSCRIPTS)) and letters != stem:
            below = [stem[len(letters) :].translate(FROM_SUBSCRIPTS) + ",".join(["", *below])]
            stem = letters
        starred = stem.endswith("*")
        stem = stem.rstrip("*")
        text = rf"\{GREEK[stem]}" if stem in GREEK else stem if len(stem) == 1 else rf"\mathrm{{{stem}}}"
        return text + ("^{*}" if starred else "") + (rf"_{{\mathrm{{{below[0]}}}}}" if below else "")

    def _with_indices(self, name: str, indices: tuple[Index | Step, ...]) -> str:
        low = ",".join(index.name for index in indices if index.kind == "sample")
        high = ",".join(index.name for index in indices if index.kind == "patch")
        when = ",".join(self._step(index) for index in indices if isinstance(index, Step))
        if self.tex:
            above = "".join(f"({part})" for part in (high, when) if part)
            if (above and "^" in name) or (low and "_" in name):
                name = f"{{{name}}}"  # TeX takes one power and one index for each group
            return name + (f"_{{{low}}}" if low else "") + (f"^{{{above}}}" if above else "")
        return name + (f"_{low}" if low else "") + (f"^({high})" if high else "") + (f"({when})" if when else "")

    def _sum(self, terms: Sequence[Scalar | VectorExpr]) -> str:
        text = ""
        for position, term in enumerate(terms):
            part, own = self._expression(term)
            negative = own == SUM and part.startswith("-") and not isinstance(term, Add | VectorAdd)
            if isinstance(term, Add | VectorAdd):
                part = self.at(term, BIG)
            if position:
                text += f" - {part[1:]}" if negative else f" + {part}"
            else:
                text = part
        return text

    def _product(self, factors: tuple[Scalar, ...]) -> tuple[str, int]:
        # a factor 1 says nothing beside others
        factors = tuple(factor for factor in factors if factor != Number(Fraction(1))) or factors[:1]
        if isinstance(factors[0], Number) and factors[0].value < 0 and len(factors) > 1:
            rest = factors[1:] if factors[0].value == -1 else (Number(-factors[0].value), *factors[1:])
            text = self._product(rest)[0]
            return "-" + (self._bracketed(text) if text.startswith("-") else text), SUM
        above = [factor for factor in factors if not (isinstance(factor, Pow) and factor.exponent < 0)]
        below = [Pow(f.base, -f.exponent) for f in factors if isinstance(f, Pow) and f.exponent < 0]
        if not below:
            return self._row(above), PRODUCT if len(above) > 1 else self._expression(above[0])[1]
        if self.tex:
            return rf"\frac{{{self._row(above, loose=True) or 1}}}{{{self._row(below, loose=True)}}}", PRODUCT
        under = self.at(below[0], ATOM) if len(below) == 1 else f"({self._row(below)})"
        return f"{self._row(above) or 1}/{under}", PRODUCT

    def _row(self, factors: Sequence[Scalar], *, loose: bool = False) -> str:
        if loose and len(factors) == 1:
            return self.at(factors[0], SUM)
        parts = [
            self.at(factor, BIG if self.tex and k == len(factors) - 1 else PRODUCT) for k, factor in enumerate(factors)
        ]
        if not self.tex:
            return "·".join(parts)
        # a thin space before a figure would make x·2 look like an exponent or index that slipped
        return "".join(
            part if not k else (r"\cdot " if part[0].isdigit() or part.startswith(r"\tfrac") else r"\,") + part
            for k, part in enumerate(parts)
        )

    def _power(self, base: Scalar, exponent: Fraction) -> tuple[str, int]:
        if exponent == 1:
            return self._expression(base)
        if exponent > 0 and isinstance(base, Inner) and base.left == base.right:
            # the square of a norm to the power e is the norm to the power 2e, and has one exponent
            norm = self._inner(base.left, base.right).removesuffix("^2" if self.tex else "²")
            return norm + self._exponent(2 * exponent), ATOM
        if exponent == Fraction(1, 2):
            return (rf"\sqrt{{{self.at(base, SUM)}}}" if self.tex else f"√({self.at(base, SUM)})"), ATOM
        if exponent < 0:
            below = self.at(Pow(base, -exponent), SUM if self.tex else ATOM)
            return (rf"\frac{{1}}{{{below}}}" if self.tex else f"1/{below}"), PRODUCT
        below = self.at(base, ATOM)
        if isinstance(base, Pow) and base.exponent != Fraction(1, 2):
            below = self._bracketed(below)  # else two exponents would stand side by side
        return (f"{{{below}}}" if self.tex else below) + self._exponent(exponent), ATOM

    def _exponent(self, exponent: Fraction) -> str:
        if exponent == 1:
            return ""
        if self.tex:
            return f"^{{{exponent}}}"
        return str(exponent).translate(SUPERSCRIPTS) if exponent.denominator == 1 else f"^({exponent})"

    def _inner(self, left: VectorExpr, right: VectorExpr) -> str:
        if left == right:
            return rf"\lVert {self.at(left, SUM)}\rVert_2^2" if self.tex else f"‖{self.at(left, SUM)}‖²"
        pair = f"{self.at(left, SUM)}, {self.at(right, SUM)}"
        return rf"\langle {pair}\rangle" if self.tex else f"⟨{pair}⟩"

    def _diff(self, body: Scalar, variable: Symbol, at: Scalar) -> str:
        name, inside, point = self.at(variable, ATOM), self.at(body, BIG), self.at(at, SUM)
        where = "" if at == variable else (rf"\Big|_{{{name}={point}}}" if self.tex else f"|_{{{name}={point}}}")
        return rf"\frac{{d}}{{d{name}}} {inside}{where}" if self.tex else f"d/d{name} [{inside}]{where}"
