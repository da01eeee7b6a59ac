"""Every enrolment as a file: an institution's with names for its coordinators, the programme's with codes only."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext

from courses.figures import person_code
from courses.models import CohortCourse, Course, Enrolment
from lms.exports import api as exports
from lms.exports.api import Cell, Column, Params
from lms.institutions import api as institutions
from lms.institutions.api import Scope
from lms.kernel.words import in_language

ENROLMENTS: Final = "courses.enrolments"
_CHUNK: Final = 1_000


def _clean(raw: Mapping[str, str]) -> dict[str, Any]:
    return {"institution": exports.whole(raw, "institution")} if raw.get("institution") else {}


def _allowed(scope: Scope, params: Params) -> bool:
    if "institution" in params:
        return params["institution"] in scope.coordinator_of or scope.administrator
    return scope.reviewer or scope.decider or scope.administrator


def _title(params: Params) -> str:
    if "institution" in params:
        return gettext("Enrolments of {place}").format(
            place=in_language(institutions.institution_card(params["institution"]).names)
        )
    return gettext("Enrolments of the programme")


def _columns(params: Params) -> Sequence[Column]:
    who = (
        [Column(gettext("Family name"), width=22), Column(gettext("Given name"), width=22), Column(gettext("E-mail"), width=32)]
        if "institution" in params
        else []
    )
    return [
        Column(gettext("Code of the person"), width=14), *who,
        Column(gettext("Institution"), width=28), Column(gettext("Group"), width=18), Column(gettext("Course"), width=32),
        Column(gettext("Country"), width=10), Column(gettext("State"), width=14),
        Column(gettext("Enrolled"), Cell.MOMENT, 17), Column(gettext("Last seen"), Cell.MOMENT, 17),
        Column(gettext("Required units"), Cell.WHOLE), Column(gettext("Units done"), Cell.WHOLE),
        Column(gettext("Score (0 to 100)"), Cell.NUMBER), Column(gettext("Completed on"), Cell.MOMENT, 17),
        Column(gettext("Ended on"), Cell.MOMENT, 17),
    ]  # fmt: skip


def _rows(params: Params, using: str) -> Iterator[tuple[Any, ...]]:
    """One query that streams: names of institutions, groups and courses come from three small tables."""
    rows, groups_of = Enrolment.objects.using(using).order_by("id"), CohortCourse.objects.using(using)
    named = "institution" in params
    if named:
        rows = rows.filter(institution_id=params["institution"])
        groups_of = groups_of.filter(cohort__institution_id=params["institution"])
    places = {key: in_language(card.names) for key, card in institutions.institution_cards(None).items()}
    titles = {pk: in_language(words) for pk, words in Course.objects.using(using).values_list("pk", "titles")}
    groups: dict[int | None, str] = {pk: in_language(words) for pk, words in groups_of.values_list("pk", "cohort__names")}
    countries: dict[str, str] = {}
    states: dict[str, str] = {}
    fields = (
        "person__ref", "institution_id", "cohort_course_id", "course_id", "country", "state", "created_at",
        "lms_summary__last_seen_at", "lms_summary__required", "lms_summary__done", "lms_summary__score",
        "lms_completion__completed_at", "closed_at",
        *(("person__family_name", "person__given_name", "person__email") if named else ()),
    )  # fmt: skip
    for row in rows.values_list(*fields).iterator(_CHUNK):
        ref, place, group, course, country, state, created, seen, required, done, score, completed, closed, *who = row
        if country not in countries:
            countries[country] = institutions.country_name(country)
        if state not in states:
            states[state] = _state(state)
        yield (
            person_code(ref), *who, places.get(place, ""), groups.get(group, ""), titles[course], countries[country],
            states[state], created, seen, required, done, score, completed, _ended(state, closed),
        )  # fmt: skip


def _ended(state: str, closed: datetime | None) -> datetime | None:
    return closed if state == "closed" else None


def _state(state: str) -> str:
    return {"active": gettext("Under way"), "completed": gettext("Course completed"), "closed": gettext("Enrolment ended")}[
        state
    ]


def _count(params: Params) -> int:
    rows = Enrolment.objects.all()
    return (rows.filter(institution_id=params["institution"]) if "institution" in params else rows).count()


TABLE: Final = exports.Table(
    ENROLMENTS, title=_title, clean=_clean, allowed=_allowed, columns=_columns, rows=_rows,
    institution=lambda params: params.get("institution"), total=_count,
)  # fmt: skip
