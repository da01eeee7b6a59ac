"""What the hours of scoring are counted from: groups and their people, scripts that were timed, hours that were offered."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from django.db.models import Count, DurationField, Exists, ExpressionWrapper, F, OuterRef, Q

from assessments.assessor_load import Past
from assessments.models.load import HoursOffer, PeerLook, PoolAgreement
from assessments.models.scores import Allocation, Stage
from courses.models import CohortCourse, EnrolmentState, ReleaseEntry, UnitVersion
from lms.institutions.models import Membership, Person

_LAST: Final = 400  # scripts that are looked at, the newest
_LIVE: Final = (Stage.FIRST, Stage.SECOND, Stage.THIRD, Stage.APPEAL)


@dataclass(frozen=True, slots=True)
class GroupCourse:
    """A course that a group takes. `people`: not closed."""

    id: int
    cohort_id: int
    institution_id: int
    country: str
    course_id: int
    titles: dict[str, str]
    starts_on: date
    ends_on: date
    people: int


def group_courses(cohort_id: int) -> list[GroupCourse]:
    """The courses of a group with the number of their people. One query."""
    rows = CohortCourse.objects.filter(cohort_id=cohort_id).annotate(
        people=Count("lms_enrolments", filter=~Q(lms_enrolments__state=EnrolmentState.CLOSED))
    )
    found = rows.order_by("starts_on", "pk").values_list(
        "pk", "cohort_id", "cohort__institution_id", "cohort__country", "course_id", "course__titles", "starts_on", "ends_on",
        "people",
    )  # fmt: skip
    return [GroupCourse(*row) for row in found]


def rules_of_versions(version_ids: Collection[int]) -> dict[int, tuple[dict[str, Any], list[str]]]:
    """{unit version: (rules of scoring, keys of its cases)}. One query."""
    rows = UnitVersion.objects.filter(pk__in=version_ids).values_list(
        "pk", F("config__scoring"), F("config__case__key"), F("config__alternates")
    )
    return {pk: (scoring or {}, list(family) if family else [case]) for pk, scoring, case, family in rows}


def past_of(case_keys: Collection[str]) -> dict[str, Past]:
    """{case: what its latest scripts took and asked for}. One query."""
    rows = Allocation.objects.filter(submission__case_key__in=case_keys, done_at__isnull=False, stage__in=_LIVE)
    taken = ExpressionWrapper(F("done_at") - F("taken_at"), output_field=DurationField())
    latest = rows.order_by("-done_at").values_list("submission__case_key", "stage", "because", taken)[:_LAST]
    minutes: defaultdict[str, list[float]] = defaultdict(list)
    counts: defaultdict[str, dict[str, int]] = defaultdict(lambda: dict.fromkeys(("first", "doubtful", "second", "third"), 0))
    for key, stage, because, lasted in latest:
        count = counts[key]
        if lasted is not None:
            minutes[key].append(lasted / timedelta(minutes=1))
        if stage in count:
            count[stage] += 1
        if stage == Stage.SECOND and not any(one.get("code") == "sample" for one in because):
            count["doubtful"] += 1
    return {key: Past(tuple(minutes[key]), n["first"], n["doubtful"], n["second"], n["third"]) for key, n in counts.items()}


@dataclass(frozen=True, slots=True)
class Offered:
    """Hours that somebody offers for a group's course. `scripts` and `looks`: what they have done of it; `minutes`: how long
    the scripts took that were timed, `timed` of them."""

    id: int
    cohort_course_id: int
    person_id: int
    name: str
    hours: Decimal
    scripts: int = 0
    looks: int = 0
    minutes: float = 0.0
    timed: int = 0


def offers_of(cohort_course_ids: Collection[int]) -> list[Offered]:
    """Hours offered for these, with what was done. Three queries."""
    rows = HoursOffer.objects.filter(cohort_course_id__in=cohort_course_ids, withdrawn_at=None).select_related("assessor")
    done = scored_in(cohort_course_ids)
    looked = _looked_in(cohort_course_ids)
    found = []
    for row in rows.order_by("assessor__family_name", "pk"):
        scripts, minutes, timed = done.get((row.cohort_course_id, row.assessor_id), (0, 0.0, 0))
        looks = looked.get((row.cohort_course_id, row.assessor_id), 0)
        found.append(
            Offered(
                row.pk, row.cohort_course_id, row.assessor_id, row.assessor.full_name, row.hours, scripts, looks, minutes, timed
            )
        )
    return found


def scored_in(cohort_course_ids: Collection[int]) -> dict[tuple[int, int], tuple[int, float, int]]:
    """{(group's course, assessor): (scripts scored, minutes of those timed, how many were)}. One query."""
    rows = Allocation.objects.filter(
        submission__enrolment__cohort_course_id__in=cohort_course_ids, done_at__isnull=False, stage__in=_LIVE
    ).values_list("submission__enrolment__cohort_course_id", "assessor_id", "taken_at", "done_at")
    found: defaultdict[tuple[int, int], list[float | None]] = defaultdict(list)
    for place, person, taken_at, done_at in rows:
        if place is not None and person is not None and done_at is not None:
            found[place, person].append((done_at - taken_at) / timedelta(minutes=1) if taken_at else None)
    timed = {key: [one for one in took if one is not None] for key, took in found.items()}
    return {key: (len(took), sum(min(one, 120.0) for one in timed[key]), len(timed[key])) for key, took in found.items()}


def _looked_in(cohort_course_ids: Collection[int]) -> dict[tuple[int, int], int]:
    rows = PeerLook.objects.filter(
        score__allocation__submission__enrolment__cohort_course_id__in=cohort_course_ids, done_at__isnull=False
    ).order_by()
    place = "score__allocation__submission__enrolment__cohort_course_id"
    found = rows.values_list(place, "peer_id").annotate(n=Count("pk"))
    return {(int(course), int(person)): n for course, person, n in found if course is not None and person is not None}


def offered_by(person_id: int) -> list[tuple[HoursOffer, dict[str, str], dict[str, str]]]:
    """A person's open offers: (offer, the group's names, the course's titles). One query."""
    rows = HoursOffer.objects.filter(assessor_id=person_id, withdrawn_at=None).select_related(
        "cohort_course__cohort", "cohort_course__course"
    )
    return [(row, row.cohort_course.cohort.names, row.cohort_course.course.titles) for row in rows.order_by("-at")]


def who_may_offer(institution_id: int, programme: Sequence[int]) -> list[tuple[int, str]]:
    """(person, name) of the institution's assessors and of these of the programme, by name. One query."""
    mine = Membership.objects.filter(institution_id=institution_id, role="assessor", until=None).values("person_id")
    rows = Person.objects.filter(Q(pk__in=mine) | Q(pk__in=list(programme)), erased_at=None)
    return [(row.pk, row.full_name) for row in rows.order_by("family_name", "given_name", "pk")]


def opening_unstaffed(institution_ids: Collection[int], today: date) -> tuple[int, date] | None:
    """(group, day) of the group of these institutions that opens next, within a month, with a case among its units and no hours
    offered. One query."""
    offers = HoursOffer.objects.filter(cohort_course=OuterRef("pk"), withdrawn_at=None)
    cases = ReleaseEntry.objects.filter(release__course=OuterRef("course_id"), unit_version__kind="case_study")
    rows = CohortCourse.objects.filter(
        ~Exists(offers), Exists(cases), cohort__institution_id__in=institution_ids, cohort__archived_at=None,
        starts_on__gt=today, starts_on__lte=today + timedelta(days=30),
    )  # fmt: skip
    return rows.order_by("starts_on", "pk").values_list("cohort_id", "starts_on").first()


def agreements() -> list[PoolAgreement]:
    """The institutions in the pool, by country and name. One query."""
    rows = PoolAgreement.objects.filter(ended_at=None).select_related("institution")
    return list(rows.order_by("institution__country", "institution__key"))
