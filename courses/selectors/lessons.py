"""A lesson as it was published: rendered from what the release holds, cached by digest, never from a draft."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.core.cache import cache
from django.templatetags.static import static
from django.utils.safestring import SafeString

from courses.blocks import facts_cited, figures_shown
from courses.drawings import FigureCard
from courses.errors import LessonNotForCountry, UnitNotFound
from courses.facts import LawAnswer
from courses.models import ItemKind, ItemVersion, UnitVersion, UnitVersionItem
from courses.rendering import VERSION, render_section, render_slot
from courses.resources import ResourceCard, SourceCard, resource_of, source_of
from courses.selectors.figures import cards_of, lesson_links
from courses.selectors.law import answer_of
from courses.wording import in_country
from lms.kernel.places import COUNTRIES, Country, Language
from lms.kernel.words import in_language

CACHE_SECONDS: Final = 7 * 24 * 3600
_PAGE: Final = "2"  # grows when LessonPage changes


@dataclass(frozen=True, slots=True)
class LessonText:
    """One section as read: its HTML is safe. `language` is the one it is written in."""

    key: str
    anchor: str
    title: str
    summary: str
    html: SafeString
    language: str


@dataclass(frozen=True, slots=True)
class UnsureFact:
    """A fact to be confirmed with an office before it is told to a business."""

    key: str
    title: str
    text: str
    office: str


@dataclass(frozen=True, slots=True)
class LessonPage:
    """What the reader of one lesson, country and language gets. `as_of` is the oldest legal text it rests on.

    `countries` are those it was published for: where "see under another country's law" may lead. `rests` is {fact: the
    version it holds for this country}; `cites` {section key: the facts that its text names, in order}.
    """

    unit_version_id: int
    title: str
    minutes: int
    country: str
    language: str
    sections: tuple[LessonText, ...]
    sources: tuple[SourceCard, ...]
    resources: tuple[ResourceCard, ...]
    unsure: tuple[UnsureFact, ...]
    as_of: str
    countries: tuple[str, ...]
    rests: Mapping[str, int] = field(default_factory=dict)
    cites: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SlotPart:
    """One country's text of a slot, rendered under that country's law."""

    country: str
    title: str
    html: SafeString


@dataclass(frozen=True, slots=True)
class SlotComparison:
    """A slot with the countries side by side, the reader's first."""

    section: str
    anchor: str
    parts: tuple[SlotPart, ...]


def anchor_of(key: str) -> str:
    """The id of a section's heading on a lesson's page."""
    return key.replace("/", "-")


class _Frozen:
    """A unit version with what it holds for some countries, in two queries."""

    def __init__(self, unit_version_id: int) -> None:
        version = UnitVersion.objects.filter(pk=unit_version_id).first()
        if version is None or version.kind != "lesson":
            raise UnitNotFound
        self.version = version
        self.config: Mapping[str, Any] = version.config
        self.held: dict[tuple[str, str, str, str], ItemVersion] = {}

    def load(self, countries: Sequence[str]) -> None:
        """Fetch what is held. Raises LessonNotForCountry."""
        for country in countries:
            if country not in self.config["countries"]:
                raise LessonNotForCountry(country=Country(country).label if country in Country.values else country)
        rows = UnitVersionItem.objects.filter(unit_version=self.version, country__in=countries)
        for row in rows.select_related("item_version__item", "item_version__lms_fact"):
            item = row.item_version.item
            self.held[item.kind, item.key, item.country, item.language] = row.item_version

    def facts(self) -> dict[str, dict[str, LawAnswer]]:
        """{country: {key: answer}} as frozen."""
        found: dict[str, dict[str, LawAnswer]] = {}
        for country, keys in self.config["facts"].items():
            for key, jurisdiction in keys.items():
                if version := self.held.get((ItemKind.FACT, key, jurisdiction, "")):
                    found.setdefault(country, {})[key] = answer_of(version, country=country)
        return found

    def cards(self, kind: str, keys: Sequence[str]) -> list[tuple[str, str, Mapping[str, Any]]]:
        """(key, country, body) of the held sources or resources, in the order of the keys."""
        found = [(key, country, v.body) for (of, key, country, _lang), v in self.held.items() if of == kind]
        place = {key: n for n, key in enumerate(keys)}
        return sorted((one for one in found if one[0] in place), key=lambda one: place[one[0]])

    def figures(self, body: Mapping[str, Any]) -> dict[str, FigureCard]:
        """Those that a section shows."""
        held = ((key, self.held.get((ItemKind.FIGURE, key, "", ""))) for key in figures_shown(body))
        return cards_of(((key, version.body) for key, version in held if version is not None), body["language"])

    def body(self, key: str, language: str) -> Mapping[str, Any] | None:
        """The section in the language, else in Spanish."""
        for wanted in (language, Language.ES):
            if version := self.held.get((ItemKind.SECTION, key, "", wanted)):
                return version.body  # type: ignore[no-any-return]
        return None


