"""terms/, stages/, comparisons/: the glossary, the business journey, the rows of comparison tables. Reading is pure."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from django.utils.translation import gettext as _

from courses.blocks import FACT_REFERENCE, STAGES
from courses.filing import ListKind
from courses.kinds import FileProblem, Parsed, Typeless, Written, by_file, note_of
from courses.models import ItemKind
from courses.parsing_text import wrong_references
from courses.reading import Entry, cited, files_of, head_of, read_file
from courses.services.importing_facts import FACT_KEY
from courses.services.importing_help import entries_of, raws
from lms.kernel.canonical_yaml import without, yaml_file
from lms.kernel.places import COUNTRIES, Language
from lms.kernel.textfiles import Lined

CATEGORIES: Final = ("general", "marks", "patents", "designs", "copyright", "gi", "secrets", "contracts", "enforcement")
RIGHTS: Final = re.compile(r"[a-z][a-z0-9_]*")
PRIORITIES: Final = ("first", "soon", "later")
COSTS: Final = ("none", "low", "medium", "high")
_ID: Final = re.compile(r"[a-z][a-z0-9-]{0,38}")


def _named(entry: Entry, key: str, words: dict[str, str], block: str, slot: str = "") -> list[dict[str, Any]]:
    """Citations of the facts that a text names, in either language; a reference that is none is a mistake."""
    held = entry.value.get(key)
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for language, text in words.items():
        line = held.line_of(language) if isinstance(held, Lined) else entry.line
        for sentence in wrong_references(text):
            entry.wrong(key, sentence, line)
        for match in FACT_REFERENCE.finditer(text):
            named = cited(ItemKind.FACT, match[1], line, block=block, slot=slot, part=match[2] or "")
            found.setdefault((match[1], match[2] or ""), named)
    return list(found.values())


class TermsKind(ListKind):
    """terms/*.yaml: words of the trade in plain words, and what is different in a country."""

    folder = "terms"
    items = (ItemKind.TERM,)

    def read(self, root: Path, problems: list[FileProblem]) -> list[Parsed]:
        return [one for entry, head in entries_of(root, self.folder, problems) if (one := self.parse(entry, head))]

    def parse(self, entry: Entry, head: Mapping[str, str]) -> Parsed | None:
        """One entry, of a file or of a form; None after noting its mistakes."""
        key = entry.key()
        body: dict[str, Any] = {
            "category": entry.choice("category", CATEGORIES),
            "names": entry.words("names", longest=120),
            "plain": entry.words("plain", longest=800),
            "notes": {},
            "legalese": self._forms(entry),
            "instead": entry.words("instead", required=False, longest=240),
            "raw": raws(entry),
            "note": entry.text("note", required=False),
        }
        citations = _named(entry, "plain", body["plain"], "plain")
        notes = entry.inner("notes") if entry.has("notes") else None
        entry.asked.add("notes")
        for country in notes.value if notes else ():
            if notes and country in COUNTRIES:
                body["notes"][country] = notes.words(country, longest=800)
                citations += _named(notes, country, body["notes"][country], "notes", country)
            elif notes:
                notes.wrong(
                    country,
                    _("'%(country)s' is not a country. Countries: %(countries)s.")
                    % {"country": country, "countries": ", ".join(COUNTRIES)},
                )
        if body["legalese"] and not body["instead"]:
            entry.wrong("legalese", _("Words to avoid need the plain words to use: add 'instead'."))
        if entry.done():
            return Parsed((ItemKind.TERM, key, "", ""), body, entry.path, entry.line, tuple(citations), head=head)
        return None

    def path_of(self, one: Written) -> str:
        """By category."""
        return f"{self.folder}/{one.body['category']}.yaml"

    def entry(self, one: Written) -> dict[str, Any]:
        body = one.body
        notes = {code: body["notes"][code] for code in COUNTRIES if code in body["notes"]}
        forms = {code: body["legalese"][code] for code in Language.values if code in body["legalese"]}
        return {
            "key": one.identity[1],
            "category": body["category"],
            "names": body["names"],
            "plain": body["plain"],
            **without(
                {"notes": notes, "legalese": forms, "instead": body["instead"], "raw": body["raw"], "note": body["note"]},
                notes={}, legalese={}, instead={}, raw="", note="",
            ),
        }  # fmt: skip

    @staticmethod
    def _forms(entry: Entry) -> dict[str, list[str]]:
        if not entry.has("legalese"):
            entry.asked.add("legalese")
            return {}
        inside = entry.inner("legalese")
        if inside is None:
            return {}
        forms = {language: found for language in Language.values if (found := inside.strings(language))}
        inside.done()
        return forms


class StagesKind(Typeless):
    """stages/<key>.yaml: one stage of the journey. Its facts are named for whoever has them: one country is enough."""

    folder = "stages"
    items = (ItemKind.STAGE,)

    def read(self, root: Path, problems: list[FileProblem]) -> list[Parsed]:
        found = []
        for path, name in files_of(root, self.folder, ".yaml", problems):
            file = read_file(path, name, problems)
            if file is not None and (one := self.parse(file, head_of(file))):
                found.append(one)
        return found

    def parse(self, file: Entry, head: Mapping[str, str]) -> Parsed | None:
        """One stage, of a file or of a form; None after noting its mistakes."""
        key = file.choice("key", STAGES)
        citations: list[dict[str, Any]] = []
        body: dict[str, Any] = {
            "order": file.number("order", low=1, high=len(STAGES)),
            "names": file.words("names", longest=120),
            "question": file.words("question", longest=300),
            "actions": [],
            "mistakes": [],
            "documents": file.list_of_words("documents", longest=300),
            "flags": file.list_of_words("flags", longest=600),
        }
        taken: dict[str, int] = {}
        for entry in file.entries("actions"):
            body["actions"].append(
                {
                    **self._start(entry, taken),
                    "right": self._right(entry),
                    "text": entry.words("text", longest=600),
                    "why": entry.words("why", longest=800),
                    "priority": entry.choice("priority", PRIORITIES),
                    "cost": entry.choice("cost", COSTS),
                    **self._facts(entry, citations),
                    "raw": raws(entry),
                }
            )
            entry.done()
        for entry in file.entries("mistakes", required=False):
            body["mistakes"].append(
                {
                    **self._start(entry, taken),
                    "text": entry.words("text", longest=600),
                    "consequence": entry.words("consequence", longest=800),
                    "cure": entry.words("cure", longest=800),
                    **self._facts(entry, citations),
                    "raw": raws(entry),
                }
            )
            entry.done()
        if not file.done():
            return None
        return Parsed((ItemKind.STAGE, key, "", ""), body, file.path, file.line, tuple(citations), head=head)

    def path_of(self, one: Written) -> str:
        """A file a stage."""
        return f"{self.folder}/{one.identity[1]}.yaml"

    def write(self, items: Sequence[Written]) -> dict[str, str]:
        """{path: text} of all files."""
        return {
            path: yaml_file(self.entry(one), note=note_of([one]))
            for path, (one, *_more) in by_file(items, self.path_of).items()
        }

    def entry(self, one: Written) -> dict[str, Any]:
        """The stage as its file says it."""
        body = one.body
        actions = ("id", "right", "text", "why", "priority", "cost", "facts", "raw")
        mistakes = ("id", "text", "consequence", "cure", "facts", "raw")
        return without(
            {
                "key": one.identity[1],
                "order": body["order"],
                "names": body["names"],
                "question": body["question"],
                "actions": [without({n: action[n] for n in actions}, facts=[], raw="") for action in body["actions"]],
                "mistakes": [without({n: mistake[n] for n in mistakes}, facts=[], raw="") for mistake in body["mistakes"]],
                "documents": body["documents"],
                "flags": body["flags"],
            },
            mistakes=[], documents=[], flags=[],
        )  # fmt: skip

    @staticmethod
    def _start(entry: Entry, taken: dict[str, int]) -> dict[str, str]:
        identity = entry.key("id", pattern=_ID)
        if identity in taken:
            entry.wrong("id", _("The id '%(id)s' stands twice in this file.") % {"id": identity})
        taken[identity] = entry.line
        return {"id": identity}

    @staticmethod
    def _right(entry: Entry) -> str:
        value = entry.text("right", longest=60)
        if value and not RIGHTS.fullmatch(value):
            entry.wrong("right", _("'%(value)s' is not a topic: lower case letters, digits and '_'.") % {"value": value})
        return value

    @staticmethod
    def _facts(entry: Entry, citations: list[dict[str, Any]]) -> dict[str, list[str]]:
        named = entry.lined_strings("facts")
        block = str(entry.value.get("id") or "")[:40]
        citations += [cited(ItemKind.FACT, key, line, block=block, anywhere=True) for line, key in named]
        return {"facts": [key for _line, key in named]}


class ComparisonsKind(ListKind):
    """comparisons/*.yaml: which facts stand under each other. Every country is shown, so nobody is asked anew."""

    folder = "comparisons"
    items = (ItemKind.COMPARISON,)

    def read(self, root: Path, problems: list[FileProblem]) -> list[Parsed]:
        return [one for entry, head in entries_of(root, self.folder, problems) if (one := self.parse(entry, head))]

    def parse(self, entry: Entry, head: Mapping[str, str]) -> Parsed | None:
        """One entry, of a file or of a form; None after noting its mistakes."""
        key, rows = entry.key(), entry.lined_strings("rows")
        body = {
            "topic": entry.key("topic"),
            "titles": entry.words("titles", longest=200),
            "rows": [row for _line, row in rows],
            "raw": raws(entry),
            "note": entry.text("note", required=False),
        }
        if not rows:
            entry.wrong("rows", _("A comparison needs 'rows': one fact key a row."))
        for line, row in rows:
            if not FACT_KEY.fullmatch(row):
                entry.wrong(
                    "rows",
                    _("'%(line)s' is not a fact's key. Write one a line, like trademarks.term.") % {"line": row},
                    line,
                )
        citations = tuple(cited(ItemKind.FACT, row, line, block="rows", shown_only=True) for line, row in rows)
        if entry.done():
            return Parsed((ItemKind.COMPARISON, key, "", ""), body, entry.path, entry.line, citations, head=head)
        return None

    def path_of(self, one: Written) -> str:
        """All in one."""
        return f"{self.folder}/{self.folder}.yaml"

    def entry(self, one: Written) -> dict[str, Any]:
        body = one.body
        names = ("topic", "titles", "rows", "raw", "note")
        return {"key": one.identity[1], **without({name: body[name] for name in names}, raw="", note="")}
