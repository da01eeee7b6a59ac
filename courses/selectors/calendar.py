"""What courses puts into calendars: meetings, due days of modules, updates after a change of the law."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from courses.calendar import Asked, CalendarEvent
from courses.models import CohortCourse, Enrolment, EnrolmentState, Meeting, Module
from courses.selectors.deadlines import Plan, moves_for
from courses.selectors.refreshers import open_lines_of
from lms.institutions import api as institutions
from lms.kernel.words import in_language


def meeting_events(asked: Asked) -> Sequence[CalendarEvent]:
    """When the groups meet: those where one learns or teaches, or the one group. Three queries at most.

    A meeting that was called off stays, as cancelled, so that a program takes it off the day.
    """
    rows = Meeting.objects.filter(starts_at__gte=asked.since).select_related("session", "cohort_course__cohort")
    own: dict[int, int] = {}
    if asked.cohort_id is not None:
        rows = rows.filter(cohort_course__cohort=asked.cohort_id)
    else:
        taken = Enrolment.objects.filter(person=asked.person_id, cohort_course__isnull=False)
        own = dict(taken.exclude(state=EnrolmentState.CLOSED).values_list("cohort_course_id", "pk"))
        scope = institutions.scope(asked.person_id)
        teaches = Q(cohort_course__cohort__in=scope.facilitator_cohorts)
        teaches |= Q(cohort_course__cohort__institution__in=scope.facilitator_of)
        rows = rows.filter(teaches | Q(cohort_course__in=list(own)))
    return [_meeting(one, own.get(one.cohort_course_id)) for one in rows.order_by("pk")]


def _meeting(one: Meeting, enrolment_id: int | None) -> CalendarEvent:
    if enrolment_id is None:
        path = reverse("lms:courses:meeting-detail", args=[one.pk])
    else:
        path = reverse("lms:courses:session", args=[enrolment_id, one.session_id])
    lines = [in_language(one.cohort_course.cohort.names), one.speakers.strip()]
    if one.cancelled_at:
        lines.insert(0, _("Called off: {why}").format(why=one.cancelled_why))
    return CalendarEvent(
        uid=f"meeting-{one.pk}",
        title=in_language(one.session.titles),
        starts=one.starts_at,
        ends=one.ends_at,
        words="\n".join(filter(None, lines)),
        place=one.join_url,
        path=path,
        cancelled=one.cancelled_at is not None,
    )


def deadline_events(asked: Asked) -> Sequence[CalendarEvent]:
    """By when modules are due, moved by leave and by time that was given; a group's as its pace has them. Three queries."""
    since = asked.since.date()
    if asked.cohort_id is not None:
        placed = list(CohortCourse.objects.filter(cohort=asked.cohort_id).values_list("pk", "course_id", "pace"))
        titles = _titles({course_id for _pk, course_id, _pace in placed})
        path = reverse("lms:courses:cohort-courses", args=[asked.cohort_id])
        return [
            _due(f"group-module-{pk}-{key}", titles[course_id, key], date.fromisoformat(day), path)
            for pk, course_id, pace in placed
            for key, day in (pace or {}).items()
            if day and (course_id, key) in titles and date.fromisoformat(day) >= since
        ]
    rows = Enrolment.objects.filter(person=asked.person_id, state=EnrolmentState.ACTIVE, cohort_course__isnull=False)
    found = list(
        rows.values_list("course_id", "pk", "cohort_course__pace", "cohort_course__starts_on", "created_at", "country")
    )
    plans = [(row[0], Plan(*row[1:])) for row in found]
    moves = moves_for([plan for _course, plan in plans])
    titles = _titles({course_id for course_id, _plan in plans}) if any(plan.pace for _course, plan in plans) else {}
    return [
        _due(
            f"module-{plan.enrolment_id}-{key}", titles[course_id, key], deadline.day,
            reverse("lms:courses:enrolment-detail", args=[plan.enrolment_id]),
        )
        for course_id, plan in plans
        for key, deadline in plan.deadlines(moves).items()
        if (course_id, key) in titles and deadline.day >= since
    ]  # fmt: skip


def _titles(course_ids: set[int]) -> dict[tuple[int, str], str]:
    rows = Module.objects.filter(course__in=course_ids).values_list("course_id", "key", "titles")
    return {(course_id, key): in_language(titles) for course_id, key, titles in rows}


def _due(uid: str, title: str, day: date, path: str) -> CalendarEvent:
    return CalendarEvent(
        uid=uid, title=_("Due: {title}").format(title=title), starts=day, words=_("The last day of this module."), path=path
    )


def refresher_events(asked: Asked) -> Sequence[CalendarEvent]:
    """By when the updates after a change of the law are to be done. One query; nothing for a group."""
    if asked.cohort_id is not None:
        return []
    return [
        CalendarEvent(
            uid=f"refresher-{line.id}",
            title=_("Update due: {title}").format(title=in_language(line.titles)),
            starts=line.grace_until.date(),
            words=_("A rule you were certified under has changed. It takes {n} minutes.").format(n=line.minutes),
            path=line.url,
        )
        for line in open_lines_of(asked.person_id)
        if line.grace_until >= asked.since
    ]
