"""Rows of a period for reports: minutes earned, acts, modules by cohort, refreshers due, facts cited. Constant queries.

Every function takes `using`, so that a report reads one instant (`lms.kernel.snapshot`). Nothing here loads a row whole: what
a report needs of a hundred thousand outcomes is counted by the database.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Sum
from django.utils import timezone

from courses.figures import person_code
from courses.models import (
    Enrolment,
    OutcomeRecord,
    RefresherDue,
    ReleaseCountry,
    ReleaseEntry,
    Unit,
    UnitProgress,
    UnitVersionItem,
)


def acts_of_people(institution_id: int, *, start: datetime, end: datetime, using: str = "default") -> dict[int, int]:
    """{person: outcomes recorded in [start, end)}: a lesson finished, a class attended, work that came back. One query."""
    rows = OutcomeRecord.objects.using(using).filter(enrolment__institution_id=institution_id, at__gte=start, at__lt=end)
    return dict(rows.order_by().values_list("enrolment__person_id").annotate(n=Count("pk")))


def minutes_earned(institution_id: int, *, start: datetime, end: datetime, using: str = "default") -> list[tuple[str, int]]:
    """(code, nominal minutes) of the people who passed units in [start, end), each unit of an enrolment once: when it was
    passed first. A class that was attended is a unit that was passed; what was recognised earns nothing. One query."""
    before = OutcomeRecord.objects.using(using).filter(
        enrolment=OuterRef("enrolment"), unit=OuterRef("unit"), state="passed", number__lt=OuterRef("number")
    )
    rows = OutcomeRecord.objects.using(using).filter(
        enrolment__institution_id=institution_id, state="passed", earned_at__gte=start, earned_at__lt=end
    )
    rows = rows.filter(unit__purpose="course").exclude(Exists(before))
    counted = (
        rows.order_by("enrolment__person_id")
        .values_list("enrolment__person__ref")
        .annotate(minutes=Sum("unit_version__minutes"))
    )
    return [(person_code(ref), minutes) for ref, minutes in counted if minutes]


def modules_by_cohort(institution_id: int, *, using: str = "default") -> list[tuple[str, str, str, int, int]]:
    """(course, cohort, module, units passed, units asked) over the enrolments that are not closed; required units only.

    Of an enrolment under one country's law the release in effect there counts. Three queries.
    """
    people: dict[tuple[int, str, str, str], int] = {}
    rows = Enrolment.objects.using(using).filter(institution_id=institution_id).exclude(state="closed").order_by()
    for course_id, course, country, cohort, n in rows.values_list(
        "course_id", "course__key", "country", "cohort_course__cohort__key"
    ).annotate(n=Count("pk")):
        people[course_id, course, country, cohort or ""] = n
    units = _required_units({(one[0], one[2]) for one in people}, using)
    passed: dict[tuple[int, str, str], int] = {}
    counts = UnitProgress.objects.using(using).filter(
        enrolment__institution_id=institution_id, state__in=("passed", "recognised")
    )
    for unit_id, country, cohort, n in (
        counts.exclude(enrolment__state="closed").order_by()
        .values_list("unit_id", "enrolment__country", "enrolment__cohort_course__cohort__key").annotate(n=Count("pk"))
    ):  # fmt: skip
        passed[unit_id, country, cohort or ""] = n
    found: dict[tuple[str, str, str], list[int]] = defaultdict(lambda: [0, 0])
    for (course_id, course, country, cohort), n in people.items():
        for unit_id, module in units.get((course_id, country), ()):
            line = found[course, cohort, module]
            line[0] += passed.get((unit_id, country, cohort), 0)
            line[1] += n
    return [(*key, done, asked) for key, (done, asked) in sorted(found.items())]


def _releases(places: set[tuple[int, str]], using: str) -> dict[tuple[int, str], int]:
    """{(course, country): the release in effect now}. One query."""
    rows = ReleaseCountry.objects.using(using).filter(
        course_id__in={course for course, _country in places}, effective_at__lte=timezone.now()
    )
    found: dict[tuple[int, str], int] = {}
    for course_id, country, release_id in rows.order_by("effective_at").values_list("course_id", "country", "release_id"):
        if (course_id, country) in places:
            found[course_id, country] = release_id
    return found


def _required_units(places: set[tuple[int, str]], using: str) -> dict[tuple[int, str], list[tuple[int, str]]]:
    releases = _releases(places, using)
    entries: dict[int, list[tuple[int, str]]] = defaultdict(list)
    rows = ReleaseEntry.objects.using(using).filter(release_id__in=set(releases.values()), required=True, module__isnull=False)
    for release_id, unit_id, module in rows.order_by("position").values_list("release_id", "unit_id", "module__key"):
        entries[release_id].append((unit_id, module or ""))
    return {place: entries[release] for place, release in releases.items()}


@dataclass(frozen=True, slots=True)
class RefresherFigure:
    """One learner's refresher with its due date (leave included). `change` is the key of what changed."""

    person_code: str
    change: str
    country: str
    due: datetime
    passed_at: datetime | None


def refreshers_falling_due(
    institution_id: int, *, start: datetime, end: datetime, using: str = "default"
) -> list[RefresherFigure]:
    """Mandatory refreshers whose grace ended in [start, end), without those excused (F12). One query."""
    rows = RefresherDue.objects.using(using).filter(
        completion__enrolment__institution_id=institution_id, grace_until__gte=start, grace_until__lt=end,
        excused_because="",
    )  # fmt: skip
    values = rows.order_by("pk").values_list(
        "completion__enrolment__person__ref", "refresher__change__item__key", "refresher__country", "grace_until", "passed_at"
    )
    return [RefresherFigure(person_code(ref), key, land, due, passed) for ref, key, land, due, passed in values]


def facts_cited(institution_id: int, *, using: str = "default") -> list[tuple[str, str, bool]]:
    """(fact key, country, confirmed) of every fact on which the releases in effect of the institution's courses rest, in the
    countries of its enrolments. Confirmed: its version asks for no check. Four queries."""
    rows = Enrolment.objects.using(using).filter(institution_id=institution_id).exclude(state="closed").order_by()
    releases = _releases(set(rows.values_list("course_id", "country").distinct()), using)
    countries: dict[int, set[str]] = defaultdict(set)
    for (_course, country), release in releases.items():
        countries[release].add(country)
    entries = (
        ReleaseEntry.objects.using(using).filter(release_id__in=set(countries)).values_list("release_id", "unit_version_id")
    )
    versions: dict[int, set[str]] = defaultdict(set)
    for release_id, unit_version_id in entries:
        versions[unit_version_id] |= countries[release_id]
    cited = UnitVersionItem.objects.using(using).filter(
        unit_version__in=set(versions), item_version__item__kind="fact", shown_only=False
    )
    found: dict[tuple[str, str], bool] = {}
    for version_id, country, key, needs_check in cited.values_list(
        "unit_version_id", "country", "item_version__item__key", "item_version__lms_fact__needs_check"
    ).distinct():
        if country in versions[version_id]:
            found[key, country] = found.get((key, country), True) and not needs_check
    return [(key, country, confirmed) for (key, country), confirmed in sorted(found.items())]


def unit_keys(unit_ids: Collection[int], *, using: str = "default") -> dict[int, str]:
    """{unit: its key}. One query."""
    return dict(Unit.objects.using(using).filter(pk__in=unit_ids).values_list("pk", "key"))
