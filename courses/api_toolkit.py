"""The toolkit's half of the door of courses: law, lessons as published, importing and publishing."""

from collections.abc import Mapping
from typing import Any

from courses.differences import BlockDifference, body_differences
from courses.facts import LawAnswer, number_in_words, office_of, value_in_words, values_in_words
from courses.kinds import FileProblem, Problem
from courses.ledger import NOTHING, TO_ASK, PeopleGroup
from courses.markdown import cited_keys, render_text
from courses.models import Item, ItemKind, ItemVersion
from courses.resources import ResourceCard, SourceCard
from courses.searching import asked_for, fold, stems_of
from courses.selectors.item_pages import facts_to_list
from courses.selectors.law import law, laws, versions_on
from courses.selectors.lessons import (
    LessonPage,
    LessonText,
    SlotComparison,
    SlotPart,
    UnsureFact,
    lesson_comparison,
    lesson_page,
)
from courses.selectors.plain import plain_words
from courses.selectors.reference_help import help_cards
from courses.services.gate import problems_of
from courses.services.importing import ImportReport, import_toolkit
from courses.services.item_checks import citation_problems
from courses.services.publish_requests import approve_request, return_request, submit_course, withdraw_request
from courses.services.publishing import publish_course
from courses.services.publishing_items import publish_items, unpublished
from courses.services.writing_drafts import Standing, begin_draft, drafts_of, keys_there, save_draft, write_drafts
from courses.wording import date_in_words, legal_basis
from courses.wording_reference import stage_in_words, topic_in_words


def fact_text(key: str, *, country: str, language: str, part: str = "") -> str:
    """A fact's sentence, or one part of it, as published for a country; '' when there is none."""
    answer = law(key, country)
    return answer.text(part, language) if answer else ""


def section_titles(keys: list[str], country: str, language: str) -> dict[str, str]:
    """{key: title} of published sections, in the language or else in Spanish. Unpublished ones are left out.

    `country` is for later: a title is shared by all countries today.
    """
    rows = Item.objects.filter(kind=ItemKind.SECTION, key__in=keys, language__in={language, "es"}).exclude(published=None)
    found: dict[str, str] = {}
    for key, body in sorted(rows.values_list("key", "published__body"), key=lambda row: row[1]["language"] == language):
        found[key] = body["title"]
    return found


def unpublished_items() -> list[int]:
    """Ids of every item whose draft is not what is published."""
    return unpublished(Item.objects.values_list("pk", flat=True))


def item_body(item_version_id: int) -> Mapping[str, Any]:
    """The body of one version, for ever the same."""
    return ItemVersion.objects.values_list("body", flat=True).get(pk=item_version_id)  # type: ignore[no-any-return]


__all__ = [
    "FileProblem", "ImportReport", "LawAnswer", "LessonPage", "LessonText", "Problem", "ResourceCard", "SlotComparison",
    "SlotPart", "SourceCard", "UnsureFact", "approve_request", "cited_keys", "date_in_words", "fact_text", "import_toolkit",
    "item_body", "law", "laws", "legal_basis", "lesson_comparison", "lesson_page", "number_in_words", "office_of",
    "problems_of", "publish_course", "publish_items", "render_text", "return_request", "section_titles", "submit_course",
    "unpublished_items", "value_in_words", "values_in_words", "versions_on", "withdraw_request",
]  # fmt: skip
__all__ += ["NOTHING", "TO_ASK", "PeopleGroup"]
__all__ += ["Standing", "begin_draft", "drafts_of", "keys_there", "save_draft", "write_drafts"]
__all__ += [
    "BlockDifference", "asked_for", "body_differences", "citation_problems", "facts_to_list", "fold", "stage_in_words",
    "stems_of", "topic_in_words",
]  # fmt: skip
__all__ += ["help_cards", "plain_words"]
