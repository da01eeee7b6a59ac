"""What each paper says, gathered from the published toolkit, and which papers are drawn."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from courses.blocks import STAGES, facts_cited
from courses.errors import ReferenceNotFound
from courses.facts import LawAnswer
from courses.models import Enrolment, Item, ItemKind, ItemVersion, PaperKind, PrintedPaper
from courses.papers import Chapter, PaperContent
from courses.print_rendering import Sheet, checks_of, comparison_table, section_on_paper
from courses.resources import ResourceCard, SourceCard, Wanted, find_help
from courses.selectors.figures import figures_for, paper_links
from courses.selectors.module_sections import module_in_effect
from courses.selectors.reference import Reader, sources_named, toolkit_stamp
from courses.selectors.reference_help import help_cards
from courses.selectors.reference_pages import Law, help_of_section, law_of, published_item, published_section
from courses.selectors.sentences import law_of as law_in_words
from courses.short_links import code_of
from courses.wording import date_in_words
from courses.wording_reference import licence_in_words, stage_in_words
from lms.institutions.api import institution_card
from lms.kernel import conf
from lms.kernel.places import Country, Language
from lms.kernel.words import in_language

BOOKLET: Final = "all"  # the key of the one booklet of a country
MOST_HELP: Final = 4


@dataclass(frozen=True, slots=True)
class PaperName:
    """Which paper. One of a module has the key course/module, and the institution in whose name it is."""

    kind: str
    key: str
    country: str
    language: str
    institution: int = 0
    house: str = ""

    @property
    def reader(self) -> Reader:
        return Reader(self.country, self.language)


def paper_content(name: PaperName, today: date) -> PaperContent:
    """Everything that a paper says, as published now. Raises ReferenceNotFound."""
    with override(name.language):
        makers = {
            PaperKind.CHECKLIST: _checklist, PaperKind.COMPARISON: _comparison, PaperKind.BOOKLET: _booklet,
            PaperKind.MODULE: _module,
        }  # fmt: skip
        if name.kind not in makers:
            raise ReferenceNotFound
        return makers[PaperKind(name.kind)](name, today)


def address_of(kind: str, key: str, *, country: str, language: str) -> str:
    """What a QR code leads to: the short public address, else the page for those who are signed in."""
    if conf.get("PUBLIC_TOOLKIT"):
        code = code_of(kind, key, country=country, language=language)
        return f"{conf.base_url()}{reverse('lms:courses:toolkit-short', args=[code])}"
    page = reverse(f"lms:courses:reference-{kind}", args=[key]) if kind else reverse("lms:courses:reference-home")
    return f"{conf.base_url()}{page}?country={country}"


def _content(
    name: PaperName, *, title: str, lead: str = "", html: str = "", told: Iterable[LawAnswer] = (),
    help_: Iterable[ResourceCard] = (), checks: tuple[tuple[str, tuple[str, ...]], ...] = (), flags: tuple[str, ...] = (),
    chapters: tuple[Chapter, ...] = (), page: tuple[str, str] = ("", ""),
) -> PaperContent:  # fmt: skip
    rules = sorted(told, key=lambda answer: answer.key)
    at = toolkit_stamp().at
    sources = sources_named(source for answer in rules for source in answer.sources)
    unsure = [answer for answer in rules if answer.unsure and answer.country == name.country]
    as_of = min((answer.as_of for answer in rules), default="")
    return PaperContent(
        kind=name.kind, key=name.key, country=name.country, language=name.language, title=title, lead=lead,
        law=_up(law_in_words(name.country)), as_of=date_in_words(as_of) if as_of else "",
        published=date_format(timezone.localdate(at) if at else timezone.localdate(), "DATE_FORMAT"),
        site=str(conf.get("SITE_NAME")), url=address_of(*page, country=name.country, language=name.language),
        html=html, checks=checks, flags=flags, help=tuple(_help_line(card, name.language) for card in help_),
        chapters=chapters, sources=tuple(source_line(one, name.kind) for one in sources),
        unsure=tuple(_ask(answer, name.language) for answer in unsure),
        institution=name.institution, house=name.house,
    )  # fmt: skip


def _ask(answer: LawAnswer, language: str) -> str:
    return _("%(title)s: ask %(office)s.") % {"title": in_language(answer.titles, language), "office": answer.office}


def _up(text: str) -> str:
    return text[:1].upper() + text[1:]


def source_line(source: SourceCard, kind: str) -> str:
    """Attribution on paper: short on a page, whole in a booklet."""
    year = f", {source.year}" if source.year else ""
    if kind != PaperKind.BOOKLET:
        return f"{source.title} ({source.publisher}{year})"
    adapted = _("Adapted from: %(what)s.") % {"what": source.adapted_from} if source.adapted_from else ""
    return " ".join(filter(None, (f"{source.title}. {source.publisher}{year}.", licence_in_words(source.licence), adapted)))


def _help_line(card: ResourceCard, language: str) -> tuple[str, str]:
    said = [f"{card.by}.", in_language(card.what, language), card.url]
    if card.needs_check or card.unverified:
        said.append(_("To be confirmed."))
    return in_language(card.names, language), " ".join(filter(None, said))


def _checklist(name: PaperName, today: date) -> PaperContent:
    _item, version = published_section(name.key, name.language)
    body = version.body
    law = law_of(one.key for one in facts_cited(body, name.country))
    links = paper_links(body, country=name.country, language=name.language)
    sheet = Sheet(name.country, body["language"], law, links=links)
    blocks = [block for block in body["blocks"] if block["type"] == "check"]
    if not blocks:
        raise ReferenceNotFound
    checks = tuple((str(block.get("title") or ""), tuple(str(item) for item in checks_of(block, sheet))) for block in blocks)
    flags = tuple(str(sheet.text(block["markdown"])) for block in body["blocks"] if block["type"] == "flag")
    return _content(
        name, title=body["title"], lead=body["summary"], checks=checks, flags=flags, told=sheet.told.values(),
        help_=_nearest(help_of_section(body, name.country, today), name.country), page=(ItemKind.SECTION, name.key),
    )  # fmt: skip


def _module(name: PaperName, today: date) -> PaperContent:
    """The checklists of a module's lessons, lesson by lesson; its date is that of the oldest rule that the lessons cite."""
    module = module_in_effect(name.key, name.country)
    sections = _sections_by_key(name.language)
    bodies = [sections[key].body for key in module.sections if key in sections]
    law = law_of(one.key for body in bodies for one in facts_cited(body, name.country))
    checks: list[tuple[str, tuple[str, ...]]] = []
    for body in bodies:
        sheet = Sheet(
            name.country, body["language"], law, links=paper_links(body, country=name.country, language=name.language)
        )
        items = [str(item) for block in body["blocks"] if block["type"] == "check" for item in checks_of(block, sheet)]
        checks += [(body["title"], tuple(items))] if items else []
    if not checks:
        raise ReferenceNotFound
    return _content(
        name, title=in_language(module.titles, name.language), lead=in_language(module.course, name.language),
        checks=tuple(checks), told=law[name.country].values(),
    )  # fmt: skip


