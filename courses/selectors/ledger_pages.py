"""The pages of the ledger: the list of changes, one change with its entries, the figures of people."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.blocks import resolved_blocks
from courses.differences import Piece, word_difference
from courses.facts import value_in_words
from courses.ledger import CONTENT, KINDS, Impact
from courses.models import Change, ChangeEntry, ChangeEntryState, Course, Item, ItemKind, RefresherDue
from courses.proposals import example_of
from courses.selectors.ledger_plans import standing_fact
from courses.wording import date_in_words, legal_basis
from lms.institutions.api import person_cards
from lms.kernel.places import COUNTRIES, Language
from lms.kernel.words import in_language

PAGE: Final = 30


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """A line of the list of changes. `decided` of `total` entries."""

    id: int
    title: str
    key: str
    jurisdiction: str
    change_class: str
    state: str
    countries: tuple[str, ...]
    in_force_from: date | None
    at: datetime
    total: int
    decided: int


def change_list(*, state: str = "", page: int = 1) -> tuple[list[ChangeRow], bool]:
    """One page of changes, the newest first, and whether there are older ones. Two queries."""
    rows = Change.objects.select_related("item", "old", "new").order_by("-at", "-pk")
    rows = rows.filter(state=state) if state else rows
    decided = Q(lms_entries__state__in=(ChangeEntryState.MENDED, ChangeEntryState.NOT_AFFECTED))
    found = list(
        rows.annotate(total=Count("lms_entries"), decided=Count("lms_entries", filter=decided))[
            (page - 1) * PAGE : page * PAGE + 1
        ]
    )
    where: dict[int, set[str]] = defaultdict(set)
    for change, code in ChangeEntry.objects.filter(change__in=found).order_by().values_list("change_id", "country").distinct():
        where[change].add(code)
    lines = [_row(change, tuple(code for code in COUNTRIES if code in where[change.pk])) for change in found[:PAGE]]
    return lines, len(found) > PAGE


def _row(change: Any, countries: tuple[str, ...]) -> ChangeRow:
    return ChangeRow(
        change.pk, title_of(change), change.item.key + (f".{change.part}" if change.part else ""), change.item.country,
        change.change_class, change.state, countries, change.in_force_from, change.at, change.total, change.decided,
    )  # fmt: skip


def title_of(change: Change) -> str:
    """What the changed item is called, in the active language."""
    version = change.new or change.old
    body: Mapping[str, Any] = version.body if version else {}
    return in_language(body.get("titles") or body.get("names")) or body.get("title") or change.item.key


@dataclass(frozen=True, slots=True)
class Pair:
    """One thing that a text says, before and after."""

    label: str
    before: str
    after: str

    @property
    def differs(self) -> bool:
        return self.before != self.after

    @property
    def was(self) -> tuple[Piece, ...]:
        """The text before, with the words that go marked."""
        return tuple(piece for piece in word_difference(self.before, self.after) if piece.kind != "ins")

    @property
    def now(self) -> tuple[Piece, ...]:
        """The text after, with the words that come marked."""
        return tuple(piece for piece in word_difference(self.before, self.after) if piece.kind != "del")


def pairs_of(
    kind: str, before: Mapping[str, Any], after: Mapping[str, Any], *, country: str, countries: Sequence[str]
) -> list[Pair]:
    """Old and new side by side: of a fact all that readers get, of a section the blocks that differ, else its fields."""
    if kind == ItemKind.FACT:
        return _fact_pairs(before, after, country)
    if kind == ItemKind.SECTION:
        return _block_pairs(before, after, countries)
    names = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    return [Pair(name, _plain(before.get(name)), _plain(after.get(name))) for name in names]


def _plain(value: Any) -> str:
    if isinstance(value, Mapping):
        return " · ".join(_plain(one) for one in value.values())
    if isinstance(value, list):
        return ", ".join(_plain(one) for one in value)
    return "" if value is None else str(value)


def _fact_pairs(before: Mapping[str, Any], after: Mapping[str, Any], country: str) -> list[Pair]:
    language = in_language({"es": "es", "en": "en"})

    def said(body: Mapping[str, Any]) -> dict[str, str]:
        values = body.get("values") or {}
        parts = {
            _("Value: %(part)s") % {"part": name}: value_in_words(value, country=country, language=language)
            for name, value in values.items()
        }
        return {
            **parts,
            _("Sentence in Spanish"): (body.get("sentence") or {}).get("es", ""),
            _("Sentence in English"): (body.get("sentence") or {}).get("en", ""),
            _("In a table"): in_language(body.get("short")),
            _("Basis"): legal_basis(body.get("law") or "", body.get("article") or ""),
            _("In force from"): date_in_words(str(body["in_force_from"])) if body.get("in_force_from") else "",
            _("Transition"): in_language(body.get("transitional")),
            _("Certainty"): (
                _("To be confirmed") if body.get("needs_check") or body.get("confidence") == "low" else _("Certain")
            )
            if body
            else "",
        }

    old, new = said(before), said(after)
    return [Pair(label, old.get(label, ""), new.get(label, "")) for label in {**old, **new} if old.get(label) or new.get(label)]


def _block_pairs(before: Mapping[str, Any], after: Mapping[str, Any], countries: Sequence[str]) -> list[Pair]:
    found: dict[tuple[str, str, str], Pair] = {}
    for code in countries:
        old, new = ({b["id"]: _block_text(b) for b in resolved_blocks(body, code)} for body in (before, after))
        for identity in {**old, **new}:
            was, now = old.get(identity, ""), new.get(identity, "")
            if was != now:
                found.setdefault((identity, was, now), Pair(_("Block %(id)s") % {"id": identity}, was, now))
    return list(found.values())


def _block_text(block: Mapping[str, Any]) -> str:
    parts = (block.get("title", ""), block.get("markdown", ""), block.get("na", ""), ", ".join(block.get("facts", ())))
    return "\n".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One entry of a change on its page."""

    id: int
    kind: str
    key: str
    url: str
    country: str
    owner: str
    due: date | None
    overdue: bool
    state: str
    because: str
    blocks: str
    shown_only: bool
    decided_by: str
    mine: bool


