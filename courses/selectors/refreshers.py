"""Refreshers: whom a change asks, how each stands, what a person, an institution and an author see of them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from courses.cards import UnitInEffect
from courses.currency import Asked, Currency, currency_of
from courses.kinds import kind_of
from courses.ledger import touched
from courses.models import (
    Change,
    Completion,
    Enrolment,
    LogEntry,
    ManifestUnit,
    Refresher,
    RefresherDue,
    UnitVersion,
    UnitVersionItem,
)
from courses.selectors.ledger import siblings_of
from courses.selectors.ledger_people import holdings, manifests_with
from courses.selectors.ledger_steps import step_of
from lms.institutions.api import Role
from lms.kernel.compiled import Compiled

REPLACED: Final = "replaced"  # excused by nobody: a later change of the same rule took its place
OPEN: Final = Q(passed_at=None, excused_because="")


def _asked_of(rows: QuerySet[RefresherDue]) -> QuerySet[RefresherDue, tuple[Any, ...]]:
    return rows.order_by().values_list("completion_id", "asked_at", "grace_until", "passed_at", "excused_because")


ASKED_OF_ONE: Final = Compiled(lambda pk: _asked_of(RefresherDue.objects.filter(completion_id=pk)), int)


def currency(completion_ids: Iterable[int], at: datetime) -> dict[int, Currency]:
    """How completions stand at a moment against the refreshers that mandatory changes asked for. One query."""
    wanted = list(completion_ids)
    asked: dict[int, list[Asked]] = defaultdict(list)
    rows = (
        ASKED_OF_ONE.rows(wanted[0]) if len(wanted) == 1 else _asked_of(RefresherDue.objects.filter(completion_id__in=wanted))
    )
    for pk, asked_at, until, passed_at, because in rows:
        asked[pk].append(Asked(asked_at, until, passed_at, bool(because)))
    return {one: currency_of(asked.get(one, ()), at) for one in wanted}


# Whom a change asks ---------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Group:
    """Finishers of one course under one country's law who hold the old text: the unit versions that say it there."""

    country: str
    course_id: int
    unit_versions: tuple[int, ...]


def groups_of(change: Change) -> list[Group]:
    """The courses and countries in which a change touches what finishers were taught; what was only shown never counts.

    As of the change's proposal: what was written later is another change's matter. `item`, `old`, `new` should be loaded.
    """
    step = step_of(change)
    where = touched(step, siblings_of(step, change.at))
    taught: dict[str, set[int]] = defaultdict(set)
    for one in holdings(step, where, change.at):
        if not one.shown_only:
            taught[one.country].add(one.unit_version_id)
    wanted = [(version, code) for code, versions in taught.items() for version in versions]
    ids = {manifest for found in manifests_with(wanted).values() for manifest in found}
    places = _courses_with_manifests(ids) | _courses_of_refreshers(taught)
    return [Group(code, course, tuple(sorted(taught[code]))) for course, code in sorted(places) if code in taught]


def _courses_with_manifests(ids: Iterable[int]) -> set[tuple[int, str]]:
    rows = ManifestUnit.objects.filter(manifest__in=list(ids)).order_by()
    return set(rows.values_list("manifest__course_id", "manifest__country").distinct())


def _courses_of_refreshers(taught: Mapping[str, Iterable[int]]) -> set[tuple[int, str]]:
    """What a refresher taught counts too: who passed it knows that text, not the one of their manifest."""
    versions = {version for found in taught.values() for version in found}
    rows = Refresher.objects.filter(unit__lms_unit_versions__in=versions)
    return set(rows.values_list("course_id", "country"))


def finishers(group: Group) -> QuerySet[Completion]:
    """The completions that a change asks in one course and country, of people who are not erased.

    Those whose manifest holds the old text, or who passed a refresher that taught it; not those who completed the course
    again since then under a text that needs nothing.
    """
    old = ManifestUnit.objects.filter(
        unit_version__in=group.unit_versions, manifest__course=group.course_id, manifest__country=group.country
    ).values("manifest")
    refreshed = RefresherDue.objects.filter(
        completion=OuterRef("pk"), passed_at__isnull=False, refresher__unit__lms_unit_versions__in=group.unit_versions
    )
    here = Completion.objects.filter(enrolment__course=group.course_id, enrolment__country=group.country)
    again = here.filter(enrolment__person=OuterRef("enrolment__person"), pk__gt=OuterRef("pk")).exclude(manifest__in=old)
    asked = here.filter(Q(manifest__in=old) | Exists(refreshed), enrolment__person__erased_at=None)
    return asked.exclude(Exists(again))


