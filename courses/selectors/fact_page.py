"""One fact as its authors and focal points see it: by country, its history, what it rests on, what rests on it. Drafts."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import Q
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from courses.differences import Piece, body_differences
from courses.facts import LawAnswer, value_in_words
from courses.freshness import why_look_again
from courses.kinds import kind_of, unit_kinds, units_on
from courses.ledger_words import change_state_in_words, class_in_words
from courses.models import (
    Change,
    ChangeState,
    Citation,
    Confirmation,
    FactVersion,
    Item,
    ItemKind,
    Unit,
)
from courses.resources import SourceCard, source_of
from courses.selectors.confirming import confirmations_of
from courses.selectors.item_requests import item_url
from courses.selectors.law import answer_from, laws
from courses.selectors.version_steps import Step, steps_of
from courses.wording_reference import licence_in_words
from lms.kernel.places import COUNTRIES, Jurisdiction, Language, jurisdictions_of
from lms.kernel.words import in_language

_ORDER: Final = {code: place for place, code in enumerate(Jurisdiction.values)}


@dataclass(frozen=True, slots=True)
class Part:
    """One named part of a fact in words."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class CountryRow:
    """What a country's reader gets; `answer` None: nothing. `own` False: another's rule reaches the country."""

    country: str
    answer: LawAnswer | None
    parts: tuple[Part, ...]

    @property
    def own(self) -> bool:
        return self.answer is not None and self.answer.jurisdiction == self.country


@dataclass(frozen=True, slots=True)
class Moved:
    """One thing that a version says otherwise than the one before; words marked."""

    label: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class JurisdictionView:
    """What one jurisdiction says, in the draft, and how it came to say so."""

    item_id: int
    jurisdiction: str
    number: int
    answer: LawAnswer
    published: bool
    reaches: tuple[str, ...]
    in_force_from: date | None
    transitional: str
    note: str
    raw: str
    confirmations: tuple[Confirmation, ...]
    steps: tuple[Step[Moved], ...]


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A source with whose countries' rules rest on it; `late`: past its review date; `usable`: owner and licence are named."""

    card: SourceCard
    where: tuple[str, ...]
    late: bool
    usable: bool
    licence: str
    url: str


@dataclass(frozen=True, slots=True)
class CitingRow:
    """Something that names the fact: at which blocks, which parts, in which languages; `shown_only`: to compare."""

    kind: str
    key: str
    url: str
    languages: tuple[str, ...]
    blocks: tuple[str, ...]
    parts: tuple[str, ...]
    shown_only: bool


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit of a course's draft that is made of what names the fact."""

    course: str
    title: str
    kind: str
    url: str


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """A change of this fact that is not closed."""

    id: int
    jurisdiction: str
    change_class: str
    state: str
    sentence: str
    in_force_from: date | None
    url: str


@dataclass(frozen=True, slots=True)
class FactView:
    """One fact, whole."""

    key: str
    titles: Mapping[str, str]
    topic: str
    by_country: tuple[CountryRow, ...]
    jurisdictions: tuple[JurisdictionView, ...]
    sources: tuple[SourceRow, ...]
    citing: tuple[CitingRow, ...]
    units: tuple[UnitRow, ...]
    changes: tuple[ChangeRow, ...]
    lacks: tuple[str, ...]  # countries in which it says nothing


def fact_view(items: Sequence[Item], today: date) -> FactView:
    """What an author sees of a fact. A fixed number of queries."""
    key = items[0].key
    answers = laws([key], COUNTRIES, drafts=True)
    by_country = tuple(_country_row(code, answers.get((key, code))) for code in COUNTRIES)
    jurisdictions = _jurisdictions(items, answers)
    citing, item_ids = _citing(key)
    return FactView(
        key=key,
        titles=jurisdictions[0].answer.titles if jurisdictions else {},
        topic=key.partition(".")[0],
        by_country=by_country,
        jurisdictions=jurisdictions,
        sources=_sources(jurisdictions, today),
        citing=citing,
        units=_units(item_ids),
        changes=_changes(items),
        lacks=tuple(row.country for row in by_country if row.answer is None),
    )


def _country_row(country: str, answer: LawAnswer | None) -> CountryRow:
    language = (get_language() or "es")[:2]
    values = answer.values.items() if answer else ()
    parts = tuple(Part(name, value_in_words(value, country=country, language=language)) for name, value in values)
    return CountryRow(country, answer, parts)


def _jurisdictions(items: Sequence[Item], answers: Mapping[tuple[str, str], LawAnswer]) -> tuple[JurisdictionView, ...]:
    live = [item for item in items if item.draft_id and not item.archived_at]
    typed = FactVersion.objects.filter(version__in=[item.draft_id for item in live]).select_related("version")
    facts = {fact.version_id: fact for fact in typed}
    steps = steps_of([item.pk for item in items], _moved)
    looked: dict[int, list[Confirmation]] = defaultdict(list)
    for confirmation in confirmations_of([item.pk for item in items]):
        looked[confirmation.version.item_id].append(confirmation)
    found = []
    for item in live:
        fact = facts.get(item.draft_id or 0)
        if fact is None:
            continue
        body = fact.version.body
        raw = body.get("raw") or ""
        found.append(
            JurisdictionView(
                item_id=item.pk,
                jurisdiction=item.country,
                number=fact.version.number,
                answer=answer_from(item.country, item.country, item.key, fact.version, fact),
                published=item.draft_id == item.published_id,
                reaches=tuple(code for code in COUNTRIES if _applies(answers, item, code)),
                in_force_from=fact.in_force_from,
                transitional=in_language(fact.transitional),
                note=body.get("note") or "",
                raw=raw if isinstance(raw, str) else ", ".join(raw),
                confirmations=tuple(looked[item.pk]),
                steps=tuple(steps.get(item.pk, ())),
            )
        )
    return tuple(sorted(found, key=lambda row: _ORDER.get(row.jurisdiction, 9)))


