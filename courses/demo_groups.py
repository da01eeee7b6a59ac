"""A group in use, for the demonstration: days for its modules, more time for one person, a link to join by, applications.

By the services that people's clicks use. Safe to repeat: what is there stays as it is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from courses.models import Application, CohortCourse, JoinLink, Module
from courses.selectors.calls import superior_token
from courses.services.applications import apply, ask_superior, commit_superior, confirm_application
from courses.services.calls import score_application
from courses.services.extensions import give_module_extension
from courses.services.groups import set_pace
from courses.services.joining import ask_to_join, make_join_link


@transaction.atomic
def pace_group(*, cohort_course_id: int, days_from_now: Sequence[int], by: int) -> None:
    """A day for each module, in order, counted from today. A group that has days keeps them."""
    placed = CohortCourse.objects.get(pk=cohort_course_id)
    if placed.pace:
        return
    modules = Module.objects.filter(course_id=placed.course_id).order_by("position").values_list("key", flat=True)
    today = timezone.localdate()
    pace = {key: today + timedelta(days=days) for key, days in zip(modules, days_from_now, strict=False)}
    set_pace(cohort_course_id=cohort_course_id, pace=pace, by=by)


@transaction.atomic
def give_more_time(*, enrolment_id: int, course_id: int, days: int, reason: str, by: int) -> None:
    """More time for the first module of a course, so many days from today."""
    first = Module.objects.filter(course_id=course_id).order_by("position").values_list("pk", flat=True)[0]
    if not Module.objects.filter(pk=first, lms_extensions__enrolment_id=enrolment_id).exists():
        until = timezone.localdate() + timedelta(days=days)
        give_module_extension(enrolment_id=enrolment_id, module_id=first, until=until, reason=reason, by=by)


@transaction.atomic
def ask_by_link(*, cohort_id: int, names: Sequence[tuple[str, str, str]], by: int) -> None:
    """A link for a month and twenty seats; (given name, family name, address) of who asked by it and waits for an answer."""
    if JoinLink.objects.filter(cohort_id=cohort_id).exists():
        return
    link = make_join_link(cohort_id=cohort_id, expires_at=timezone.now() + timedelta(days=30), seats=20, by=by)
    for given, family, email in names:
        ask_to_join(link_id=link, person_id=None, email=email, given_name=given, family_name=family)


@dataclass(frozen=True, slots=True)
class Applicant:
    """Somebody who applies by a call. `superior`: (name, address) of who commits to it; none: no commitment yet."""

    given: str
    family: str
    email: str
    position: str
    statement: str
    superior: tuple[str, str] = ("", "")
    points: tuple[Mapping[str, int], str] | None = None  # of the first scorer, and why


@transaction.atomic
def rehearse_applications(*, call_id: int, applicants: Sequence[Applicant], scorer: int) -> None:
    """Each applies, opens the link that came by mail, and their superior says yes; the first of the scorers begins."""
    if Application.objects.filter(call_id=call_id).exists():
        return
    for one in applicants:
        ref = apply(
            call_id=call_id, email=one.email, given_name=one.given, family_name=one.family, position=one.position,
            statement=one.statement, language="es", consent=True,
        )  # fmt: skip
        row = Application.objects.get(ref=ref)
        confirm_application(application_id=row.pk)
        if one.superior[1]:
            ask_superior(application_id=row.pk, name=one.superior[0], email=one.superior[1])
            row.refresh_from_db()
            commit_superior(application_id=row.pk, token=superior_token(row))
        if one.points is not None:
            score_application(application_id=row.pk, by=scorer, points=one.points[0], why=one.points[1])
