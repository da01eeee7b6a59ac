"""The pages of the toolkit as (template, context), the same for those who are signed in and for anyone."""

from datetime import date
from typing import Any

from django.utils.http import urlencode

from courses.errors import ReferenceNotFound
from courses.resources import Wanted
from courses.selectors.reference import Reader, cards, reference_home, sections_of
from courses.selectors.reference_help import directory, offices_of
from courses.selectors.reference_pages import TextPage, comparison_page, fact_page, section_page
from courses.selectors.reference_stages import stage_page
from courses.selectors.reference_words import glossary
from courses.selectors.searching import Hit, search
from courses.views.reference_parts import frame, help_in_words, sources_in_words
from courses.wording import date_in_words, legal_basis
from courses.wording_reference import channel_in_words, cost_in_words, kind_shelf, stage_in_words, topic_in_words

Page = tuple[str, dict[str, Any]]


def _page(template: str, reader: Reader, **more: Any) -> Page:
    return f"lms/courses/{template}.html", {**frame(reader), **more}


def home(reader: Reader) -> Page:
    """By stage, by right, by question."""
    return _page("reference_home", reader, home=reference_home(reader))


def section(reader: Reader, key: str, today: date) -> Page:
    """One text under the reader's law."""
    page = section_page(key, reader, today)
    return _page("reference_section", reader, **_text(page))


def _text(page: TextPage) -> dict[str, Any]:
    return {
        "page": page,
        "title": page.title,
        "as_of": date_in_words(page.as_of) if page.as_of else "",
        "sources": sources_in_words(page.sources),
        "stages": [(stage, stage_in_words(stage)) for stage in page.stages],
        "topics": [(topic, topic_in_words(topic)) for topic in page.topics],
    }


def comparison(reader: Reader, key: str) -> Page:
    """The four countries side by side."""
    return _page("reference_table", reader, **_text(comparison_page(key, reader)))


def comparison_list(reader: Reader) -> Page:
    """Every comparison there is."""
    return _page("reference_list", reader, comparisons=cards(reader, ("comparison",)))


def fact(reader: Reader, key: str) -> Page:
    """One rule."""
    found = fact_page(key, reader)
    answer = found.answer
    basis = legal_basis(answer.law, answer.article) if answer else ""
    return _page("reference_table", reader, **_text(found.table), fact=found, answer=answer, basis=basis)


def stage(reader: Reader, key: str, today: date) -> Page:
    """One stage of the journey."""
    page = stage_page(key, reader, today)
    return _page(
        "reference_stage", reader, page=page, **_help(page.help),
        as_of=date_in_words(page.as_of) if page.as_of else "",
        neighbours=[(one, stage_in_words(one)) for one in (page.before, page.after) if one],
    )  # fmt: skip


def _help(found: Any) -> dict[str, Any]:
    return {
        "own": help_in_words(found.own),
        "world": help_in_words(found.world),
        "nearest": help_in_words(found.nearest),
        "far": found.far,
    }


def topic(reader: Reader, key: str, today: date) -> Page:
    """One right: texts, comparisons, rules, help. Raises ReferenceNotFound when nothing speaks of it."""
    tables = [card for card in cards(reader, ("comparison", "fact")) if key in card.topics]
    texts = sections_of(reader, topic=key)
    if not (tables or texts):
        raise ReferenceNotFound
    found = directory(reader, Wanted(topic=key), today).found
    return _page(
        "reference_topic", reader, title=topic_in_words(key), texts=texts, **_help(found),
        comparisons=[card for card in tables if card.kind == "comparison"],
        facts=[card for card in tables if card.kind == "fact"],
    )  # fmt: skip


def results(reader: Reader, query: str, kind: str) -> Page:
    """What answers a query."""
    found = search(query, country=reader.country, language=reader.language, kind=kind)
    away = {} if reader.own else {"country": reader.country}
    shelves = [
        {"kind": one, "title": kind_shelf(one), "count": count, "current": one == kind,
         "query": urlencode({"q": query, "kind": one, **away})}
        for one, count in found.counts.items()
    ]  # fmt: skip
    return _page(
        "reference_search", reader, found=found, q=query, kind=kind, shelves=shelves,
        all_query=urlencode({"q": query, **away}), all_count=sum(found.counts.values()),
        hits=[{"hit": hit, "shelf": kind_shelf(hit.kind), "topics": _topics(hit)} for hit in found.hits],
    )  # fmt: skip


def _topics(hit: Hit) -> str:
    """What a rule is about: «Oposición» is one thing for a brand and another for a patent."""
    return ", ".join(topic_in_words(topic) for topic in hit.topics) if hit.kind == "fact" else ""


def words(reader: Reader, category: str) -> Page:
    """The glossary."""
    return _page("reference_glossary", reader, glossary=glossary(reader, category=category), category=category)


def help_directory(reader: Reader, wanted: Wanted, today: date, *, old: bool = False) -> Page:
    """Where to get help. `old`: only what nobody verified lately."""
    page = directory(reader, wanted, today)
    shown = _help(page.found)
    if old:
        shown = {**shown, "own": [card for card in shown["own"] if card.unverified], "world": [], "nearest": []}
    return _page(
        "reference_help", reader, page=page, wanted=wanted, **shown,
        stage_choices=[(one, stage_in_words(one)) for one in page.stages],
        topic_choices=[(one, topic_in_words(one)) for one in page.topics],
        cost_choices=[(one, cost_in_words(one)) for one in page.costs],
        channel_choices=[(one, channel_in_words(one)) for one in page.channels],
        wanted_stage=stage_in_words(wanted.stage) if wanted.stage else "", offices=offices_of(reader.country),
    )  # fmt: skip
