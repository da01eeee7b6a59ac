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
    the writer's other courses in that country. One query."""
    wanted = list(dict.fromkeys(keys))
    if not wanted:
        return {}
    language = (get_language() or "es")[:2]
    cited = sections_citing(enrolment.person_id, enrolment.pk, wanted, country=enrolment.country, language=language)
    cited.sort(key=lambda place: place[-1] != enrolment.pk)
    lesson = kind_of("lesson")
    found = {}
    for key in wanted:
        answer = law[key]
        places: dict[tuple[str, int], tuple[str, int]] = {}  # a course that was taken twice names its section once
        for fact, section, title, unit, taken in cited:
            if fact == key and title:
                places.setdefault((section, unit), (title, taken))
        sections = [
            Reading(title, lesson.url(enrolment_id=taken, unit_id=unit) + f"#{section.replace('/', '-')}")
            for (section, unit), (title, taken) in places.items()
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
