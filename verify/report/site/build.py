"""Writes the proof map of a ledger into a folder: front page, graph, a page for each claim and each chapter."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import cached_property, partial
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeAlias

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from verify.claims.claim import Claim, Edition, Status
from verify.claims.ledger import Ledger, Verdict
from verify.deciding.pages.collect import Chapter
from verify.deciding.processes import result_or_here
from verify.exact.certificates.words import use_words
from verify.report.derivations import dependents, first_wrong, places, users_of
from verify.report.page import EDITION_WORDS, FAULT_WORDS, abbreviations
from verify.report.site.folder import write_site
from verify.report.site.graph import Graph, graph_of
from verify.report.site.mathml import Displays, formula, inline_text
from verify.report.site.pictures import Picture
from verify.report.site.planes import plane
from verify.report.text import printable
from verify.report.words.counterexamples import counterexample_words
from verify.report.words.evidence import REFUTING, cut_off_words, evidence_words, example_words, refutation
from verify.statement.readings.interchange import scalar_from_json
from verify.statement.readings.notation import to_text

# what a template is given, by name
Context: TypeAlias = dict[str, object]

Key = tuple[str, Edition]
ASSETS = ("style.css", "site.js")
# of the pages for another process, which has drawn and is to be given the ledger before it begins
SHARE = 0.4
# a term of a certificate, in words
TERM = re.compile(r" *\(\d+\) ")
MARKS = {"PROVED": "✓", "CERTIFIED": "◎", "TESTED": "~", "OPEN": "?", "VACUOUS": "∅", "REFUTED": "✗"}


@dataclass(frozen=True)
class Finding:
    """What a visitor should take home: a sentence or two, with a picture."""

    title: str
    text: str
    picture: Picture | None = None


@dataclass(frozen=True)
class Site:
    """All that the pages are made of; ``targets`` are the files or modules that were asked for, where any were."""

    ledger: Ledger
    chapters: tuple[Chapter, ...]
    title: str
    targets: tuple[str, ...] = ()

    @cached_property
    def claims(self) -> tuple[Claim, ...]:
        """All claims, in the ledger's order."""
        return tuple(verdict.claim for verdict in self.ledger.verdicts)

    @cached_property
    def users(self) -> dict[Key, list[Key]]:
        """Which claims rest directly on each claim."""
        return users_of(self.claims)

    @cached_property
    def graph(self) -> Graph:
        """The graph of all claims."""
        return graph_of(self.ledger)

    @cached_property
    def address(self) -> dict[Key, str]:
        """The file of each claim's page; no two claims share one, whatever their ids are."""
        taken: Counter[str] = Counter()
        found: dict[Key, str] = {}
        for claim in self.claims:
            stem = re.sub(r"[^A-Za-z0-9._-]+", "_", f"{claim.id}-{claim.edition}")[:80].strip("._") or "claim"
            taken[stem.casefold()] += 1
            count = taken[stem.casefold()]
            found[claim.key] = f"claims/{stem}{f'~{count}' if count > 1 else ''}.html"
        return found

    @cached_property
    def chapter_address(self) -> dict[str, str]:
        """The file of each chapter's page."""
        return {
            chapter.module: f"pages/{number:03d}-{re.sub(r'[^A-Za-z0-9_-]+', '_', chapter.module)[:60]}.html"
            for number, chapter in enumerate(self.chapters, 1)
        }

    @cached_property
    def chapter_of(self) -> dict[Key, Chapter]:
        """The chapter in which each claim stands."""
        return {key: chapter for chapter in self.chapters for key in chapter.keys}


def build(
    site: Site,
    folder: Path,
    *,
    findings: Callable[[], Sequence[Finding]] = tuple,
    beside: Executor | None = None,
) -> int:
    """Write the site and return how many pages it has. Raises InputError where the folder cannot be written.

    A folder that holds anything but an earlier report is refused, so that nothing of a user's is overwritten.
    ``findings`` is called last: what it shows may still be drawn meanwhile. ``beside`` is a process that makes a part
    of the pages; they are the same without it.
    """
    return write_site(_files(site, findings, beside), folder)