def module_paper(enrolment: Enrolment, module: str, language: str) -> PaperName:
    """The name of a module's checklist for who is enrolled, whether there is one or not. One query."""
    house = in_language(institution_card(enrolment.institution_id).names, language)
    key = f"{enrolment.course.key}/{module}"
    return PaperName(PaperKind.MODULE, key, enrolment.country, language, enrolment.institution_id, house)


def has_checklist(name: PaperName) -> bool:
    """Whether a lesson of the module has something to tick. Raises ReferenceNotFound without such a module."""
    sections = _sections_by_key(name.language)
    bodies = [sections[key].body for key in module_in_effect(name.key, name.country).sections if key in sections]
    return any(block["type"] == "check" for body in bodies for block in body["blocks"])


def _nearest(cards: Iterable[ResourceCard], country: str) -> list[ResourceCard]:
    return sorted(cards, key=lambda card: card.country != country)[:MOST_HELP]


def _comparison(name: PaperName, today: date) -> PaperContent:
    body = published_item(ItemKind.COMPARISON, name.key).body
    law = law_of(body["rows"])
    sheet = Sheet(name.country, name.language, law)
    html = str(comparison_table(sheet, body["rows"]))
    told = [answer for answers in law.values() for answer in answers.values()]
    title = in_language(body["titles"], name.language)
    return _content(name, title=title, html=html, told=told, page=(ItemKind.COMPARISON, name.key))


def _booklet(name: PaperName, today: date) -> PaperContent:
    """All published sections by stage; each stands under the first stage it is for, the others in a chapter of their own."""
    if name.key != BOOKLET:
        raise ReferenceNotFound
    sections = _sections_by_key(name.language)
    keys = {one.key for version in sections.values() for one in facts_cited(version.body, name.country)}
    law = law_of(keys)
    every = help_cards([name.country], today)
    by_key = {card.key: card for card in every}
    told: dict[str, LawAnswer] = {}
    questions = _stages(name.language)
    chapters = []
    for stage in (*STAGES, ""):
        rows = []
        for version in sections.values():
            if next((one for one in STAGES if one in version.body["stages"]), "") != stage:
                continue
            rows.append(_on_paper(version, name, law, by_key, told))
        if rows:
            title, question = questions.get(stage) or (stage_in_words(stage) if stage else _("At every stage"), "")
            chapters.append(Chapter(title, question, tuple(rows)))
    if not chapters:
        raise ReferenceNotFound
    country = Country(name.country).label
    found = find_help(every, country=name.country, wanted=Wanted())
    return _content(
        name, title=_("Intellectual property for small businesses · %(country)s") % {"country": country},
        lead=_("What to do with your name, your designs, your secrets and your inventions, stage by stage."),
        chapters=tuple(chapters), told=told.values(), help_=(*found.own, *found.world),
    )  # fmt: skip