def entry_groups(change_id: int, countries: frozenset[str]) -> list[tuple[str, list[EntryRow], int]]:
    """(kind, its entries, how many are to do), in a fixed order. `countries` are those that the reader may decide for. Four
    queries."""
    entries = list(ChangeEntry.objects.filter(change=change_id).order_by("key", "country", "pk"))
    people = person_cards({pk for e in entries for pk in (e.owner_id, e.decided_by_id) if pk})
    urls = _urls(entries)
    today = timezone.localdate()
    groups: dict[str, list[EntryRow]] = defaultdict(list)
    for e in entries:
        groups[e.kind].append(
            EntryRow(
                e.pk, e.kind, e.key, urls.get((e.kind, e.key), ""), e.country, _name(people, e.owner_id), e.due,
                bool(e.due and e.due < today and e.state == ChangeEntryState.TO_DO), e.state, e.because, ", ".join(e.blocks),
                e.shown_only, _name(people, e.decided_by_id), "" in countries or e.country in countries,
            )
        )  # fmt: skip
    return [
        (kind, groups[kind], sum(row.state == ChangeEntryState.TO_DO for row in groups[kind]))
        for kind in CONTENT
        if groups[kind]
    ]


def _name(people: Mapping[int, Any], pk: int | None) -> str:
    return people[pk].full_name if pk and pk in people else ""


def _urls(entries: Sequence[ChangeEntry]) -> dict[tuple[str, str], str]:
    sections = {e.key for e in entries if e.kind in ("section", "checklist")}
    courses = {e.key.partition("/")[0] for e in entries if e.kind == "unit"}
    items = (
        Item.objects.filter(kind=ItemKind.SECTION, key__in=sections, language=Language.ES) if sections else Item.objects.none()
    )
    found: dict[tuple[str, str], str] = {}
    for pk, key in items.values_list("pk", "key"):
        found["section", key] = found["checklist", key] = reverse("lms:courses:section-detail", args=[pk])
    drafts = dict(Course.objects.filter(key__in=courses).values_list("key", "pk")) if courses else {}
    for e in entries:
        if e.kind == "unit" and (course := drafts.get(e.key.partition("/")[0])):
            found["unit", e.key] = reverse("lms:courses:draft-detail", args=[course])
        elif e.kind == "fact":
            found["fact", e.key] = reverse("lms:courses:fact-detail", args=[e.key])
    return found


@dataclass(frozen=True, slots=True)
class PeopleFigures:
    """Of those whom an approved mandatory change asks: how many were asked, passed, excused, are past their grace."""

    asked: int
    passed: int
    excused: int
    past: int


def people_figures(change_id: int) -> PeopleFigures:
    """The rows of refreshers due. One query."""
    waits = Q(passed_at=None, excused_because="")
    found = RefresherDue.objects.filter(refresher__change=change_id).aggregate(
        asked=Count("pk"), passed=Count("pk", filter=Q(passed_at__isnull=False)),
        excused=Count("pk", filter=Q(passed_at=None) & ~Q(excused_because="")),
        past=Count("pk", filter=waits & Q(grace_until__lt=timezone.now())),
    )  # fmt: skip
    return PeopleFigures(**found)


def impact_figures(impact: Impact) -> list[tuple[str, int]]:
    """(kind, how many) of all that a change would touch, in a fixed order, without what is not touched."""
    return [(kind, number) for kind in KINDS if (number := impact.count(kind))]


@dataclass(frozen=True, slots=True)
class FactNow:
    """What a fact says before it changes: for the form. `own`: it is the jurisdiction's own rule, not one that reaches it."""

    key: str
    part: str
    country: str
    titles: Mapping[str, str]
    values: tuple[tuple[str, str, str], ...]  # part, in words, as one would write it
    sentence: Mapping[str, str]
    basis: str
    own: bool


def fact_now(key: str, jurisdiction: str) -> FactNow:
    """The fact as it stands for a jurisdiction. Raises BadInput when it says nothing there. Two queries."""
    now = standing_fact(key, jurisdiction)
    body: Mapping[str, Any] = now.base
    language = in_language({"es": "es", "en": "en"})
    values = tuple(
        (name, value_in_words(value, country=jurisdiction, language=language), example_of(value))
        for name, value in body["values"].items()
    )
    basis = legal_basis(body.get("law") or "", body.get("article") or "")
    return FactNow(now.key, now.part, jurisdiction, body["titles"], values, body["sentence"], basis, now.own is not None)


def fact_choices() -> list[tuple[str, str]]:
    """(key, title) of every fact, for the picker. One query."""
    rows = Item.objects.filter(kind=ItemKind.FACT, archived_at=None).exclude(draft=None).order_by("key")
    titles: dict[str, str] = {}
    for key, words in rows.values_list("key", "draft__body__titles"):
        titles.setdefault(key, in_language(words))
    return list(titles.items())