def _files(site: Site, findings: Callable[[], Sequence[Finding]], beside: Executor | None) -> Iterator[tuple[str, str]]:
    """Yield every file of a site, with its path in the site's folder."""
    names = list(_makers(site))
    own = len(names) - (int(SHARE * len(names)) if beside else 0)
    theirs = beside.submit(rendered, site, names[own:]) if beside else None
    source = files("verify.report.site") / "assets"
    for name in ASSETS:
        yield f"assets/{name}", (source / name).read_text(encoding="utf-8")
    yield "assets/data.js", _data(site)
    template = _template(site)
    yield "graph.html", template("graph.html", **_graph(site))
    yield from rendered(site, names[:own])
    if theirs:
        yield from result_or_here(theirs, rendered, site, names[own:])
    yield "index.html", template("index.html", findings=findings(), **_front(site))


def rendered(site: Site, names: Iterable[str]) -> list[tuple[str, str]]:
    """Return the named pages of claims and chapters, each with its name."""
    makers, template = _makers(site), _template(site)
    found = []
    for name in names:
        form, values = makers[name]()
        found.append((name, template(form, root="../", **values)))
    return found


def _makers(site: Site) -> dict[str, Callable[[], tuple[str, Context]]]:
    """Return what makes the page of each chapter and claim: a template's name, and what it is given.

    The claims of a chapter follow it, as its page and theirs show the same formulas.
    """
    made: dict[str, Callable[[], tuple[str, Context]]] = {}
    for chapter in site.chapters:
        made[site.chapter_address[chapter.module]] = partial(_chapter, site, chapter)
        for key in chapter.keys:
            if key in site.address:
                made[site.address[key]] = partial(_claim, site, site.ledger.by_key[key])
    for verdict in site.ledger.verdicts:
        made.setdefault(site.address[verdict.claim.key], partial(_claim, site, verdict))
    return made


