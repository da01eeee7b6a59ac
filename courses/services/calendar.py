"""Calendars that a person's own program reads by a secret link, without a log-in.

The link is an HMAC of its row under SECRET_KEY, so that the page can show it again although only its hash is kept. A new
link takes the place of the old one at once. What it shows is asked anew each time: who no longer teaches a group, or was
erased, reads nothing.
"""

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from urllib.parse import urlsplit

from django.core.cache import cache
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from courses.calendar import Asked, CalendarEvent, events_for
from courses.errors import CalendarBusy, CalendarNotFound
from courses.ics import Marked, write_calendar
from courses.models import CalendarFeed, CalendarMark
from lms.audit.api import record_event
from lms.institutions import api as institutions
from lms.institutions.api import CohortNotFound
from lms.kernel import conf
from lms.kernel.canonical import digest
from lms.kernel.words import in_language

READS_AN_HOUR: Final = 60  # of one link: programs ask every few minutes at most
READ_NOTED_EVERY: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class CalendarFile:
    """What a program gets: the bytes, and a tag by which it asks whether anything has changed."""

    body: bytes
    tag: str


@transaction.atomic
def make_calendar_link(*, person_id: int, cohort_id: int | None = None) -> int:
    """Make the link of one's own calendar or of a group's, or a new one in place of the old; returns the feed's id.

    The caller has asked whether the group may be seen. Audited.
    """
    row = _locked(person_id, cohort_id) or CalendarFeed(person_id=person_id, cohort_id=cohort_id)
    renewed = row.token_hash is not None
    row.made_at = timezone.now()
    row.read_at = None
    row.save()
    row.token_hash = _hash(_token(row))
    row.save(update_fields=["token_hash"])
    _note("calendar.renewed" if renewed else "calendar.opened", row)
    return row.pk


@transaction.atomic
def withdraw_calendar_link(*, person_id: int, cohort_id: int | None = None) -> None:
    """The link leads nowhere from now on. Safe to repeat."""
    row = _locked(person_id, cohort_id)
    if row is None or row.token_hash is None:
        return
    row.token_hash = None
    row.save(update_fields=["token_hash"])
    row.lms_marks.all().delete()
    _note("calendar.withdrawn", row)


def _locked(person_id: int, cohort_id: int | None) -> CalendarFeed | None:
    rows = CalendarFeed.objects.select_for_update().filter(person_id=person_id)
    return (rows.filter(cohort=None) if cohort_id is None else rows.filter(cohort=cohort_id)).first()


def _note(act: str, row: CalendarFeed) -> None:
    record_event(
        act=act, subject="calendar_feed", subject_id=row.pk, actor=row.person_id, after={"cohort": row.cohort_id or ""}
    )


def link_of(row: CalendarFeed) -> str:
    """The whole address of a link that is good, '' of one that was withdrawn or that another SECRET_KEY made."""
    token = _token(row)
    if row.token_hash != _hash(token):
        return ""
    return conf.base_url() + reverse("lms:courses:calendar-feed", args=[token])


def read_calendar(token: str) -> CalendarFile:
    """What the program of a link gets, in its person's language. The number of queries does not grow with what is in it.

    Raises CalendarNotFound (no such link; or its person may not see the group any more), CalendarBusy.
    """
    row = CalendarFeed.objects.select_related("person").filter(token_hash=_hash(token), person__erased_at=None).first()
    if row is None:
        raise CalendarNotFound
    _refuse_too_often(row.pk)
    with translation.override(row.person.language):
        name = _name(row)
        events = events_for(Asked(row.person_id, timezone.now(), row.cohort_id))
        host = urlsplit(conf.base_url()).hostname or "localhost"
        body = write_calendar(mark_events(row, events), name=name, base_url=conf.base_url(), host=host)
    now = timezone.now()
    if row.read_at is None or now - row.read_at > READ_NOTED_EVERY:
        CalendarFeed.objects.filter(pk=row.pk).update(read_at=now)
    return CalendarFile(body, f'"{hashlib.sha256(body).hexdigest()[:32]}"')


def _name(row: CalendarFeed) -> str:
    if row.cohort_id is None:
        return str(conf.get("SITE_NAME"))
    try:
        cohort = institutions.cohort_in_reach(institutions.scope(row.person_id), row.cohort_id)
    except CohortNotFound:
        raise CalendarNotFound from None
    return _("{group} · {site}").format(group=in_language(cohort.names), site=conf.get("SITE_NAME"))


def _refuse_too_often(feed_id: int) -> None:
    """Raises CalendarBusy from the 61st reading within an hour on."""
    key = f"lms.courses.calendar:{feed_id}"
    cache.add(key, 0, 3600)
    try:
        count = cache.incr(key)
    except ValueError:  # it ran out between the two lines
        return
    if count > READS_AN_HOUR:
        raise CalendarBusy


def mark_events(row: CalendarFeed, events: list[CalendarEvent]) -> list[Marked]:
    """Each event with how often it has changed since this feed first told of it. Two queries; two more when something did."""
    known = {mark.uid: mark for mark in CalendarMark.objects.filter(feed=row)}
    now = timezone.now().replace(microsecond=0)
    new, moved = [], []
    for event in events:
        seal, mark = _seal(event), known.get(event.uid)
        if mark is None:
            mark = known[event.uid] = CalendarMark(feed=row, uid=event.uid, digest=seal, changed_at=now)
            new.append(mark)
        elif mark.digest != seal:
            mark.digest, mark.sequence, mark.changed_at = seal, mark.sequence + 1, now
            moved.append(mark)
    if new:
        CalendarMark.objects.bulk_create(new, 500, ignore_conflicts=True)
    if moved:
        CalendarMark.objects.bulk_update(moved, ["digest", "sequence", "changed_at"], 500)
    return [Marked(event, known[event.uid].sequence, known[event.uid].changed_at) for event in events]


def _seal(event: CalendarEvent) -> str:
    """Of what a program would show otherwise: not of the day on which it was asked."""
    ends = event.ends.isoformat() if event.ends else ""
    return digest(
        [event.title, event.starts.isoformat(), ends, event.words, event.place, event.path, event.cancelled]
    )  # fmt: skip


def forget_calendars(*, person_id: int) -> None:
    """Erasure: the links of a person lead nowhere, and are gone."""
    CalendarFeed.objects.filter(person=person_id).delete()


def _token(row: CalendarFeed) -> str:
    secret = f"{row.pk}:{row.person_id}:{row.cohort_id or 0}:{row.made_at.timestamp():.6f}"
    return salted_hmac("lms.courses.calendar", secret, algorithm="sha256").hexdigest()


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
