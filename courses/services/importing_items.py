"""The content kinds of courses: sources, resources, facts, sections. Reading is pure; `apply` writes the typed row."""

import re
from datetime import date
from pathlib import Path
from typing import Any, Final

from django.utils.translation import gettext as _

from courses.blocks import STAGES, difference_of_shape
from courses.kinds import FileProblem, Parsed
from courses.models import Confidence, FactVersion, ItemKind
from courses.parsing import parse_section
from courses.reading import AS_OF, KEY, Entry, files_of, read_file, without_lines
from lms.kernel.places import Jurisdiction, Language
from lms.kernel.textfiles import FileMistake, read_text

FACT_KEY: Final = re.compile(r"[a-z0-9][a-z0-9_-]*\.[a-z0-9][a-z0-9_-]*")
FACT_KINDS: Final = ("duration", "money", "yes_no", "membership", "text")
VALUE_KINDS: Final = ("duration", "money", "percent", "number", "yes_no", "enum")
DURATIONS: Final = ("years", "months", "weeks", "days", "business_days", "hours")
SECTION_NAME: Final = re.compile(r"([a-z0-9][a-z0-9-]*)\.([a-z]{2})")


class _Typeless:
    """A kind whose version holds everything in its body."""

    def apply(self, *, item_version_id: int, parsed: Parsed) -> None:
        """Nothing is typed."""


class SourcesKind(_Typeless):
    """sources/*.yaml"""

    folder = "sources"

    def read(self, root: Path, problems: list[FileProblem]) -> list[Parsed]:
        found = []
        for path, name in files_of(root, self.folder, ".yaml", problems):
            file = read_file(path, name, problems)
            for entry in file.entries("sources") if file else ():
                key, country = entry.key(), entry.choice("country", Jurisdiction.values)
                body = {
                    "type": entry.choice("type", ("law", "regulation", "office", "guide", "other")),
                    "title": entry.text("title", longest=400),
                    "publisher": entry.text("publisher", longest=240),
                    "year": entry.number("year", low=1800, high=2200) if entry.has("year") else entry.get("year"),
                    "checked_on": entry.day("checked_on"),
                    "review_by": entry.day("review_by", required=False),
                    "note": entry.text("note", required=False),
                }
                if entry.done():
                    found.append(Parsed((ItemKind.SOURCE, key, country, ""), body, name, entry.line))
            if file:
                file.done()
        return found


class ResourcesKind(_Typeless):
    """resources/*.yaml"""

    folder = "resources"

    def read(self, root: Path, problems: list[FileProblem]) -> list[Parsed]:
        found = []
        for path, name in files_of(root, self.folder, ".yaml", problems):
            file = read_file(path, name, problems)
            for entry in file.entries("resources") if file else ():
                key = entry.key()
                country = entry.choice("country", [code for code in Jurisdiction.values if code != "AND"])
                body = {
                    "names": entry.words("names", longest=200),
                    "by": entry.text("by", longest=200),
                    "what": entry.words("what", longest=1000),
                    "topics": entry.strings("topics"),
                    "stages": entry.strings("stages", choices=STAGES),
                    "cost": entry.choice("cost", ("free", "low", "paid", "unknown")),
                    "channel": entry.choice("channel", ("web", "phone", "office", "mail")),
                    "checked_on": entry.day("checked_on"),
                    "needs_check": entry.flag("needs_check", default=False),
                }
                if entry.done():
                    found.append(Parsed((ItemKind.RESOURCE, key, country, ""), body, name, entry.line))
            if file:
                file.done()
        return found


