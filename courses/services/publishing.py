"""Draft → release: an immutable manifest, in effect per country from a moment. Refused with reasons, or done whole."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from courses.errors import CourseNotFound, DraftsMoved, NothingToPublish, PublishingRefused, TwoPeopleNeeded
from courses.events import release_published
from courses.kinds import Frozen, kind_of
from courses.ledger import takes_effect
from courses.models import (
    Course,
    Item,
    ItemVersion,
    LogEntry,
    Release,
    ReleaseCountry,
    ReleaseEntry,
    UnitVersion,
    UnitVersionItem,
)
from courses.purposes import PURPOSES, groups_of
from courses.services.announce import announce
from courses.services.gate import DraftUnit, draft_units, items_of, problems_of
from courses.services.publishing_items import move_items
from lms.audit.api import record_event
from lms.kernel.canonical import digest, plain
from lms.kernel.places import TIME_ZONES


@transaction.atomic
def publish_course(
    *,
    course_id: int,
    by: int,
    approved_by: int,
    countries: Sequence[str],
    effective_at: datetime | None = None,
    effective_on: date | None = None,
    note: str = "",
    reason: str = "",
    expected: str = "",
    today: date | None = None,
) -> int:
    """Publish a course's drafts for some countries; returns the release's id. All of it or nothing.

    Publishes the items the drafts rest on, freezes each unit, writes the unit versions that changed, the release and from
    when it is in effect: `effective_on` is a day, from 00:00 of it in each country's own zone; `effective_at` one moment for
    all; default now, and never in the past. `reason`: why texts that are hard to read or behind their origin go out all the
    same. `expected` is the manifest that was approved: when the drafts moved since, DraftsMoved is raised. `today`: see
    `gate_of`. Raises also CourseNotFound, TwoPeopleNeeded, PublishingRefused (its `problems` say why), NothingToPublish.
    """
    if by == approved_by:
        raise TwoPeopleNeeded
    order = _order(course_id, by, approved_by, countries, effective_on, effective_at=effective_at)
    order = replace(order, note=note, reason=reason, expected=expected, today=today)
    release = _publish(order)
    record_event(
        act="release published",
        subject="release",
        subject_id=release.pk,
        actor=approved_by,
        after={
            "course": course_id,
            "number": release.number,
            "countries": list(countries),
            "by": by,
            "digest": release.digest,
            "effective_at": {code: moment.isoformat() for code, moment in order.moments.items()},
        },
        reason="\n".join(filter(None, (note, reason))),
    )
    announce(release_published, release_id=release.pk)
    return int(release.pk)


@dataclass(frozen=True, slots=True)
class _Order:
    """What is to be published, by whom, from when in each country. `approved_by` is None in a rehearsal."""

    course_id: int
    by: int
    approved_by: int | None
    moments: Mapping[str, datetime]
    note: str = ""
    reason: str = ""
    expected: str = ""
    today: date | None = None

    @property
    def countries(self) -> tuple[str, ...]:
        return tuple(self.moments)

    @property
    def first(self) -> datetime:
        """When the first of the countries has it: from then the items are published."""
        return min(self.moments.values())


def _order(
    course_id: int,
    by: int,
    approved_by: int | None,
    countries: Sequence[str],
    effective_on: date | None,
    *,
    effective_at: datetime | None = None,
) -> _Order:
    now = timezone.now()
    if effective_on is None:
        return _Order(course_id, by, approved_by, dict.fromkeys(countries, effective_at or now))
    known = [code for code in countries if code in TIME_ZONES]
    taken = _taken(course_id, known)
    moments = {code: _free(takes_effect(effective_on, [code], now), taken.get(code, ())) for code in known}
    return _Order(course_id, by, approved_by, {code: moments.get(code, now) for code in countries})


def _taken(course_id: int, countries: Sequence[str]) -> dict[str, set[datetime]]:
    found: dict[str, set[datetime]] = {}
    rows = ReleaseCountry.objects.filter(course=course_id, country__in=countries, effective_at__gt=timezone.now())
    for code, moment in rows.values_list("country", "effective_at"):
        found.setdefault(code, set()).add(moment)
    return found


def _free(moment: datetime, taken: Collection[datetime]) -> datetime:
    """A second release for the same midnight wins: it takes effect a microsecond after the first."""
    while moment in taken:
        moment += timedelta(microseconds=1)
    return moment


class _Undo(Exception):
    """Ends a rehearsal."""


def rehearse(*, course_id: int, by: int, countries: Sequence[str], effective_on: date | None = None, reason: str = "") -> str:
    """The digest of the release that publishing now would make; nothing is kept, nobody is told. Raises as `publish_course`."""
    found = ""
    try:
        with transaction.atomic():
            order = _order(course_id, by, None, countries, effective_on)
            found = str(_publish(replace(order, reason=reason)).digest)
            raise _Undo
    except _Undo:
        return found


def _publish(order: _Order) -> Release:
    course = Course.objects.select_for_update().filter(pk=order.course_id, archived_at=None).first()
    if course is None:
        raise CourseNotFound
    if problems := problems_of(course.pk, order.countries, reason=order.reason, today=order.today):
        raise PublishingRefused(count=len(problems), problems=tuple(problems))
    entry_id = _move(course, order)
    manifest = _freeze(course, order.countries, max(_local(moment, code) for code, moment in order.moments.items()))
    return _release(course, manifest, order, entry_id)


def _move(course: Course, order: _Order) -> int | None:
    """Publish the items that the drafts rest on: a country's own from its own midnight, all others from the first one's.

    Returns the log entry, the earliest when there are several; None when nothing moves.
    """
    moments: dict[datetime, list[int]] = {}
    for item_id, code in Item.objects.filter(pk__in=items_of(course.pk)).values_list("pk", "country"):
        moments.setdefault(order.moments.get(code, order.first), []).append(item_id)
    people: dict[str, Any] = {"by": order.by, "approved_by": order.approved_by, "note": order.note or course.key}
    entries = [move_items(item_ids=moments[moment], effective_at=moment, **people) for moment in sorted(moments)]
    return next((entry for entry in entries if entry is not None), None)


def _local(moment: datetime, country: str) -> date:
    return moment.astimezone(ZoneInfo(TIME_ZONES[country])).date()


@dataclass(frozen=True, slots=True)
class _FrozenUnit:
    unit: DraftUnit
    frozen: Frozen
    digest: str


def _freeze(course: Course, countries: Sequence[str], on: date) -> list[_FrozenUnit]:
    frozen = [(unit, kind_of(unit.kind).freeze(unit_id=unit.pk, countries=countries, on=on)) for unit in draft_units(course.pk)]
    names = _names({held.item_version_id for _unit, one in frozen for held in one.held})
    return [_FrozenUnit(unit, one, _unit_digest(unit, one, names)) for unit, one in frozen]


def _names(version_ids: set[int]) -> dict[int, list[str]]:
    """{version: [kind, key, country, language, digest]}: what a version is in any database."""
    rows = ItemVersion.objects.filter(pk__in=version_ids).values_list(
        "pk", "item__kind", "item__key", "item__country", "item__language", "digest"
    )
    return {pk: names for pk, *names in rows}


def _unit_digest(unit: DraftUnit, frozen: Frozen, names: dict[int, list[str]]) -> str:
    held = sorted([*names[h.item_version_id], h.country, h.shown_only] for h in frozen.held)
    return digest({"kind": unit.kind, "titles": unit.titles, "minutes": unit.minutes, "config": frozen.config, "held": held})


def _unit_version(one: _FrozenUnit) -> UnitVersion:
    """The version with this digest: an old one when the unit is again what it was."""
    found: UnitVersion | None = UnitVersion.objects.filter(unit=one.unit.pk, digest=one.digest).first()
    if found is not None:
        return found
    last = UnitVersion.objects.filter(unit=one.unit.pk).aggregate(n=Max("number"))["n"] or 0
    version: UnitVersion = UnitVersion.objects.create(
        unit_id=one.unit.pk,
        number=last + 1,
        kind=one.unit.kind,
        titles=one.unit.titles,
        minutes=one.unit.minutes,
        config=plain(one.frozen.config),
        digest=one.digest,
    )
    held: dict[tuple[int, str], bool] = {}
    for item in one.frozen.held:
        known = held.get((item.item_version_id, item.country), True)
        held[item.item_version_id, item.country] = known and item.shown_only
    UnitVersionItem.objects.bulk_create(
        [
            UnitVersionItem(unit_version=version, country=country, item_version_id=item_version, shown_only=shown)
            for (item_version, country), shown in held.items()
        ],
        500,
    )
    return version


def manifest_digest(course_key: str, rule: Any, rows: Sequence[Sequence[Any]]) -> str:
    """SHA-256 over the manifest: the course, its rule and each entry's place, unit and content."""
    return digest({"course": course_key, "rule": rule, "entries": rows})


