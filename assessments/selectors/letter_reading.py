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
    """{fact: where to read it again} for the facts that hold in the writer's country: in the letter's course first, then in
    the writer's other courses in that country. Two queries."""
    wanted = list(dict.fromkeys(keys))
    if not wanted:
        return {}
    language = (get_language() or "es")[:2]
    mine = _by_course(enrolment)
    cited = sections_citing(mine.keys(), wanted, country=enrolment.country, language=language)
    cited.sort(key=lambda place: place[-1] != enrolment.course_id)
    lesson = kind_of("lesson")
    found = {}
    for key in wanted:
        answer = law[key]
        sections = [
            Reading(title, lesson.url(enrolment_id=mine[course], unit_id=unit) + f"#{section.replace('/', '-')}")
            for fact, section, title, unit, course in cited
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


def _by_course(enrolment: Any) -> dict[int, int]:
    """{course: enrolment} of what the writer takes or took in the letter's country."""
    found = {enrolment.course_id: int(enrolment.pk)}
    for one in courses.enrolments_of(enrolment.person_id):
        if one.country == enrolment.country and one.state != "closed":
            found.setdefault(one.course_id, one.id)
    return found