class FactsKind:
    """facts/*.yaml: one item per fact and jurisdiction."""

    folder = "facts"

    def read(self, root: Path, problems: list[FileProblem]) -> list[Parsed]:
        found: list[Parsed] = []
        for path, name in files_of(root, self.folder, ".yaml", problems):
            file = read_file(path, name, problems)
            if file is None:
                continue
            topic = file.key("topic")
            for entry in file.entries("facts"):
                found.extend(self._fact(entry, topic))
            file.done()
        return found

    def _fact(self, entry: Entry, topic: str) -> list[Parsed]:
        key = entry.key(pattern=FACT_KEY)
        if key and topic and not key.startswith(f"{topic}."):
            entry.wrong("key", _("'%(key)s' must begin with '%(topic)s.'") % {"key": key, "topic": topic})
        shared = {"topic": topic, "kind": entry.choice("kind", FACT_KINDS), "titles": entry.words("titles", longest=200)}
        found = []
        inside = entry.inner("in")
        for jurisdiction in inside.value if inside else ():
            if jurisdiction not in Jurisdiction.values:
                said = {"country": jurisdiction, "countries": ", ".join(Jurisdiction.values)}
                entry.wrong(
                    "in",
                    _("'%(country)s' is not a jurisdiction: %(countries)s.") % said,
                    inside.value.line_of(jurisdiction) if inside else None,
                )
                continue
            if inside and (one := inside.inner(jurisdiction)):
                parsed = self._version(one, key, jurisdiction, shared, inside.value.line_of(jurisdiction))
                found.extend([parsed] if parsed else [])
        return found if entry.done() else []

    def _version(self, one: Entry, key: str, jurisdiction: str, shared: dict[str, Any], line: int) -> Parsed | None:
        as_of = one.text("as_of")
        if as_of and not AS_OF.fullmatch(as_of):
            one.wrong("as_of", _("'as_of' must be YYYY, YYYY-MM or YYYY-MM-DD, in quotes."))
        sentence = one.words("sentence", longest=1200)
        for language, text in sentence.items():
            if not text.endswith((".", "!", "?", "»", ".”", ".)")):
                one.wrong("sentence", _("The sentence in %(language)s must end with a full stop.") % {"language": language})
        sources = one.lined_strings("sources")
        body = {
            **shared,
            "values": self._values(one),
            "short": one.words("short", longest=240),
            "sentence": sentence,
            "law": one.text("law", required=False, longest=240),
            "article": one.text("article", required=False, longest=160),
            "sources": [source for _line, source in sources],
            "as_of": as_of,
            "in_force_from": one.day("in_force_from", required=False),
            "transitional": one.words("transitional", required=False),
            "confidence": one.choice("confidence", Confidence.values),
            "needs_check": one.flag("needs_check", default=False),
            "raw": without_lines(one.get("raw")) or "",
            "note": one.text("note", required=False),
        }
        if not sources:
            one.wrong("sources", _("A fact needs at least one source."))
        citations = tuple(
            {"block": "", "slot": "", "kind": ItemKind.SOURCE, "key": source, "part": "", "shown_only": False, "line": at}
            for at, source in sources
        )
        if not one.done() or not key:
            return None
        return Parsed((ItemKind.FACT, key, jurisdiction, ""), body, one.path, line, citations)

    def _values(self, one: Entry) -> dict[str, Any]:
        values: dict[str, Any] = {}
        if not one.has("values"):
            one.asked.add("values")
            return values
        parts = one.inner("values")
        for name in parts.value if parts else ():
            part = parts.inner(name) if parts else None
            if part is None:
                continue
            if not KEY.fullmatch(name):
                part.wrong("", _("'%(value)s' is not a key: lower case letters, digits and '-'.") % {"value": name})
            kind = part.choice("kind", VALUE_KINDS)
            value: dict[str, Any] = {"kind": kind, "n": part.get("n")}
            if kind == "enum":
                value["words"] = part.words("words")
            elif kind == "yes_no":
                if not isinstance(value["n"], bool):
                    part.wrong("n", _("'%(key)s' must be true or false.") % {"key": "n"})
            elif kind and (not isinstance(value["n"], int | float) or isinstance(value["n"], bool)):
                part.wrong("n", _("'n' must be a number."))
            if kind in ("duration", "money", "percent", "number"):
                value["unit"] = part.text("unit", required=kind != "number", longest=40)
            if kind == "duration" and value["unit"] and value["unit"] not in DURATIONS:
                part.wrong(
                    "unit",
                    _("'%(value)s' is not a unit of time: %(units)s.")
                    % {"value": value["unit"], "units": ", ".join(DURATIONS)},
                )
            if part.done():
                values[name] = value
        return values

    def apply(self, *, item_version_id: int, parsed: Parsed) -> None:
        """Write the typed side of a fact's new version."""
        body = parsed.body
        FactVersion.objects.create(
            version_id=item_version_id,
            values=body["values"],
            sentence=body["sentence"],
            law=body["law"],
            article=body["article"],
            as_of=body["as_of"],
            in_force_from=date.fromisoformat(body["in_force_from"]) if body["in_force_from"] else None,
            transitional=body["transitional"],
            confidence=body["confidence"],
            needs_check=body["needs_check"],
        )


class SectionsKind(_Typeless):
    """sections/<module>/<section>.<lang>.md"""

    folder = "sections"

    def read(self, root: Path, problems: list[FileProblem]) -> list[Parsed]:
        found: dict[tuple[str, str], Parsed] = {}
        for path, name in files_of(root, self.folder, ".md", problems):
            named = SECTION_NAME.fullmatch(path.stem)
            if named is None or named[2] not in Language.values or len(path.relative_to(root).parts) != 3:
                problems.append(
                    FileProblem(
                        name, 1, _("A section's file is called sections/<module>/<section>.<language>.md, language es or en.")
                    )
                )
                continue
            parsed = self._section(path, name, f"{path.parent.name}/{named[1]}", named[2], problems)
            if parsed is not None:
                found[parsed.identity[1], named[2]] = parsed
        for (key, language), parsed in found.items():
            spanish = found.get((key, Language.ES))
            if spanish is None:
                if not (root / self.folder / f"{key}.es.md").exists():
                    problems.append(
                        FileProblem(parsed.path, 1, _("There is no Spanish text '%(key)s.es.md' to translate.") % {"key": key})
                    )
            elif language != Language.ES and (sentence := difference_of_shape(spanish.body, parsed.body)):
                problems.append(FileProblem(parsed.path, 1, sentence))
        return list(found.values())

    def _section(self, path: Path, name: str, key: str, language: str, problems: list[FileProblem]) -> Parsed | None:
        try:
            text = read_text(path)
        except FileMistake as mistake:
            problems.append(FileProblem(name, mistake.line, mistake.sentence))
            return None
        section = parse_section(text, language=language)
        problems.extend(FileProblem(name, line, sentence) for line, sentence in section.mistakes)
        if section.mistakes:
            return None
        return Parsed((ItemKind.SECTION, key, "", language), section.body, name, 1, tuple(section.citations))


KINDS: Final = (SourcesKind, ResourcesKind, FactsKind, SectionsKind)
__all__ = ["KINDS", "FactsKind", "ResourcesKind", "SectionsKind", "SourcesKind"]
