"""One section, stage, comparison or rule of the published toolkit, rendered for a reader and cached by what it is made of."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Final

from django.core.cache import cache
from django.templatetags.static import static
from django.utils.safestring import SafeString

from courses.blocks import facts_cited
from courses.drawings import FigureCard
from courses.errors import ReferenceNotFound
from courses.facts import LawAnswer
from courses.models import Citation, Item, ItemKind, ItemVersion
from courses.rendering import VERSION, render_section
from courses.resources import ResourceCard, SourceCard, resource_of
from courses.selectors.figures import figures_for, reference_links
from courses.selectors.law import laws
from courses.selectors.reference import Card, Reader, cards, sources_named
from courses.selectors.reference_words import published_terms
from courses.terms import TermCard, keys_of
from lms.kernel.canonical import digest
from lms.kernel.places import COUNTRIES, Language
from lms.kernel.words import in_language

CACHE_SECONDS: Final = 7 * 24 * 3600

Law = Mapping[str, Mapping[str, LawAnswer]]


@dataclass(frozen=True, slots=True)
class TextPage:
    """A text as read. `as_of` is the date of the oldest rule told for the reader's country; '' when it tells none."""

    kind: str
    key: str
    title: str
    summary: str
    html: SafeString
    language: str
    as_of: str
    sources: tuple[SourceCard, ...]
    stages: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    checks: int = 0
    digest: str = ""


def law_of(keys: Iterable[str]) -> dict[str, dict[str, LawAnswer]]:
    """{country: {key: answer}} as published now. Two queries."""
    found: dict[str, dict[str, LawAnswer]] = {code: {} for code in COUNTRIES}
    for (key, country), answer in laws(keys, COUNTRIES).items():
        found[country][key] = answer
    return found


def published_section(key: str, language: str) -> tuple[Item, ItemVersion]:
    """The section's item and version in the language, else in Spanish. One query. Raises ReferenceNotFound."""
    rows = Item.objects.filter(kind=ItemKind.SECTION, key=key, archived_at=None).exclude(published=None)
    found = {item.language: item for item in rows.select_related("published")}
    item = found.get(language) or found.get(Language.ES)
    if item is None or item.published is None:
        raise ReferenceNotFound
    return item, item.published


def section_page(key: str, reader: Reader, today: date) -> TextPage:
    """A published section under the law in force. Seven queries, cold or warm, one more with figures and one with links.

    Only the rendering is saved by the cache. Raises ReferenceNotFound.
    """
    _item, version = published_section(key, reader.language)
    return rendered_section(key, version, reader, today, terms=published_terms())


def rendered_section(
    key: str, version: ItemVersion, reader: Reader, today: date, *, terms: Sequence[TermCard] = ()
) -> TextPage:
    """The page of a section's version; the HTML comes from the cache when nothing that it is made of has changed."""
    body = version.body
    cited = facts_cited(body, reader.country)
    keys = {one.key for one in cited} | {name for term in terms for name in keys_of(term, reader.country)}
    law = law_of(keys)
    mine = law[reader.country]
    resources = help_of_section(body, reader.country, today)
    told = [mine[one.key] for one in cited if one.key in mine]
    figures = figures_for(body)
    links = reference_links(body, country=reader.country, language=reader.language, public=reader.public)
    made_of = digest(
        [
            VERSION, version.pk, version.digest, reader.country, reader.language, static("lms/icons.svg"),
            [[code, name, a.item_version_id] for code in COUNTRIES for name, a in sorted(law[code].items())],
            [[one.key, one.checked_on, one.unverified] for one in resources], [term.version for term in terms],
            [asdict(one) for one in figures.values()], sorted(links.items()),
        ]
    )  # fmt: skip
    return TextPage(
        kind=ItemKind.SECTION,
        key=key,
        title=body["title"],
        summary=body["summary"],
        html=_html(made_of, body, reader, law, resources=resources, terms=terms, figures=figures, links=links),
        language=body["language"],
        as_of=min((answer.as_of for answer in told), default=""),
        sources=tuple(sources_named(source for answer in told for source in answer.sources)),
        stages=tuple(body["stages"]),
        checks=sum(1 for block in body["blocks"] if block["type"] == "check"),
        digest=made_of,
    )