def _release(course: Course, manifest: Sequence[_FrozenUnit], order: _Order, entry_id: int | None) -> Release:
    rows = [
        [place, one.unit.module_key, one.unit.key, one.digest, one.unit.required, one.unit.choice, one.unit.weight]
        for place, one in enumerate(manifest, 1)
    ]
    whole = manifest_digest(course.key, course.rule, rows)
    _refuse_if_same_or_moved(course, whole, order)
    last = Release.objects.filter(course=course).aggregate(n=Max("number"))["n"] or 0
    people = {"by_id": order.by, "approved_by_id": order.approved_by}
    if entry_id is None:  # no item moved: an entry without records still says who and when
        entry = LogEntry.objects.create(effective_at=order.first, applied_at=timezone.now(), note=course.key, **people)
        entry_id = entry.pk
    release: Release = Release.objects.create(
        course=course, number=last + 1, log_id=entry_id, rule=course.rule, digest=whole, **people
    )
    differ = _countries_differ(manifest)
    asked = {purpose: groups_of(course.rule, purpose, differ) for purpose in PURPOSES}
    ReleaseEntry.objects.bulk_create(
        ReleaseEntry(
            release=release,
            position=place,
            module_id=one.unit.module_id,
            unit_id=one.unit.pk,
            unit_version=_unit_version(one),
            required=one.unit.required,
            choice=one.unit.choice,
            weight=one.unit.weight,
            **{purpose: asked[purpose].get(one.unit.key, "") for purpose in PURPOSES},
        )
        for place, one in enumerate(manifest, 1)
    )
    ReleaseCountry.objects.bulk_create(
        ReleaseCountry(release=release, course=course, country=code, effective_at=moment, law_as_of=_local(moment, code))
        for code, moment in order.moments.items()
    )
    return release


