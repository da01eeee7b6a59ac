"""A source, help resource, term, stage, comparison or office as authors see it: what it says, what rests on it, its past."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import Q
from django.urls import reverse

from courses.blocks import FACT_REFERENCE
from courses.differences import BlockDifference, body_differences
from courses.freshness import why_look_again
from courses.models import Citation, Confirmation, Item, ItemKind, ItemRequestLine, RequestState
from courses.selectors.confirming import confirmations_of
from courses.selectors.item_requests import item_url
from courses.selectors.law import laws
from courses.selectors.plain import legalese, section_measures
from courses.selectors.version_steps import Step, steps_of
from lms.institutions.api import person_cards, programme_cards
from lms.kernel.places import COUNTRIES, Jurisdiction, Language
from lms.kernel.plain_language import Measures
from lms.kernel.words import in_language

_CITING: Final = 100


@dataclass(frozen=True, slots=True)
class CitingItem:
    """Something whose draft names the item."""

    kind: str
    key: str
    country: str
    languages: tuple[str, ...]
    url: str


@dataclass(frozen=True, slots=True)
class ItemView:
    """All that an author sees of an item. `why` is why it must be looked up again; `requests` are open ones."""

    title: str
    why: str
    citing: tuple[CitingItem, ...]
    steps: tuple[Step[BlockDifference], ...]
    requests: tuple[int, ...]
    confirmations: tuple[Confirmation, ...]
    confirm_urls: tuple[tuple[str, str], ...]  # (country, page of its confirmation drive)
    unpublished: tuple[BlockDifference, ...]


def item_view(item: Item, today: date) -> ItemView:
    """What an author sees of an item. A fixed number of queries."""
    body = item.draft.body if item.draft else {}
    why = why_look_again(item.kind, item.key, body, today) if body and not item.archived_at else ""
    waiting = ItemRequestLine.objects.filter(item=item, request__state=RequestState.OPEN).values_list("request_id", flat=True)
    reached = COUNTRIES if item.country in (Jurisdiction.INT, Jurisdiction.AND, "") else [item.country]
    published = item.published.body if item.published and item.published_id != item.draft_id else None
    return ItemView(
        title=title_of(item.key, body),
        why=why,
        citing=tuple(_citing(item)),
        steps=tuple(steps_of([item.pk], body_differences).get(item.pk, ())),
        requests=tuple(sorted(waiting)),
        confirmations=tuple(confirmations_of([item.pk])),
        confirm_urls=tuple((code, reverse("lms:courses:confirm-list", args=[code])) for code in reached if why),
        unpublished=tuple(body_differences(published, body)) if published is not None else (),
    )


def title_of(key: str, body: Mapping[str, Any]) -> str:
    """What people call it."""
    words = body.get("titles") or body.get("names") or {}
    return body.get("title") or in_language(words) or key


def _citing(item: Item) -> list[CitingItem]:
    """Drafts that name it, one row a thing and country in all its languages. One query."""
    live = Q(version__lms_draft_of__archived_at=None, version__lms_draft_of__isnull=False)
    rows = Citation.objects.filter(live, kind=item.kind, key=item.key).order_by(
        "version__item__kind", "version__item__key", "pk"
    )
    columns = ("version__item_id", "version__item__kind", "version__item__key", "version__item__country")
    found: dict[tuple[str, str, str], list[tuple[int, str]]] = {}
    for pk, kind, key, country, language in rows.values_list(*columns, "version__item__language").distinct():
        found.setdefault((kind, key, country), []).append((pk, language))
    return [
        CitingItem(
            kind,
            key,
            country,
            tuple(code for code in Language.values if any(code == language for _pk, language in ones)),
            item_url(kind, key, next((pk for pk, language in ones if language != Language.EN), ones[0][0])),
        )
        for (kind, key, country), ones in list(found.items())[:_CITING]
    ]


def authors() -> list[tuple[int, str]]:
    """(id, name) of everybody who writes the toolkit, by name. One query."""
    people = programme_cards("author")
    return sorted(((pk, card.full_name) for pk, card in people.items()), key=lambda one: one[1])


def owner_name(item: Item) -> str:
    """Who answers for it, also when they write no more; '' for nobody."""
    return next((card.full_name for card in person_cards([item.owner_id]).values()), "") if item.owner_id else ""


def facts_to_list() -> list[tuple[str, str]]:
    """(key, title) of every fact, for a picker that the browser itself offers. One query."""
    rows = Item.objects.filter(kind=ItemKind.FACT, archived_at=None).exclude(draft=None).order_by("key")
    found: dict[str, str] = {}
    for key, titles in rows.values_list("key", "draft__body__titles"):
        found.setdefault(key, in_language(titles or {}))
    return list(found.items())


def plainness(texts: Mapping[str, Sequence[str]], country: str) -> list[tuple[str, Measures]]:
    """(language, how plain its texts are) of what a form says, facts as a country's reader gets them."""
    keys = {found[1] for ones in texts.values() for text in ones for found in FACT_REFERENCE.finditer(text)}
    answers = {key: one for (key, _country), one in laws(keys, [country], drafts=True).items()} if keys else {}
    found = []
    for language, ones in texts.items():
        blocks = [{"id": f"b{n}", "type": "text", "markdown": text} for n, text in enumerate(ones, 1)]
        body = {"language": language, "title": "", "summary": "", "blocks": blocks}
        found.append((language, section_measures(body, country=country, facts=answers, terms=legalese(language))))
    return [(language, measures) for language, measures in found if measures.words]