def _template(site: Site) -> Callable[..., str]:
    """Return a function that fills the template of a name."""
    environment = Environment(
        loader=PackageLoader("verify.report.site"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(display=Displays(), shown=printable, marked=inline_text)
    environment.globals.update(marks=MARKS, editions=EDITION_WORDS, site=site)

    def fill(name: str, *, root: str = "", **values: object) -> str:
        return environment.get_template(name).render(root=root, **values)

    return fill


def _front(site: Site) -> Context:
    as_said = [verdict for verdict in site.ledger.verdicts if verdict.claim.edition == "printed"]
    refuted = [verdict for verdict in as_said if verdict.status is Status.REFUTED]
    sections: dict[str, Counter[str]] = {}
    for verdict in site.ledger.verdicts:
        chapter = site.chapter_of.get(verdict.claim.key)
        sections.setdefault(chapter.module if chapter else "", Counter())[verdict.status.value] += 1
    return {
        "counts": Counter(verdict.status.value for verdict in site.ledger.verdicts),
        # what a user claims is printed in no paper
        "printed": sum(bool(verdict.claim.paper) for verdict in as_said),
        "failing": sum(bool(verdict.claim.paper) for verdict in refuted),
        "sentence": refutation,
        "refuted": refuted,
        "breaks": [verdict for verdict in refuted if verdict.claim.fault == "breaks"],
        "sections": sections,
    }


def _graph(site: Site) -> Context:
    rows = [
        {
            "node": node,
            "claim": verdict.claim,
            "status": verdict.status.value,
            "effective": site.ledger.effective[verdict.claim.key].value,
            "chapter": _chapter_name(site, verdict.claim),
        }
        for node, verdict in zip(site.graph.nodes, site.ledger.verdicts, strict=True)
    ]
    return {
        "rows": rows,
        "edges": _path(site.graph, site.graph.edges),
        "repairs": _path(site.graph, site.graph.repairs),
    }


def _path(graph: Graph, edges: Sequence[tuple[int, int]]) -> str:
    """Return all edges as one path: a curve each, which costs a tenth of an element each."""
    parts = []
    for low, high in edges:
        a, b = graph.nodes[low], graph.nodes[high]
        middle = (a.x + b.x) // 2
        parts.append(f"M{a.x} {a.y}C{middle} {a.y} {middle} {b.y} {b.x} {b.y}")
    return "".join(parts)


def _chapter_name(site: Site, claim: Claim) -> str:
    chapter = site.chapter_of.get(claim.key)
    return chapter.module if chapter else ""


def _data(site: Site) -> str:
    """Return what the search and the graph know of each claim, as a script that only sets a variable."""
    rows = [
        [
            verdict.claim.id,
            verdict.claim.edition,
            verdict.status.value,
            site.ledger.effective[verdict.claim.key].value,
            printable(verdict.claim.source),
            printable(verdict.claim.title),
            site.address[verdict.claim.key],
            printable(_short(verdict)),
            list(node.below),
            list(node.above),
        ]
        for node, verdict in zip(site.graph.nodes, site.ledger.verdicts, strict=True)
    ]
    # JSON is a script as it stands, but < could begin a tag where a browser looks for one
    return f"const CLAIMS = {json.dumps(rows, ensure_ascii=False)};\n".replace("<", "\\u003c")


def _short(verdict: Verdict) -> str:
    if verdict.evidence.kind in REFUTING:
        return counterexample_words(verdict.claim.statement, verdict.evidence.data).sentence[:400]
    return "; ".join(to_text(conclusion) for conclusion in verdict.claim.statement.conclusions)[:300]


def _chapter(site: Site, chapter: Chapter) -> tuple[str, Context]:
    title, _, rest = chapter.text.partition("\n")
    verdicts = [site.ledger.by_key[key] for key in chapter.keys if key in site.ledger.by_key]
    return "chapter.html", {
        "chapter": chapter,
        "heading": title or chapter.module,
        "paragraphs": [part for part in rest.strip().split("\n\n") if part.strip()],
        "verdicts": verdicts,
    }


def _claim(site: Site, verdict: Verdict) -> tuple[str, Context]:
    claim, evidence = verdict.claim, verdict.evidence
    ledger = site.ledger
    counter = evidence.kind in REFUTING
    repaired = ledger.by_key.get((claim.full_id, "repaired")) if claim.edition == "printed" else None
    uses = {(use.claim, use.edition): use_words(use) for made in claim.certificates if made for use in made.uses}
    return "claim.html", {
        "verdict": verdict,
        "near": ledger.neighbours.get(claim.key, ()),
        "cut_off": cut_off_words(ledger, claim.key),
        "claim": claim,
        "effective": ledger.effective[claim.key],
        "fault": FAULT_WORDS.get(claim.fault, "") if verdict.status is Status.REFUTED else "",
        "counterexample": counterexample_words(claim.statement, evidence.data) if counter else None,
        "picture": plane(evidence.data["instance"]) if counter and "instance" in evidence.data else None,
        # terms stand below as formulas
        "lines": () if counter else [line for line in evidence_words(claim, evidence) if not TERM.match(line)],
        "terms": _terms(evidence.data.get("parts", ())),
        "example": example_words(claim, evidence),
        "where": list(abbreviations(claim.statement)),
        "steps": _linked(site, claim.steps),
        "first_wrong": first_wrong(ledger, claim.steps),
        "rests_on": _linked(site, [key for key in claim.needs if key not in claim.steps]),
        "uses": uses,
        "above": [(other, ledger.by_key[other.key]) for other in dependents(site.claims, claim.key, users=site.users)],
        "places": [place.words for place in places(ledger, site.claims, claim.key)],
        "repaired": repaired,
        "chapter": site.chapter_of.get(claim.key),
    }


def _linked(site: Site, keys: Sequence[Key]) -> list[tuple[Key, Verdict | None]]:
    return [(key, site.ledger.by_key.get(key)) for key in keys]


def _terms(parts: Sequence[Mapping[str, Any]]) -> list[tuple[str, list[Markup]]]:
    """Return the terms of each certificate as formulas, with the conclusion they are of where there are several."""
    return [
        (
            f" of conclusion {number}" if len(parts) > 1 else "",
            [formula(scalar_from_json(term)) for term in part["terms"]],
        )
        for number, part in enumerate(parts, 1)
        if part["kind"] == "certificate" and part["terms"]
    ]
