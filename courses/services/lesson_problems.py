"""What stands in the way of publishing lessons: texts, languages, slots, help, links, readability, texts behind their origin.

All lessons of a course are looked at together, in a number of queries that does not grow.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _

from courses.blocks import empty_slots, facts_cited, figures_shown, sections_linked
from courses.kinds import REASON, STOP, Problem
from courses.models import Item, ItemKind, ItemVersion, Unit
from courses.origins import countries_behind
from courses.selectors.eases import eases_of
from courses.selectors.figures import draft_figures, published_keys
from courses.selectors.law import laws
from courses.selectors.stale import caught_up_pairs
from courses.services.figure_problems import problems_of_figure
from courses.services.lesson_texts import SectionText, texts_of
from lms.kernel.places import Country, Language

_LINK: Final = re.compile(r"\]\(\s*<?([^)\s>]+)")
_ADDRESS: Final = re.compile(r"(?:https?://[^/\s]+\.[^/\s]|mailto:.+@|tel:\+?\d|#)", re.IGNORECASE)


def problems_of_lessons(lesson_ids: Sequence[int], countries: Sequence[str]) -> list[Problem]:
    """Everything that is wrong with the sections of these lessons for these countries. Twelve queries at most."""
    units = Unit.objects.non_polymorphic().filter(pk__in=lesson_ids)
    rows = {pk: rest for pk, *rest in units.values_list("pk", "key", "course_id", "module__band")}
    texts = texts_of(lesson_ids)
    known = _Known(texts, countries)
    found: dict[Problem, None] = {}
    for lesson in lesson_ids:
        key, course_id, band = rows[lesson]
        if not texts[lesson]:
            here = reverse("lms:courses:draft-detail", args=[course_id])
            found[Problem(key, "", _("The lesson '%(key)s' has no sections.") % {"key": key}, here)] = None
        for text in texts[lesson]:
            for said in _looked_at(text, known, countries, band or 0):
                item = text.items.get(said.language)
                here = reverse(f"lms:courses:{said.page}", args=[item.pk if item else text.item_id, *said.place])
                found[Problem(key, said.country, said.sentence, here, said.weight)] = None
    return list(found)


@dataclass(frozen=True, slots=True)
class Said:
    """One thing about a section's text in a language. `page` is where it is mended, `place` what its address needs more."""

    country: str
    language: str
    sentence: str
    weight: str = STOP
    page: str = "section-detail"
    place: tuple[str, ...] = ()


@dataclass(slots=True)
class _Known:
    """What the checks need of the database."""

    eases: Mapping[tuple[int, str], float]
    resources: frozenset[tuple[str, str]]
    decided: frozenset[tuple[int, int, str, str]]
    shared: Mapping[tuple[int, int], int]
    figures: Mapping[str, Mapping[str, Any]]
    sections: frozenset[str]

    def __init__(self, texts: Mapping[int, Sequence[SectionText]], countries: Sequence[str]) -> None:
        every = {text.key: text for ones in texts.values() for text in ones}.values()
        versions = [version for text in every for version in text.versions.values()]
        keys = {cited.key for version in versions for code in countries for cited in facts_cited(version.body, code)}
        self.eases = eases_of(versions, countries, laws(keys, countries, drafts=True))
        help_keys = {key for version in versions for key in version.body["resources"]}
        live = Item.objects.filter(kind=ItemKind.RESOURCE, archived_at=None).exclude(draft=None, published=None)
        self.resources = frozenset(live.filter(key__in=help_keys).values_list("key", "country"))
        self.figures = draft_figures({key for version in versions for key in figures_shown(version.body)})
        linked = {key for version in versions for key in sections_linked(version.body)}
        beside = {text.key for text in every}
        self.sections = frozenset(beside | published_keys(linked - beside))
        items = [item.pk for text in every for item in text.items.values()]
        self.decided = frozenset(caught_up_pairs(items))
        behind = {v.item_id: v.body["shared"] for v in versions if countries_behind(v.body)}
        numbered = ItemVersion.objects.filter(item__in=behind, number__in=set(behind.values()))
        self.shared = {(item, number): pk for item, number, pk in numbered.values_list("item_id", "number", "pk")}


