"""What rests on a fact, found by looking through the shipped files as text: no parser of ours, no database.

The impact set of a change must be exactly this. Written before the code that computes it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

COUNTRIES = ("CL", "CO", "MX", "PE")
CURRICULUM = Path(__file__).resolve().parents[2] / "courses" / "curriculum"


@dataclass
class Found:
    """Keys that rest on a fact for the readers of one country. `blocks`: lines of text of a section that name it."""

    sections: dict[str, int] = field(default_factory=dict)  # key: lines of the Spanish text that name it
    checklists: set[str] = field(default_factory=set)
    questions: set[str] = field(default_factory=set)
    cases: set[str] = field(default_factory=set)
    units: set[str] = field(default_factory=set)
    terms: set[str] = field(default_factory=set)
    stages: set[str] = field(default_factory=set)
    comparisons: set[str] = field(default_factory=set)
    taught: set[str] = field(default_factory=set)  # units that teach it, and do not merely mention it


def _loaded(path: Path) -> Any:
    """What a YAML file says. It is read once and belongs to all: look, don't change."""
    return _parsed(path, path.stat().st_mtime_ns)


@cache
def _parsed(path: Path, changed: int) -> Any:
    return yaml.load(path.read_text(), Loader=yaml.CSafeLoader)


def _lines(text: str, country: str) -> Iterator[tuple[str, str]]:
    """(fence, line) of all lines that a country's reader gets."""
    fence, mine = "", True
    for line in text.splitlines():
        if line.startswith(":::"):
            words = line.strip(":").split()
            fence = words[0] if words else ""
            mine = fence != "local" or words[1] == country
            continue
        if mine:
            yield fence, line


def _names(fact: str, part: str, line: str) -> bool:
    pattern = (
        rf"\{{fact:{re.escape(fact)}(?:\.{re.escape(part)})?\}}" if part else rf"\{{fact:{re.escape(fact)}(?:\.[\w-]+)?\}}"
    )
    return bool(re.search(pattern, line)) or line.strip() in (fact, f"- {fact}")


def search(fact: str, country: str, part: str = "", root: Path = CURRICULUM) -> Found:
    """Look through the files."""
    found = Found()
    for path in sorted((root / "sections").rglob("*.md")):
        key = f"{path.parent.name}/{path.name.split('.')[0]}"
        hits = [fence for fence, line in _lines(path.read_text(), country) if _names(fact, part, line)]
        if hits:
            found.sections[key] = max(len(hits), found.sections.get(key, 0))
        if "check" in hits:
            found.checklists.add(key)
    for path in sorted((root / "questions").rglob("*.yaml")):
        for question in _loaded(path)["questions"]:
            key_of = question.get("fact") == fact and (not part or question.get("part", "") in ("", part))
            asked_here = country in (question.get("countries") or COUNTRIES)
            if asked_here and (key_of or fact in (question.get("facts") or ())):
                found.questions.add(question["key"])
    _reference(found, fact, country, part, root)
    told = _cases(found, fact, country, part, root)
    _units(found, told, root)
    return found


def _reference(found: Found, fact: str, country: str, part: str, root: Path) -> None:
    """Glossary terms (what all read of them, and this country's note), stages and comparison tables that name it."""
    for path in sorted((root / "terms").rglob("*.yaml")):
        for term in _loaded(path)["terms"]:
            notes = term.get("notes") or {}
            text = f"{[value for name, value in term.items() if name != 'notes']} {notes.get(country, '')}"
            if _names(fact, part, text):
                found.terms.add(term["key"])
    for path in sorted((root / "stages").rglob("*.yaml")):
        stage = _loaded(path)
        listed = [key for one in (*stage["actions"], *stage["mistakes"]) for key in one.get("facts") or ()]
        if fact in listed or (part and f"{fact}.{part}" in listed) or _names(fact, part, str(stage)):
            found.stages.add(stage["key"])
    for path in sorted((root / "comparisons").rglob("*.yaml")):
        for table in _loaded(path)["comparisons"]:
            if fact in table["rows"]:
                found.comparisons.add(table["key"])


def _cases(found: Found, fact: str, country: str, part: str, root: Path) -> set[str]:
    """Cases whose solution for this country names it (returned), or that show it in an issue."""
    told: set[str] = set()
    for path in sorted((root / "cases").rglob("*.yaml")):
        case = _loaded(path)
        local = "\n".join(case["local"][country].values())
        if any(_names(fact, part, line) for line in local.splitlines()):
            told.add(case["key"])
        if case["key"] in told or any(fact in (issue.get("facts") or ()) for issue in case["issues"]):
            found.cases.add(case["key"])
    return told


def _units(found: Found, told: set[str], root: Path) -> None:
    for path in sorted((root / "courses").rglob("*.yaml")):
        course = _loaded(path)
        for unit in (unit for module in course["modules"] for unit in module["units"]):
            read = set(unit.get("sections") or ()) if unit["kind"] != "quiz" else set()
            rests = read & set(found.sections) or set(_asked(unit, root)) & found.questions
            if rests or unit.get("case") in found.cases:
                found.units.add(f"{course['key']}/{unit['key']}")
            if rests or unit.get("case") in told:
                found.taught.add(f"{course['key']}/{unit['key']}")


def _asked(unit: dict[str, Any], root: Path) -> Iterator[str]:
    """The questions that a unit's sheets may ask: named one by one, or drawn from a bank."""
    parts = unit.get("sections") if unit["kind"] == "quiz" and unit.get("sections") else [unit]
    for entry in (entry for part in parts or () for entry in part.get("questions") or ()):
        if isinstance(entry, str):
            yield entry
        elif "question" in entry:
            yield entry["question"]
        else:
            yield from _drawn(entry, root)


def _drawn(draw: dict[str, Any], root: Path) -> Iterator[str]:
    levels = draw.get("difficulty") or (1, 2, 3)
    levels = levels if isinstance(levels, list | tuple) else (levels,)
    for path in sorted((root / "questions").rglob("*.yaml")):
        bank = _loaded(path)
        for question in bank["questions"] if bank["bank"] == draw["bank"] else ():
            alike = all(draw.get(name) in (None, question.get(name)) for name in ("topic", "stage"))
            tagged = set(draw.get("tags") or ()) <= set(question.get("tags") or ())
            if alike and tagged and question.get("difficulty", 2) in levels:
                yield question["key"]


def sections_with_a_link_to(section: str, root: Path = CURRICULUM) -> set[str]:
    """Keys of the sections whose text says `](section:<key>)`."""
    files = sorted((root / "sections").rglob("*.md"))
    return {f"{path.parent.name}/{path.name.split('.')[0]}" for path in files if f"](section:{section})" in path.read_text()}