def lesson_page(unit_version_id: int, country: str, language: str) -> LessonPage:
    """The frozen page. Cold: two queries; warm: one. Raises UnitNotFound, LessonNotForCountry."""
    frozen = _Frozen(unit_version_id)
    icons = static("lms/icons.svg")
    key = f"lms:lesson:{VERSION}.{_PAGE}:{unit_version_id}:{frozen.version.digest[:24]}:{country}:{language}:{icons}"
    found: LessonPage | None = cache.get(key)
    if found is None:
        frozen.load([country])
        found = _page(frozen, country, language, icons)
        cache.set(key, found, CACHE_SECONDS)
    return found


def _page(frozen: _Frozen, country: str, language: str, icons: str) -> LessonPage:
    facts = frozen.facts()
    resources = [resource_of(*one) for one in frozen.cards(ItemKind.RESOURCE, frozen.config["resources"][country])]
    by_key = {card.key: card for card in resources}
    keys = [section["key"] for section in frozen.config["sections"]]
    texts = []
    cites: dict[str, tuple[str, ...]] = {}
    for section in keys:
        body = frozen.body(section, language)
        if body is None:
            continue
        html = render_section(
            body,
            country=country,
            language=language,
            facts=facts,
            resources=[by_key[name] for name in body["resources"] if name in by_key],
            prefix=anchor_of(section),
            shift=1 if len(keys) > 1 else 0,
            icons=icons,
            figures=frozen.figures(body),
            links=lesson_links(body, country),
        )
        texts.append(LessonText(section, anchor_of(section), body["title"], body["summary"], html, body["language"]))
        cites[section] = tuple(dict.fromkeys(cited.key for cited in facts_cited(body, country)))
    mine = list(facts.get(country, {}).values())
    return LessonPage(
        unit_version_id=int(frozen.version.pk),
        title=in_language(frozen.version.titles, language),
        minutes=frozen.version.minutes,
        country=country,
        language=language,
        sections=tuple(texts),
        sources=tuple(source_of(*one) for one in frozen.cards(ItemKind.SOURCE, frozen.config["sources"][country])),
        resources=tuple(resources),
        unsure=tuple(
            UnsureFact(a.key, in_language(a.titles, language), a.short_text(language), a.office) for a in mine if a.unsure
        ),
        as_of=min((a.as_of for a in mine), default=""),
        countries=tuple(code for code in COUNTRIES if code in frozen.config["countries"]),
        rests={answer.key: answer.item_version_id for answer in mine},
        cites=cites,
    )


def version_with_section(unit_version_ids: Collection[int], key: str) -> int | None:
    """The first of these lessons, as frozen, that has a section. One query."""
    rows = UnitVersion.objects.filter(pk__in=list(unit_version_ids), kind="lesson").values_list("pk", "config__sections")
    have = {pk for pk, sections in rows if any(one["key"] == key for one in sections)}
    return next((pk for pk in unit_version_ids if pk in have), None)


def lesson_comparison(unit_version_id: int, country: str, language: str) -> tuple[SlotComparison, ...]:
    """Every slot of a lesson with its countries side by side, each under its own law; the reader's country first.

    Two queries. Raises UnitNotFound, LessonNotForCountry.
    """
    frozen = _Frozen(unit_version_id)
    order = [country, *(code for code in COUNTRIES if code != country and code in frozen.config["countries"])]
    frozen.load(order)
    facts, found = frozen.facts(), []
    for section in (one["key"] for one in frozen.config["sections"]):
        body = frozen.body(section, language)
        for block in body["blocks"] if body else ():
            if body is None or block["type"] != "slot":
                continue
            anchor = f"{anchor_of(section)}-{block['id']}"
            parts = [
                SlotPart(code, in_country(code), SafeString(html))
                for code in order
                if (
                    html := render_slot(
                        block,
                        country=code,
                        language=body["language"],
                        facts=facts.get(code, {}),
                        prefix=f"{anchor}-{code.lower()}",
                    )
                )
            ]
            found.append(SlotComparison(body["title"], anchor, tuple(parts)))
    return tuple(found)