def _countries_differ(manifest: Sequence[_FrozenUnit]) -> set[str]:
    """Keys of the units that a reader of another country reads otherwise: other items, or other parts of the same ones."""
    parts = dict(
        ItemVersion.objects.filter(pk__in={held.item_version_id for one in manifest for held in one.frozen.held}).values_list(
            "pk", "parts"
        )
    )
    found = set()
    for one in manifest:
        read: dict[str, set[str]] = {}
        for held in one.frozen.held:
            own = (parts.get(held.item_version_id) or {}).get(held.country, "")
            read.setdefault(held.country, set()).add(f"{held.item_version_id}:{own}")
        if len({frozenset(ones) for ones in read.values()}) > 1:
            found.add(one.unit.key)
    return found


def _refuse_if_same_or_moved(course: Course, whole: str, order: _Order) -> None:
    if order.expected and order.expected != whole:
        raise DraftsMoved
    latest: dict[str, tuple[str, int]] = {}
    rows = ReleaseCountry.objects.filter(course=course, country__in=order.countries).order_by("effective_at")
    for code, moment, hashed, number in rows.values_list("country", "effective_at", "release__digest", "release__number"):
        if moment <= order.moments[code]:
            latest[code] = (hashed, number)
    if all(latest.get(code, ("", 0))[0] == whole for code in order.countries):
        raise NothingToPublish(number=max(number for _digest, number in latest.values()))
