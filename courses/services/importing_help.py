"""sources/, offices/, resources/: what facts rest on, who keeps the registers, where to get help. Reading is pure."""

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

from django.utils.translation import gettext as _

from courses.blocks import STAGES
from courses.filing import ListKind
from courses.kinds import FileProblem, Parsed, Written
from courses.models import Confidence, ItemKind
from courses.reading import AS_OF, Entry, cited, files_of, head_of, read_file
from lms.kernel.canonical_yaml import day, without
from lms.kernel.places import Jurisdiction

SOURCE_TYPES: Final = ("law", "regulation", "office", "guide", "other")
LICENCES: Final = ("facts", "public", "permission", "cc-by", "cc-by-sa", "none")
RESOURCE_KINDS: Final = (
    "course", "tool", "office", "programme", "search", "mediation", "guide", "network", "fund", "other",
)  # fmt: skip
COSTS: Final = ("free", "low", "paid", "unknown")
CHANNELS: Final = ("web", "phone", "office", "mail")
VERIFIED_FOR: Final = timedelta(days=180)
_HOST: Final = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+(:\d+)?(/\S*)?", re.IGNORECASE)


def entries_of(root: Path, folder: str, problems: list[FileProblem]) -> Iterator[tuple[Entry, dict[str, str]]]:
    """The entries of all files `<folder>/*.yaml`, each a list under the folder's name; with what the file says beside them."""
    for path, name in files_of(root, folder, ".yaml", problems):
        file = read_file(path, name, problems)
        if file is not None:
            head = head_of(file)
            for entry in file.entries(folder):
                yield entry, head
            file.done()


def keyed(one: Written) -> dict[str, Any]:
    """The first words of an entry."""
    return {"key": one.identity[1], "country": one.identity[2]}


def address(entry: Entry, key: str, *, longest: int = 400) -> str:
    """An optional web address, as the sources say it: host and path; «https://» is left out."""
    value = entry.text(key, required=False, longest=longest)
    value = re.sub(r"^https?://", "", value).rstrip("/")
    if value and not _HOST.fullmatch(value):
        entry.wrong(key, _("'%(key)s' must be a web address, like inapi.cl/marcas.") % {"key": key})
    return value


def raws(entry: Entry) -> str | list[str]:
    """Ids in the checked facts: one, or a list."""
    value = entry.get("raw")
    return entry.strings("raw") if isinstance(value, list) else entry.text("raw", required=False, longest=160)


def as_of(entry: Entry) -> str:
    """YYYY, YYYY-MM or YYYY-MM-DD."""
    value = entry.text("as_of")
    if value and not AS_OF.fullmatch(value):
        entry.wrong("as_of", _("'as_of' must be YYYY, YYYY-MM or YYYY-MM-DD, in quotes."))
    return value


class SourcesKind(ListKind):
    """sources/*.yaml"""

    folder = "sources"
    items = (ItemKind.SOURCE,)

    def read(self, root: Path, problems: list[FileProblem]) -> list[Parsed]:
        return [one for entry, head in entries_of(root, self.folder, problems) if (one := self.parse(entry, head))]

    def parse(self, entry: Entry, head: Mapping[str, str]) -> Parsed | None:
        """One entry, of a file or of a form; None after noting its mistakes."""
        key, country = entry.key(), entry.choice("country", Jurisdiction.values)
        body = {
            "type": entry.choice("type", SOURCE_TYPES),
            "title": entry.text("title", longest=400),
            "publisher": entry.text("publisher", longest=240),
            "year": entry.number("year", low=1800, high=2200) if entry.has("year") else entry.get("year"),
            "owner": entry.text("owner", required=False, longest=240),
            "licence": entry.choice("licence", LICENCES, default=""),
            "adapted_from": entry.text("adapted_from", required=False, longest=400),
            "url": address(entry, "url"),
            "checked_on": entry.day("checked_on"),
            "review_by": entry.day("review_by", required=False),
            "note": entry.text("note", required=False),
        }
        if entry.done():
            return Parsed((ItemKind.SOURCE, key, country, ""), body, entry.path, entry.line, head=head)
        return None

    def entry(self, one: Written) -> dict[str, Any]:
        body = one.body
        return {
            **keyed(one),
            "type": body["type"],
            "title": body["title"],
            "publisher": body["publisher"],
            **without({"year": body["year"]}, year=None),
            **without(
                {name: body.get(name, "") for name in ("owner", "licence", "adapted_from", "url")},
                owner="", licence="", adapted_from="", url="",
            ),
            "checked_on": day(body["checked_on"]),
            **without({"review_by": day(body["review_by"]), "note": body["note"]}, review_by="", note=""),
        }  # fmt: skip