def takes_effect_on(change: Change) -> datetime:
    """When an approved change is in effect, by its log entry; else when it was approved."""
    logged = LogEntry.objects.filter(change=change).order_by("-pk").values_list("effective_at", flat=True).first()
    return logged or change.approved_at or timezone.now()


def changes_met_by(completion_id: int) -> list[int]:
    """Approved changes of what a completion's manifest rests on: candidates, when the law has moved meanwhile. One query."""
    held = UnitVersionItem.objects.filter(
        unit_version__lms_manifest_units__manifest__lms_completions=completion_id, shown_only=False,
        country=F("unit_version__lms_manifest_units__manifest__country"),
        item_version__item__kind=OuterRef("item__kind"), item_version__item__key=OuterRef("item__key"),
    )  # fmt: skip
    asking = Change.objects.filter(change_class="mandatory", state__in=("approved", "closed"))
    return list(asking.filter(Exists(held)).order_by("pk").values_list("pk", flat=True))


# How it stands --------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class RefresherFigures:
    """Finishers whom a change, or anything narrower, asked: of them passed, excused, past their grace. One a completion."""

    asked: int = 0
    passed: int = 0
    excused: int = 0
    past_grace: int = 0

    @property
    def open(self) -> int:
        """Asked and neither passed nor excused, in their grace or past it."""
        return self.asked - self.passed - self.excused


def _counted(rows: QuerySet[RefresherDue], at: datetime | None = None) -> RefresherFigures:
    passed, excused = Q(passed_at__isnull=False), Q(passed_at=None) & ~Q(excused_because="")
    late = OPEN & Q(grace_until__lte=at or timezone.now())
    found: dict[str, int] = rows.exclude(excused_because=REPLACED, passed_at=None).aggregate(
        asked=Count("pk"), passed=Count("pk", filter=passed), excused=Count("pk", filter=excused),
        past_grace=Count("pk", filter=late),
    )  # fmt: skip
    return RefresherFigures(**found)


def figures(change_id: int, at: datetime | None = None) -> RefresherFigures:
    """How many people a change asked, and how they stand. Who was asked again by a later change is no longer counted."""
    return _counted(RefresherDue.objects.filter(refresher__change=change_id), at)


def figures_of_cohort_course(cohort_course_id: int, at: datetime | None = None) -> RefresherFigures:
    """The same for a group's people in a course, as long as they advise for its institution. One query."""
    here = Enrolment.objects.filter(
        pk=OuterRef("completion__enrolment"), person__lms_memberships__institution=F("institution"),
        person__lms_memberships__role=Role.ADVISOR, person__lms_memberships__until=None,
    )  # fmt: skip
    mine = RefresherDue.objects.filter(completion__enrolment__cohort_course=cohort_course_id)
    return _counted(mine.filter(Exists(here)), at)


def at_institutions(institution_ids: Iterable[int]) -> QuerySet[RefresherDue]:
    """What is asked of people who advise for these institutions *now*, wherever they learned. Superseded ones are left out."""
    rows = RefresherDue.objects.exclude(excused_because=REPLACED, passed_at=None)
    people = Enrolment.objects.filter(
        person__lms_memberships__institution__in=list(institution_ids), person__lms_memberships__role=Role.ADVISOR,
        person__lms_memberships__until=None,
    )  # fmt: skip
    return rows.filter(completion__enrolment__person__in=people.values("person"))


def figures_at(institution_ids: Iterable[int], at: datetime | None = None) -> RefresherFigures:
    """How the people of some institutions stand. One query."""
    return _counted(at_institutions(institution_ids), at)


