"""A lesson in words: rules that moved on since, help that the text did not show, sources with their dates."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils.html import escape
from django.utils.translation import gettext as _

from courses.selectors.lessons import LessonPage, LessonText
from courses.selectors.reference_help import Office, offices_in_charge
from courses.selectors.revisions import Revision, revisions_of
from courses.views.reference_parts import SourceLine, sources_in_words
from courses.wording import date_in_words
from lms.kernel.words import in_language

_OFFICES: Final = 3  # at the end of a lesson


@dataclass(frozen=True, slots=True)
class HelpView:
    """Where to get help, in the reader's language."""

    name: str
    by: str
    what: str
    word: str
    free: bool
    unsure: bool


@dataclass(frozen=True, slots=True)
class RevisionView:
    """A rule that moved on since the text was published, in the reader's language."""

    key: str
    title: str
    on: str
    sentence: str
    stands: bool


@dataclass(frozen=True, slots=True)
class SectionView:
    """A section of a lesson with the rules of it that moved on."""

    text: LessonText
    revisions: tuple[RevisionView, ...]


def sections_of(page: LessonPage, now: datetime) -> list[SectionView]:
    """The lesson's sections; beside each, what changed of the law it rests on since. One query."""
    changed = revisions_of(page, now)
    said = {key: tuple(_revision(one, page.language) for one in ones) for key, ones in changed.items()}
    return [SectionView(text, said.get(text.key, ())) for text in page.sections]


def _revision(one: Revision, language: str) -> RevisionView:
    title = in_language(one.titles, language) or one.key
    return RevisionView(one.key, title, date_in_words(one.on.isoformat()), in_language(one.sentence, language), one.stands)


def helps_of(page: LessonPage) -> list[HelpView]:
    """The lesson's help resources that its own text does not name already."""
    text = "".join(section.html for section in page.sections)
    costs = {"free": _("Free"), "low": _("Low cost"), "paid": _("Paid")}
    return [
        HelpView(
            name=in_language(card.names, page.language),
            by=card.by,
            what=in_language(card.what, page.language),
            word=_("To be confirmed") if card.needs_check else costs.get(card.cost, _("Ask about the cost")),
            free=card.cost == "free",
            unsure=card.needs_check,
        )
        for card in page.resources
        if escape(in_language(card.names, page.language)) not in text
    ]


def offices_of_lesson(page: LessonPage) -> list[Office]:
    """Who keeps the registers that the lesson's rules speak of, in the reader's country; at most three."""
    topics = {key.partition(".")[0] for keys in page.cites.values() for key in keys}
    return offices_in_charge(page.country, topics)[:_OFFICES]


def sources_of(page: LessonPage) -> list[SourceLine]:
    """The lesson's attribution: its sources with their owner, licence and dates in words."""
    return sources_in_words(page.sources)