def _looked_at(text: SectionText, known: _Known, countries: Sequence[str], band: int) -> Iterator[Said]:
    for tongue in Language:
        if tongue not in text.bodies:
            said = _("The section '%(key)s' has no text in %(language)s.")
            yield Said("", "", said % {"key": text.key, "language": tongue.label})
    for language, version in text.versions.items():
        body = version.body
        if not body["title"] or not body["summary"] or not body["blocks"]:
            said = _("The section '%(key)s' needs a title, a summary and text (%(language)s).")
            yield Said("", language, said % {"key": text.key, "language": language})
        yield from _links(text.key, language, body, known)
        for key in figures_shown(body):
            yield from (Said("", language, sentence) for sentence in problems_of_figure(key, known.figures.get(key)))
        for code in countries:
            yield from _slots_and_help(text.key, language, body, code, known)
        yield from _behind(text, language, known, countries)
        eases = {code: known.eases[version.pk, code] for code in countries if (version.pk, code) in known.eases}
        yield from _hard(text.key, language, eases, band)


def _links(key: str, language: str, body: Mapping[str, Any], known: _Known) -> Iterator[Said]:
    """Addresses that a reader could not follow: no whole address, a section that is not there or that readers don't have."""
    said = _("The link '%(link)s' in section '%(key)s' (block %(block)s) leads nowhere: write a whole address.")
    for block in body["blocks"]:
        for part in (block, *block.get("countries", {}).values()):
            for address in _LINK.findall(f"{part.get('markdown', '')} {part.get('na', '')}"):
                if address.startswith("section:"):
                    missing = address.removeprefix("section:") not in known.sections
                    gone = _("Section '%(key)s' (block %(block)s) links to '%(link)s', which readers do not have.")
                    if missing:
                        name = {"key": key, "block": block["id"], "link": address.removeprefix("section:")}
                        yield Said("", language, gone % name)
                elif not _ADDRESS.match(address):
                    yield Said("", language, said % {"link": address, "key": key, "block": block["id"]})


def _slots_and_help(key: str, language: str, body: Mapping[str, Any], code: str, known: _Known) -> Iterator[Said]:
    name = {"key": key, "country": Country(code).label}
    for block in empty_slots(body, code):
        said = _("The section '%(key)s' has an empty slot for %(country)s (block %(block)s).")
        yield Said(code, language, said % {**name, "block": block})
    reached = any((one, where) in known.resources for one in body["resources"] for where in (code, "INT"))
    if not reached and any(block["type"] == "help" for block in body["blocks"]):
        yield Said(code, language, _("The section '%(key)s' names no help resource for %(country)s.") % name)


def _behind(text: SectionText, language: str, known: _Known, countries: Sequence[str]) -> Iterator[Said]:
    """A translation, or a country's slots in Spanish, whose origin moved on, and nobody has answered for it."""
    item, version, spanish = text.items[language], text.versions[language], text.versions.get(Language.ES)
    name = {"key": text.key, "language": language}
    translated = spanish is not None and language != Language.ES and version.made_from_id != spanish.pk
    if spanish and translated and (item.pk, spanish.pk, language, "") not in known.decided:
        said = _("The Spanish text of '%(key)s' moved on since it was translated (%(language)s).") % name
        yield Said("", language, said, REASON, "stale-translation")
    origin = known.shared.get((item.pk, version.body.get("shared", 0)))
    for code in countries_behind(version.body) if version is spanish else ():
        if code in countries and (item.pk, origin, "", code) not in known.decided:
            said = _("The shared text of '%(key)s' moved on since its part for %(country)s was written.")
            yield Said(code, language, said % {**name, "country": Country(code).label}, REASON, "stale-variant", (code,))


def _hard(key: str, language: str, eases: Mapping[str, float], band: int) -> Iterator[Said]:
    """Below the module's band (0: none); said once when it is the same in every country that is asked."""
    said = _("The section '%(key)s' (%(language)s) is harder to read than its module asks: %(ease)s of %(band)s.")
    name = {"key": key, "language": language, "band": band}
    hard = {code: said % {**name, "ease": round(ease)} for code, ease in eases.items() if band and ease < band}
    if len(hard) == len(eases) > 1 and len(set(hard.values())) == 1:
        hard = {"": next(iter(hard.values()))}
    for code, sentence in hard.items():
        yield Said(code, language, sentence, REASON)
