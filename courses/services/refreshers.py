"""What an approved change does to finishers: mandatory asks them to pass a refresher, advisory tells them, editorial nothing.

The work is a Job in short transactions; every step may be repeated: a refresher, what is due, and a message exist once.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from courses.kinds import refresher_maker
from courses.models import Change, ChangeClass, ChangeState, Refresher, RefresherDue
from courses.selectors.refreshers import OPEN, REPLACED, Group, changes_met_by, finishers, groups_of, takes_effect_on
from courses.services.freezing import freeze_hidden_unit
from courses.services.refresher_leave import settle_grace
from lms.jobs.api import Claim, report_progress, request_job
from lms.kernel import conf
from lms.kernel.places import TIME_ZONES
from lms.messages.api import send_many

ASK: Final = "courses.ask_refreshers"
REFRESHER: Final = "law_refresher"  # kinds of message
NOTICE: Final = "law_notice"
_CHUNK: Final = 500
_STANDING: Final = (ChangeState.APPROVED, ChangeState.CLOSED)


def request_refreshers(*, change_id: int) -> None:
    """A change was approved: ask for the work. Safe to repeat."""
    request_job(kind=ASK, key=f"{ASK}:{change_id}", args={"change": change_id})


def request_for_latecomer(*, completion_id: int) -> None:
    """Somebody completed a course under a text that a change has moved since: they are asked as those before them."""
    for change_id in changes_met_by(completion_id):
        request_job(kind=ASK, key=f"{ASK}:{change_id}:{completion_id}", args={"change": change_id, "completion": completion_id})


def ask_refreshers_job(claimed: Claim) -> dict[str, Any]:
    """The job: ask, or tell, whom the change touches; with `completion`, only that one."""
    change = Change.objects.select_related("item", "old", "new").get(pk=claimed.args["change"])
    if change.change_class == ChangeClass.EDITORIAL or change.state not in _STANDING:
        return {"people": 0}
    groups, only = groups_of(change), claimed.args.get("completion")
    mandatory = change.change_class == ChangeClass.MANDATORY
    if mandatory:
        replace_earlier(change, sorted({group.country for group in groups}))
    total = 0 if only else sum(finishers(group).count() for group in groups)
    done = 0
    for group in groups:
        for count in _ask(change, group, only) if mandatory else _tell(change, group, only):
            done += count
            report_progress(claimed, done=done, total=max(total, done))
    return {"people": done}


def _ask(change: Change, group: Group, only: int | None) -> Iterator[int]:
    wanted = finishers(group).filter(Q(pk=only) if only else Q())
    if not wanted.exists() or _superseded(change, group):
        return
    refresher_id = refresher_for(change, group)
    now = timezone.now()
    grace = max(now, takes_effect_on(change)) + timedelta(days=int(conf.get("REFRESHER_GRACE_DAYS")))
    asked = RefresherDue.objects.filter(refresher=refresher_id, completion=OuterRef("pk"))
    for chunk in _chunks(wanted.exclude(Exists(asked))):
        yield _ask_some(refresher_id, [pk for pk, _person in chunk], now, grace)


def _chunks(wanted: Any) -> Iterator[Sequence[tuple[int, int]]]:
    """(completion, person) in order, some at a time."""
    last = 0
    while chunk := list(
        wanted.filter(pk__gt=last).order_by("pk").values_list("pk", "enrolment__person_id")[:_CHUNK]
    ):  # fmt: skip
        yield chunk
        last = chunk[-1][0]


@transaction.atomic
def _ask_some(refresher_id: int, completion_ids: Sequence[int], now: datetime, grace: datetime) -> int:
    RefresherDue.objects.bulk_create(
        [
            RefresherDue(refresher_id=refresher_id, completion_id=pk, asked_at=now, grace_until=grace)
            for pk in completion_ids
        ],
        ignore_conflicts=True,
    )  # fmt: skip
    rows = RefresherDue.objects.filter(OPEN, refresher=refresher_id, completion__in=completion_ids).order_by("pk")
    people = dict(rows.values_list("completion__enrolment__person_id", "pk"))
    settle_grace(people)
    send_many(
        kind=REFRESHER, speaks_of=f"refresher:{refresher_id}",
        params_by_person={person: {"due_id": due} for person, due in people.items()},
    )  # fmt: skip
    return len(completion_ids)


def _tell(change: Change, group: Group, only: int | None) -> Iterator[int]:
    """A notice to the same people; nothing is due."""
    for chunk in _chunks(finishers(group).filter(Q(pk=only) if only else Q())):
        people = {person: {"change_id": change.pk, "completion_id": pk} for pk, person in chunk}
        with transaction.atomic():
            send_many(kind=NOTICE, speaks_of=f"change:{change.pk}", params_by_person=people)
        yield len(chunk)


@transaction.atomic
def refresher_for(change: Change, group: Group) -> int:
    """The one refresher of a change for a course and country, made when it is first needed; returns its id."""
    Change.objects.select_for_update().get(pk=change.pk)
    known = Refresher.objects.filter(change=change, country=group.country, course=group.course_id)
    if found := known.values_list("pk", flat=True).first():
        return int(found)
    unit_id = refresher_maker().make(change_id=change.pk, country=group.country, course_id=group.course_id)
    zone = ZoneInfo(TIME_ZONES[group.country])
    in_force = max(timezone.now(), takes_effect_on(change)).astimezone(zone).date()
    freeze_hidden_unit(unit_id=unit_id, country=group.country, on=in_force)
    made = Refresher.objects.create(change=change, country=group.country, course_id=group.course_id, unit_id=unit_id)
    return int(made.pk)


def _superseded(change: Change, group: Group) -> bool:
    """A later change of the same rule asked here already: what this one teaches is the law no more."""
    later = Refresher.objects.filter(
        change__item__kind=change.item.kind, change__item__key=change.item.key, change__approved_at__gt=change.approved_at,
        change__part__in=("", change.part), country=group.country, course=group.course_id,
    )  # fmt: skip
    return later.exists()


@transaction.atomic
def replace_earlier(change: Change, countries: Sequence[str]) -> int:
    """What earlier changes of the same rule still ask is asked no more: this one takes its place. Returns how many.

    Who passed an earlier one keeps that. Safe to repeat.
    """
    earlier = Refresher.objects.filter(
        change__item__kind=change.item.kind, change__item__key=change.item.key, change__approved_at__lt=change.approved_at,
        country__in=countries,
    )  # fmt: skip
    if change.part:
        earlier = earlier.filter(change__part=change.part)
    return RefresherDue.objects.filter(OPEN, refresher__in=earlier).update(excused_because=REPLACED)