class OfficesKind(ListKind):
    """offices/*.yaml"""

    folder = "offices"
    items = (ItemKind.OFFICE,)

    def read(self, root: Path, problems: list[FileProblem]) -> list[Parsed]:
        return [one for entry, head in entries_of(root, self.folder, problems) if (one := self.parse(entry, head))]

    def parse(self, entry: Entry, head: Mapping[str, str]) -> Parsed | None:
        """One entry, of a file or of a form; None after noting its mistakes."""
        key, country = entry.key(), entry.choice("country", Jurisdiction.values)
        sources = entry.lined_strings("sources")
        body = {
            "acronym": entry.text("acronym", longest=60),
            "names": entry.words("names", longest=240),
            "covers": entry.strings("covers"),
            "covers_words": entry.words("covers_words", longest=400),
            "parent": entry.text("parent", required=False, longest=240),
            "website": address(entry, "website"),
            "law": entry.text("law", required=False, longest=400),
            "sources": [source for _line, source in sources],
            "as_of": as_of(entry),
            "confidence": entry.choice("confidence", Confidence.values),
            "needs_check": entry.flag("needs_check", default=False),
            "raw": raws(entry),
            "note": entry.text("note", required=False),
        }
        citations = tuple(cited(ItemKind.SOURCE, source, line) for line, source in sources)
        if entry.done():
            return Parsed((ItemKind.OFFICE, key, country, ""), body, entry.path, entry.line, citations, head=head)
        return None

    def entry(self, one: Written) -> dict[str, Any]:
        body = one.body
        names = (
            "acronym", "names", "covers", "covers_words", "parent", "website", "law", "sources", "as_of", "confidence",
            "needs_check", "raw", "note",
        )  # fmt: skip
        return {
            **keyed(one),
            **without(
                {name: body[name] for name in names}, covers=[], parent="", website="", law="", sources=[], raw="", note=""
            ),
        }


class ResourcesKind(ListKind):
    """resources/*.yaml"""

    folder = "resources"
    items = (ItemKind.RESOURCE,)

    def read(self, root: Path, problems: list[FileProblem]) -> list[Parsed]:
        return [one for entry, head in entries_of(root, self.folder, problems) if (one := self.parse(entry, head))]

    def parse(self, entry: Entry, head: Mapping[str, str]) -> Parsed | None:
        """One entry, of a file or of a form; None after noting its mistakes."""
        key = entry.key()
        country = entry.choice("country", [code for code in Jurisdiction.values if code != "AND"])
        body: dict[str, Any] = {
            "kind": entry.choice("kind", RESOURCE_KINDS, default="other"),
            "names": entry.words("names", longest=200),
            "by": entry.text("by", longest=200),
            "what": entry.words("what", longest=1000),
            "topics": entry.strings("topics"),
            "stages": entry.strings("stages", choices=STAGES),
            "regions": entry.strings("regions"),
            "cost": entry.choice("cost", COSTS),
            "channel": entry.choice("channel", CHANNELS),
            "hours": entry.words("hours", required=False, longest=240),
            "qualifies": entry.list_of_words("qualifies", longest=300),
            "bring": entry.list_of_words("bring", longest=300),
            "url": address(entry, "url"),
            "checked_on": entry.day("checked_on"),
            "review_by": entry.day("review_by", required=False),
            "needs_check": entry.flag("needs_check", default=False),
            "raw": raws(entry),
            "note": entry.text("note", required=False),
        }
        if body["checked_on"] and not body["review_by"]:
            body["review_by"] = (date.fromisoformat(body["checked_on"]) + VERIFIED_FOR).isoformat()
        if entry.done():
            return Parsed((ItemKind.RESOURCE, key, country, ""), body, entry.path, entry.line, head=head)
        return None

    def entry(self, one: Written) -> dict[str, Any]:
        body = one.body
        verified = date.fromisoformat(body["checked_on"]) + VERIFIED_FOR
        names = (
            "kind", "names", "by", "what", "topics", "stages", "regions", "cost", "channel", "hours", "qualifies", "bring",
            "url",
        )  # fmt: skip
        return {
            **keyed(one),
            **without({n: body[n] for n in names if n in body}, regions=[], hours={}, qualifies=[], bring=[], url=""),
            "checked_on": day(body["checked_on"]),
            **without({"review_by": day(body.get("review_by", ""))}, review_by=verified),
            "needs_check": body["needs_check"],
            **without({"raw": body.get("raw", ""), "note": body.get("note", "")}, raw="", note=""),
        }