def _applies(answers: Mapping[tuple[str, str], LawAnswer], item: Item, country: str) -> bool:
    answer = answers.get((item.key, country))
    return item.country in jurisdictions_of(country) and answer is not None and answer.jurisdiction == item.country


def _moved(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[Moved, ...]:
    return tuple(Moved(_field(one.id), part.pieces) for one in body_differences(old, new) for part in one.parts)


def _field(path: str) -> str:
    """«Oración (es)»: a field of a fact's body in words."""
    name, _dot, rest = path.partition(".")
    if name == "values":
        return _("Part %(name)s") % {"name": rest.partition(".")[0]}
    said = {
        "sentence": _("Sentence"),
        "short": _("In a table"),
        "titles": _("Title"),
        "transitional": _("Who stays under the old rule"),
        "law": _("Law"),
        "article": _("Article"),
        "sources": _("Sources"),
        "as_of": _("Text as of"),
        "in_force_from": _("In force from"),
        "confidence": _("Confidence"),
        "needs_check": _("To be confirmed"),
        "note": _("Note"),
        "raw": _("Checked facts"),
    }.get(name, name)
    return f"{said} ({rest})" if rest else said


def _sources(jurisdictions: Sequence[JurisdictionView], today: date) -> tuple[SourceRow, ...]:
    where: dict[str, list[str]] = defaultdict(list)
    for row in jurisdictions:
        for source in row.answer.sources:
            where[source].append(row.jurisdiction)
    live = Item.objects.filter(kind=ItemKind.SOURCE, key__in=where, archived_at=None).exclude(draft=None).order_by("key")
    return tuple(
        SourceRow(
            card=source_of(key, country, body),
            where=tuple(where[key]),
            late=bool(why_look_again(ItemKind.SOURCE, key, body, today)),
            usable=bool(body.get("owner")) and body.get("licence", "none") not in ("", "none"),
            licence=licence_in_words(body.get("licence") or ""),
            url=item_url(ItemKind.SOURCE, key, pk),
        )
        for pk, key, country, body in live.values_list("pk", "key", "country", "draft__body")
    )


def _citing(key: str) -> tuple[tuple[CitingRow, ...], set[int]]:
    """What names the fact, one row a thing in all its languages; and the items. One query."""
    live = Q(version__lms_draft_of__archived_at=None, version__lms_draft_of__isnull=False)
    rows = Citation.objects.filter(live, kind=ItemKind.FACT, key=key).order_by(
        "version__item__kind", "version__item__key", "pk"
    )
    columns = ("version__item_id", "version__item__kind", "version__item__key", "version__item__language")
    found: dict[tuple[str, str], list[tuple[int, str, str, str, bool]]] = {}
    for item, kind, name, language, block, part, shown in rows.values_list(*columns, "block", "part", "shown_only"):
        found.setdefault((kind, name), []).append((item, language, block, part, shown))
    items = {item for ones in found.values() for item, *_rest in ones}
    return tuple(_citing_row(kind, name, ones) for (kind, name), ones in found.items()), items


def _citing_row(kind: str, key: str, ones: Sequence[tuple[int, str, str, str, bool]]) -> CitingRow:
    spanish = next((item for item, language, *_rest in ones if language in ("es", "")), ones[0][0])
    return CitingRow(
        kind=kind,
        key=key,
        url=item_url(kind, key, spanish) or _shelf_url(kind, key),
        languages=tuple(code for code in Language.values if any(code == language for _item, language, *_rest in ones)),
        blocks=tuple(dict.fromkeys(block for _item, _language, block, *_rest in ones if block)),
        parts=tuple(dict.fromkeys(part for *_rest, part, _shown in ones if part)),
        shown_only=all(shown for *_rest, shown in ones),
    )


def _shelf_url(kind: str, key: str) -> str:
    """The library's list, where the item is found; questions and cases have no page but their units'."""
    if kind in (ItemKind.QUESTION, ItemKind.CASE, ItemKind.RUBRIC):
        return ""
    return f"{reverse('lms:courses:item-all')}?{urlencode({'kind': kind, 'q': key})}"


def _units(item_ids: set[int]) -> tuple[UnitRow, ...]:
    """The units made of these items. One query, and one or two a kind."""
    ids = units_on(item_ids)
    known = unit_kinds()
    rows = Unit.objects.non_polymorphic().filter(pk__in=ids, purpose="course", archived_at=None)
    columns = ("titles", "kind", "course_id", "course__titles")
    return tuple(
        UnitRow(
            course=in_language(course_titles),
            title=in_language(titles),
            kind=kind_of(kind).label() if kind in known else kind,
            url=reverse("lms:courses:draft-detail", args=[course]),
        )
        for titles, kind, course, course_titles in rows.order_by("course", "module__position", "position").values_list(*columns)
    )


def _changes(items: Sequence[Item]) -> tuple[ChangeRow, ...]:
    """Changes that are proposed or approved. One query."""
    rows = Change.objects.filter(item__in=items, state__in=(ChangeState.PROPOSED, ChangeState.APPROVED)).order_by("-at")
    return tuple(
        ChangeRow(
            id=pk,
            jurisdiction=jurisdiction,
            change_class=class_in_words(change_class),
            state=change_state_in_words(state),
            sentence=in_language(sentence),
            in_force_from=in_force_from,
            url=reverse("lms:courses:change-detail", args=[pk]),
        )
        for pk, jurisdiction, change_class, state, sentence, in_force_from in rows.values_list(
            "pk", "item__country", "change_class", "state", "sentence", "in_force_from"
        )
    )
