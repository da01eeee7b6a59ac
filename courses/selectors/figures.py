"""Figures as readers, authors and papers get them, and where links between sections lead."""

from base64 import b64decode
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from django.db.models.functions import Coalesce
from django.urls import reverse

from courses.blocks import figures_shown, sections_linked
from courses.drawings import DIGITS, FigureCard, figure_of
from courses.errors import ReferenceNotFound
from courses.models import Citation, Item, ItemKind, ItemVersion
from courses.pictures import TYPES
from courses.short_links import code_of
from lms.kernel import conf
from lms.kernel.places import Language
from lms.kernel.words import in_language

_LIGHT: Final = ("titles", "alt", "description", "caption", "credit", "files")  # all but the bytes


def addressed(card: FigureCard) -> FigureCard:
    """The card with the address of its file."""
    return replace(card, url=reverse("lms:courses:figure", args=[card.key, card.name]))


def figures_for(body: Mapping[str, Any], *, drafts: bool = False, data: bool = False) -> dict[str, FigureCard]:
    """The figures that a section shows, in its language, by key: as published, or as drafted. One query, none without figures.

    `data`: with their bytes, for paper.
    """
    keys = figures_shown(body)
    if not keys:
        return {}
    pointer = "draft" if drafts else "published"
    rows = Item.objects.filter(kind=ItemKind.FIGURE, key__in=keys, archived_at=None).exclude(**{pointer: None})
    fields = (*_LIGHT, *(["data"] if data else []))
    found = rows.values_list("key", *(f"{pointer}__body__{name}" for name in fields))
    return cards_of(((key, dict(zip(fields, values, strict=True))) for key, *values in found), str(body["language"]))


def cards_of(bodies: Iterable[tuple[str, Mapping[str, Any]]], language: str) -> dict[str, FigureCard]:
    """{key: card} of bodies, with the addresses of their files."""
    cards = (figure_of(key, body, language) for key, body in bodies)
    return {card.key: addressed(card) for card in cards if card is not None}


def draft_figures(keys: Collection[str]) -> dict[str, Mapping[str, Any]]:
    """{key: what the draft says, without its bytes}, else what is published. One query, none without keys."""
    names = (*_LIGHT, "owner", "licence")
    rows = Item.objects.filter(kind=ItemKind.FIGURE, key__in=list(keys), archived_at=None)
    rows = rows.annotate(version=Coalesce("draft_id", "published_id")).exclude(version=None)
    found = rows.values_list("key", "draft_id", *(f"{of}__body__{n}" for of in ("draft", "published") for n in names))
    return {
        key: dict(zip(names, values[: len(names)] if draft else values[len(names) :], strict=True))
        for key, draft, *values in (found if keys else ())
    }


@dataclass(frozen=True, slots=True)
class FigureView:
    """A draft in each language, and the sections that show it as (key, language, id)."""

    title: str
    cards: tuple[tuple[str, FigureCard], ...]
    shown_in: tuple[tuple[str, str, int], ...]


def figure_view(item: Item) -> FigureView:
    """What an author sees of a figure. One query."""
    body = item.draft.body if item.draft else {}
    cards = [(language.label, cards_of([(item.key, body)], language.value)) for language in Language]
    rows = Item.objects.filter(kind=ItemKind.SECTION, archived_at=None).order_by("key", "language")
    cited = rows.filter(draft__lms_citations__kind=ItemKind.FIGURE, draft__lms_citations__key=item.key).distinct()
    return FigureView(
        title=in_language(body.get("titles") or {}) or item.key,
        cards=tuple((label, found[item.key]) for label, found in cards if item.key in found),
        shown_in=tuple(cited.values_list("key", "language", "pk")),
    )


@dataclass(frozen=True, slots=True)
class FigureFile:
    """The bytes of a figure's file. `public`: a published text of the public toolkit shows it."""

    content: bytes
    type: str
    digest: str
    public: bool