def _html(
    made_of: str,
    body: Mapping[str, Any],
    reader: Reader,
    law: Law,
    *,
    resources: Sequence[ResourceCard] = (),
    terms: Sequence[TermCard] = (),
    figures: Mapping[str, FigureCard] | None = None,
    links: Mapping[str, str] | None = None,
) -> SafeString:
    name = f"lms:reference:{made_of}"
    html: SafeString | None = cache.get(name)
    if html is None:
        html = render_section(
            body, country=reader.country, language=reader.language, facts=law, resources=resources, prefix="s",
            icons=static("lms/icons.svg"), terms=terms, figures=figures or {}, links=links or {},
        )  # fmt: skip
        cache.set(name, html, CACHE_SECONDS)
    return html


def help_of_section(body: Mapping[str, Any], country: str, today: date) -> list[ResourceCard]:
    """The resources that a section names, of the reader's country and WIPO's, in its order. One query."""
    rows = Item.objects.filter(
        kind=ItemKind.RESOURCE, key__in=body["resources"], country__in=(country, "INT"), archived_at=None
    )
    found = {
        key: resource_of(key, place, held, today=today)
        for key, place, held in rows.exclude(published=None).values_list("key", "country", "published__body")
    }
    return [found[key] for key in body["resources"] if key in found]


def published_item(kind: str, key: str) -> ItemVersion:
    """The published version of an item that has neither country nor language. One query. Raises ReferenceNotFound."""
    rows = Item.objects.filter(kind=kind, key=key, archived_at=None).exclude(published=None).select_related("published")
    item = rows.first()
    if item is None or item.published is None:
        raise ReferenceNotFound
    return item.published


def comparison_page(key: str, reader: Reader) -> TextPage:
    """The four countries side by side, the reader's first. Four queries. Raises ReferenceNotFound."""
    body = published_item(ItemKind.COMPARISON, key).body
    titles = in_language(body["titles"], reader.language)
    return table_page(ItemKind.COMPARISON, key, titles, body["rows"], reader, topics=(body["topic"],))


def table_page(
    kind: str, key: str, title: str, rows: Sequence[str], reader: Reader, *, topics: tuple[str, ...] = ()
) -> TextPage:
    """A table of facts as a page of its own. Three queries."""
    law = law_of(rows)
    block = {"id": "table", "type": "compare", "title": title, "facts": [row for row in rows if _known(row, law)]}
    shown = [answer for answers in law.values() for answer in answers.values()]
    made_of = digest(
        [VERSION, kind, key, title, reader.country, reader.language, static("lms/icons.svg"),
         [[code, name, a.item_version_id] for code in COUNTRIES for name, a in sorted(law[code].items())], list(rows)]
    )  # fmt: skip
    return TextPage(
        kind=kind,
        key=key,
        title=title,
        summary="",
        html=_html(made_of, {"language": reader.language, "blocks": [block]}, reader, law),
        language=reader.language,
        as_of=min((answer.as_of for answer in shown), default=""),
        sources=tuple(sources_named(source for answer in shown for source in answer.sources)),
        topics=topics,
        digest=made_of,
    )


def _known(key: str, law: Law) -> bool:
    return any(key in law[code] for code in COUNTRIES)


@dataclass(frozen=True, slots=True)
class FactPage:
    """One rule: what it says for the reader, the four countries, the texts that tell it."""

    key: str
    title: str
    answer: LawAnswer | None
    table: TextPage
    told_in: tuple[Card, ...]


def fact_page(key: str, reader: Reader) -> FactPage:
    """Raises ReferenceNotFound for a rule that no country has."""
    law = law_of([key])
    known = [law[code][key] for code in (reader.country, *COUNTRIES) if key in law[code]]
    if not known:
        raise ReferenceNotFound
    title = in_language(known[0].titles, reader.language) or key
    citing = Citation.objects.filter(kind=ItemKind.FACT, key=key, version__lms_published_of__kind=ItemKind.SECTION)
    keys = set(citing.values_list("version__item__key", flat=True))
    return FactPage(
        key=key,
        title=title,
        answer=law[reader.country].get(key),
        table=table_page(ItemKind.FACT, key, title, [key], reader, topics=(key.partition(".")[0],)),
        told_in=tuple(card for card in cards(reader, (ItemKind.SECTION,)) if card.key in keys),
    )
