"""Where to read again what a letter had to know: the fact as it stood for its writer, and the sections that rest on it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language

from assessments.models.versions import sections_citing
from assessments.selectors.reading import Reading
from courses import api as courses
from courses.kinds import kind_of


@dataclass(frozen=True, slots=True)
class FactToRead:
    """A rule of the writer's country as the case held it, the address of its page, and at most two sections that rest on it."""

    sentence: str
    basis: str
    unsure: bool
    office: str
    url: str
    sections: tuple[Reading, ...]


def facts_to_read(
    keys: Iterable[str], law: Mapping[str, courses.LawAnswer], *, enrolment: Any, most: int = 2
) -> dict[str, FactToRead]:
    """{fact: where to read it again} for the facts that hold in the writer's country. One query."""
    wanted = list(dict.fromkeys(keys))
    if not wanted:
        return {}
    language = (get_language() or "es")[:2]
    cited = sections_citing(enrolment.course_id, wanted, country=enrolment.country, language=language)
    lesson = kind_of("lesson")
    found = {}
    for key in wanted:
        answer = law[key]
        sections = [
            Reading(title, lesson.url(enrolment_id=enrolment.pk, unit_id=unit) + f"#{section.replace('/', '-')}")
            for fact, section, title, unit in cited
            if fact == key and title
        ]
        found[key] = FactToRead(
            sentence=answer.text("", language),
            basis=", ".join(filter(None, (answer.law, answer.article))),
            unsure=answer.unsure,
            office=answer.office,
            url=reverse("lms:courses:reference-fact", args=[key]),
            sections=tuple(sections[:most]),
        )
    return found