def figure_file(key: str, name: str, *, signed_in: bool) -> FigureFile:
    """A file by the beginning of its digest: who is signed in also gets what older releases and drafts show.

    Raises ReferenceNotFound. Four queries at most.
    """
    digest, _dot, kind = name.partition(".")
    item = Item.objects.filter(kind=ItemKind.FIGURE, key=key).first()
    if item is None or len(digest) != DIGITS or kind not in TYPES:
        raise ReferenceNotFound
    public = _is_public(item)
    versions = ItemVersion.objects.filter(item=item)
    if not signed_in:
        versions = versions.filter(pk=item.published_id) if public else versions.none()
    for version_id, files in versions.order_by("-number").values_list("pk", "body__files"):
        for language, held in files.items():
            if held["digest"].startswith(digest) and held["type"] == kind:
                data = ItemVersion.objects.filter(pk=version_id).values_list(f"body__data__{language}", flat=True).get()
                shown = public and version_id == item.published_id
                return FigureFile(b64decode(data), TYPES[kind], held["digest"], shown)
    raise ReferenceNotFound


def _is_public(item: Item) -> bool:
    if not conf.get("PUBLIC_TOOLKIT") or item.published_id is None or item.archived_at is not None:
        return False
    cited = Citation.objects.filter(kind=ItemKind.FIGURE, key=item.key, version__item__archived_at=None)
    return cited.filter(version__lms_published_of__kind=ItemKind.SECTION).exists()


def published_keys(keys: Collection[str]) -> set[str]:
    """Those that are sections which readers have. One query, none without keys."""
    rows = Item.objects.filter(kind=ItemKind.SECTION, key__in=list(keys), language=Language.ES, archived_at=None)
    return set(rows.exclude(published=None).values_list("key", flat=True)) if keys else set()


def reference_links(body: Mapping[str, Any], *, country: str, language: str, public: bool) -> dict[str, str]:
    """{section: its page of the reference} of the links in what a country's reader gets. One query, none without links."""
    place = [country.lower(), language] if public else []
    name = f"lms:courses:{'toolkit' if public else 'reference'}-section"
    return {key: reverse(name, args=[*place, key]) for key in sorted(published_keys(sections_linked(body, country)))}


def draft_links(body: Mapping[str, Any], country: str) -> dict[str, str]:
    """{section: its page in the library}. One query, none without links."""
    keys = sections_linked(body, country)
    rows = Item.objects.filter(kind=ItemKind.SECTION, key__in=keys, language=Language.ES, archived_at=None)
    ids = rows.values_list("key", "pk") if keys else ()
    return {key: reverse("lms:courses:section-detail", args=[pk]) for key, pk in ids}


def lesson_links(body: Mapping[str, Any], country: str) -> dict[str, str]:
    """{section: an address beside the lesson's own}: the page there knows which lesson of the course has it. No query."""
    return {key: f"../../sections/{key}/" for key in sections_linked(body, country)}


def paper_links(body: Mapping[str, Any], *, country: str, language: str) -> dict[str, tuple[str, str]]:
    """{section: (title, short address)}; the address is '' while the toolkit is not public. One query, none without links."""
    keys = sections_linked(body, country)
    rows = Item.objects.filter(kind=ItemKind.SECTION, key__in=keys, archived_at=None, language__in={language, Language.ES})
    rows = rows.exclude(published=None)
    titles: dict[str, str] = {}
    for key, tongue, title in rows.values_list("key", "language", "published__body__title") if keys else ():
        if tongue == language or key not in titles:
            titles[key] = title
    return {key: (title, _short(key, country, language)) for key, title in titles.items()}


def _short(key: str, country: str, language: str) -> str:
    if not conf.get("PUBLIC_TOOLKIT"):
        return ""
    code = code_of(ItemKind.SECTION, key, country=country, language=language)
    return f"{conf.base_url()}{reverse('lms:courses:toolkit-short', args=[code])}".partition("://")[2]