def _on_paper(
    version: ItemVersion, name: PaperName, law: Law, by_key: dict[str, ResourceCard], told: dict[str, LawAnswer]
) -> tuple[str, str, str]:
    body = version.body
    cards = [by_key[key] for key in body["resources"] if key in by_key]
    figures, links = figures_for(body, data=True), paper_links(body, country=name.country, language=name.language)
    sheet = Sheet(name.country, body["language"], law, cards, figures=figures, links=links)
    html = str(section_on_paper(body, sheet))
    told |= sheet.told
    return body["title"], body["summary"], html


def _sections_by_key(language: str) -> dict[str, ItemVersion]:
    """{key: version} in the language, else in Spanish. One query."""
    rows = Item.objects.filter(kind=ItemKind.SECTION, language__in={language, Language.ES}, archived_at=None)
    found: dict[str, ItemVersion] = {}
    for item in rows.exclude(published=None).select_related("published").order_by("key"):
        if item.published is not None and (item.language == language or item.key not in found):
            found[item.key] = item.published
    return found


def _stages(language: str) -> dict[str, tuple[str, str]]:
    rows = Item.objects.filter(kind=ItemKind.STAGE, archived_at=None).exclude(published=None)
    found = rows.values_list("key", "published__body__names", "published__body__question")
    return {key: (in_language(names, language), in_language(question, language)) for key, names, question in found}


def papers_there_are(country: str, language: str) -> list[PaperName]:
    """Every paper that the published toolkit gives one country's reader: the booklet, checklists, comparisons. Two queries."""
    found = [PaperName(PaperKind.BOOKLET, BOOKLET, country, language)]
    found += [
        PaperName(PaperKind.CHECKLIST, key, country, language)
        for key, version in _sections_by_key(language).items()
        if any(block["type"] == "check" for block in version.body["blocks"])
    ]
    rows = Item.objects.filter(kind=ItemKind.COMPARISON, archived_at=None).exclude(published=None).order_by("key")
    found += [PaperName(PaperKind.COMPARISON, key, country, language) for key in rows.values_list("key", flat=True)]
    return found


@dataclass(frozen=True, slots=True)
class DrawnPaper:
    """A paper that lies ready."""

    id: int
    kind: str
    key: str
    digest: str
    sha256: str
    drawn_at: datetime | None


def drawn_papers(country: str, language: str) -> dict[tuple[str, str], DrawnPaper]:
    """{(kind, key): the latest that was drawn}, without its bytes. One query."""
    rows = PrintedPaper.objects.filter(country=country, language=language, institution=None).exclude(drawn_at=None)
    rows = rows.order_by("drawn_at")
    found = rows.values_list("pk", "kind", "key", "digest", "sha256", "drawn_at")
    return {(row[1], row[2]): DrawnPaper(*row) for row in found}


def paper_file(name: PaperName) -> PrintedPaper:
    """The latest drawn paper with its bytes. Raises ReferenceNotFound while none is drawn."""
    rows = PrintedPaper.objects.filter(
        kind=name.kind, key=name.key, country=name.country, language=name.language, institution=name.institution or None
    )
    found = rows.exclude(drawn_at=None).order_by("-drawn_at").first()
    if found is None:
        raise ReferenceNotFound
    return found


@dataclass(frozen=True, slots=True)
class PaperRow:
    """A paper on the page of papers: what it is of, and when it was drawn (None: not yet)."""

    name: PaperName
    title: str
    drawn: DrawnPaper | None


def paper_rows(country: str, language: str) -> list[PaperRow]:
    """The booklet, checklists and comparisons of one country and language, with their titles. Five queries."""
    names = papers_there_are(country, language)
    drawn = drawn_papers(country, language)
    titles = {(PaperKind.CHECKLIST.value, key): version.body["title"] for key, version in _sections_by_key(language).items()}
    rows = Item.objects.filter(kind=ItemKind.COMPARISON).exclude(published=None).values_list("key", "published__body__titles")
    titles |= {(PaperKind.COMPARISON.value, key): in_language(words, language) for key, words in rows}
    return [PaperRow(one, titles.get((str(one.kind), one.key), ""), drawn.get((str(one.kind), one.key))) for one in names]


def module_row(name: PaperName) -> PaperRow:
    """The checklist of a module with its title, and the latest that was drawn. Two queries. Raises ReferenceNotFound."""
    title = in_language(module_in_effect(name.key, name.country).titles, name.language)
    rows = PrintedPaper.objects.filter(kind=name.kind, key=name.key, country=name.country, language=name.language)
    found = rows.filter(institution=name.institution).exclude(drawn_at=None).order_by("-drawn_at")
    drawn = found.values_list("pk", "kind", "key", "digest", "sha256", "drawn_at").first()
    return PaperRow(name, title, DrawnPaper(*drawn) if drawn else None)
