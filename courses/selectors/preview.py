"""A text that is being written, as one country's reader would get it: with the facts, resources and figures of the drafts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.templatetags.static import static
from django.utils.safestring import SafeString

from courses.blocks import facts_cited
from courses.facts import LawAnswer
from courses.models import Item, ItemKind
from courses.rendering import render_section
from courses.resources import ResourceCard, resource_of
from courses.selectors.figures import draft_links, figures_for
from courses.selectors.law import laws
from courses.selectors.plain import legalese, section_measures
from lms.kernel.places import COUNTRIES
from lms.kernel.plain_language import Measures


@dataclass(frozen=True, slots=True)
class Preview:
    """What a country's reader would see, and how plain it is."""

    title: str
    summary: str
    html: SafeString
    resources: tuple[ResourceCard, ...]
    measures: Measures | None
    text_language: str


def preview_of(body: Mapping[str, Any], *, country: str, language: str, measured: bool = False) -> Preview:
    """A body rendered from drafts. Three queries, one more each when `measured`, with figures, with links to sections."""
    keys = {cited.key for cited in facts_cited(body, country)}
    facts: dict[str, dict[str, LawAnswer]] = {}
    for (key, code), answer in laws(keys, COUNTRIES, drafts=True).items():
        facts.setdefault(code, {})[key] = answer
    resources = draft_resources(body["resources"], country)
    html = render_section(
        body,
        country=country,
        language=language,
        facts=facts,
        resources=resources,
        prefix="preview",
        shift=1,
        icons=static("lms/icons.svg"),
        figures=figures_for(body, drafts=True),
        links=draft_links(body, country),
    )
    own = str(body.get("language") or "es")
    measures = section_measures(body, country=country, facts=facts.get(country, {}), terms=legalese(own)) if measured else None
    return Preview(body["title"], body["summary"], html, tuple(resources), measures, own)


def draft_resources(keys: Sequence[str], country: str) -> list[ResourceCard]:
    """The section's resources for a country, in the section's order."""
    rows = Item.objects.filter(kind=ItemKind.RESOURCE, key__in=keys, country__in=(country, "INT"), archived_at=None).exclude(
        draft=None
    )
    cards = [resource_of(key, where, body) for key, where, body in rows.values_list("key", "country", "draft__body")]
    return sorted(cards, key=lambda card: list(keys).index(card.key))