# Lines ----------------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class RefresherLine:
    """One refresher asked of one completion, for a list. `state`: late, open, passed or excused (`because` …)."""

    id: int
    person_id: int
    name: str
    enrolment_id: int
    unit_id: int
    unit_kind: str
    titles: Mapping[str, str]
    minutes: int
    course_titles: Mapping[str, str]
    country: str
    sentence: Mapping[str, str]
    in_force_from: date | None
    asked_at: datetime
    grace_until: datetime
    passed_at: datetime | None
    because: str
    state: str

    @property
    def open(self) -> bool:
        """Still to be passed."""
        return self.state in ("late", "open")

    @property
    def url(self) -> str:
        """The learner's page of it."""
        return kind_of(self.unit_kind).url(enrolment_id=self.enrolment_id, unit_id=self.unit_id)


_LINE: Final = (
    "pk", "completion__enrolment__person_id", "completion__enrolment__person__given_name",
    "completion__enrolment__person__family_name", "completion__enrolment__person__email", "completion__enrolment_id",
    "refresher__unit_id", "refresher__unit__kind", "refresher__unit__titles", "refresher__unit__minutes",
    "refresher__course__titles", "refresher__country", "refresher__change__sentence", "refresher__change__in_force_from",
    "asked_at", "grace_until", "passed_at", "excused_because",
)  # fmt: skip


def _line(row: tuple[Any, ...], now: datetime) -> RefresherLine:
    pk, person, given, family, email, *rest = row
    until, passed_at, because = rest[-3:]
    if passed_at is not None:
        state = "passed"
    elif because:
        state = "excused"
    else:
        state = "late" if until <= now else "open"
    values: list[Any] = [pk, person, f"{given} {family}".strip() or email, *rest, state]
    return RefresherLine(*values)


def lines(rows: QuerySet[RefresherDue]) -> list[RefresherLine]:
    """Rows as lines, in their order. One query."""
    now = timezone.now()
    return [_line(row, now) for row in rows.values_list(*_LINE)]


def of_state(rows: QuerySet[RefresherDue], state: str) -> QuerySet[RefresherDue]:
    """The rows of one state (late, passed, excused, all; '': still to pass), the most urgent or the latest first."""
    if state == "passed":
        return rows.filter(passed_at__isnull=False).order_by("-passed_at", "pk")
    if state == "excused":
        return rows.filter(passed_at=None).exclude(excused_because="").order_by("-asked_at", "pk")
    if state == "all":
        return rows.order_by("-asked_at", "pk")
    open_ = rows.filter(OPEN).order_by("grace_until", "completion__enrolment__person__family_name", "pk")
    return open_.filter(grace_until__lte=timezone.now()) if state == "late" else open_


def lines_of_enrolment(enrolment_id: int) -> list[RefresherLine]:
    """What was asked of one completed enrolment, the newest first. One query."""
    return lines(RefresherDue.objects.filter(completion__enrolment=enrolment_id).order_by("-asked_at", "-pk"))


def open_lines_of(person_id: int) -> list[RefresherLine]:
    """What a person is asked and has not passed, the most urgent first: one line a refresher. One query."""
    rows = RefresherDue.objects.filter(OPEN, completion__enrolment__person=person_id).order_by("grace_until", "pk")
    return list({line.unit_id: line for line in reversed(lines(rows))}.values())[::-1]


def own_line(person_id: int, enrolment_id: int, unit_id: int) -> RefresherLine | None:
    """One refresher asked of a person's own enrolment. One query."""
    rows = RefresherDue.objects.filter(
        completion__enrolment=enrolment_id, completion__enrolment__person=person_id, refresher__unit=unit_id
    )
    return next(iter(lines(rows)), None)


def refresher_unit(enrolment_id: int, unit_id: int, at: datetime) -> UnitInEffect | None:
    """A refresher's unit for an enrolment that was asked: its newest version, in no release. One query."""
    row = (
        UnitVersion.objects.filter(
            unit=unit_id, unit__lms_refresher__lms_due__completion__enrolment=enrolment_id,
            unit__lms_refresher__lms_due__asked_at__lte=at,
        )
        .order_by("-number")
        .values_list("unit_id", "pk", "unit__key", "kind", "titles", "minutes", "config")
        .first()
    )  # fmt: skip
    if row is None:
        return None
    values: list[Any] = [*row, date.fromisoformat(row[-1]["law_as_of"]), False]
    return UnitInEffect(*values)
