"""facts/<topic>.yaml → one item per fact and jurisdiction, with its typed row. Reading is pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, Final

from django.utils.translation import gettext as _

from courses.kinds import FileProblem, Parsed, Written, by_file, note_of
from courses.models import Confidence, FactVersion, ItemKind
from courses.reading import AS_OF, KEY, Entry, cited, files_of, head_of, read_file, without_lines
from lms.kernel.canonical_yaml import day, without, yaml_file
from lms.kernel.places import Jurisdiction

FACT_KEY: Final = re.compile(r"[a-z0-9][a-z0-9_-]*\.[a-z0-9][a-z0-9_-]*")
FACT_KINDS: Final = ("duration", "money", "yes_no", "membership", "text")
VALUE_KINDS: Final = ("duration", "money", "percent", "number", "yes_no", "enum")
_ALWAYS: Final = ("short", "sentence", "law", "article", "sources", "as_of", "confidence", "needs_check")
DURATIONS: Final = ("years", "months", "weeks", "days", "business_days", "hours")


class FactsKind:
    """facts/*.yaml: one item per fact and jurisdiction."""

    folder = "facts"
    items = (ItemKind.FACT,)

    def read(self, root: Path, problems: list[FileProblem]) -> list[Parsed]:
        found: list[Parsed] = []
        for path, name in files_of(root, self.folder, ".yaml", problems):
            file = read_file(path, name, problems)
            if file is None:
                continue
            topic = file.key("topic")
            head = head_of(file)
            for entry in file.entries("facts"):
                found.extend(self._fact(entry, topic, head))
            file.done()
        return found

    def _fact(self, entry: Entry, topic: str, head: Mapping[str, str]) -> list[Parsed]:
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
                found.extend([replace(parsed, head=head)] if parsed else [])
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
            **({"titles": one.words("titles", longest=200)} if one.has("titles") else {}),
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
        citations = tuple(cited(ItemKind.SOURCE, source, at) for at, source in sources)
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

    def path_of(self, one: Written) -> str:
        """By topic."""
        return f"{self.folder}/{one.body['topic']}.yaml"

    def write(self, items: Sequence[Written]) -> dict[str, str]:
        """{path: text} of all files; the jurisdictions of a fact stand together, in their order."""
        return {
            path: yaml_file({"topic": ones[0].body["topic"], "facts": self._entries(ones)}, note=note_of(ones))
            for path, ones in by_file(items, self.path_of).items()
        }

    @staticmethod
    def _entries(ones: Sequence[Written]) -> list[dict[str, Any]]:
        facts: dict[str, dict[str, Mapping[str, Any]]] = {}
        for one in ones:
            facts.setdefault(one.identity[1], {})[one.identity[2]] = one.body
        entries = []
        for key, bodies in facts.items():
            first = next(bodies[code] for code in Jurisdiction.values if code in bodies)
            inside = {code: _written(bodies[code], first["titles"]) for code in Jurisdiction.values if code in bodies}
            entries.append({"key": key, "kind": first["kind"], "titles": first["titles"], "in": inside})
        return entries


def _written(body: Mapping[str, Any], titles: Mapping[str, str]) -> dict[str, Any]:
    """What one jurisdiction says, in the order it is written."""
    values = {
        name: without({part: value.get(part) for part in ("kind", "n", "unit", "words")}, n=None, unit=None, words=None)
        for name, value in sorted(body["values"].items())
    }
    return {
        **without({"titles": body["titles"], "values": values}, titles=titles, values={}),
        **{name: body[name] for name in _ALWAYS},
        **without(
            {
                "raw": body["raw"],
                "in_force_from": day(body["in_force_from"]),
                "transitional": body["transitional"],
                "note": body["note"],
            },
            raw="", in_force_from="", transitional={}, note="",
        ),
    }  # fmt: skip
