"""What reminders say, looked up when each is written: it may be settled by then. And whom they are for."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from courses.models import Item, ItemKind, RefresherDue
from courses.selectors.item_requests import item_url
from courses.selectors.refresher_messages import refresher_facts
from courses.selectors.refreshers import OPEN
from lms.institutions.api import programme_people
from lms.kernel.places import TIME_ZONES
from lms.kernel.words import in_language
from lms.messages.api import NothingToSay

REVIEWED: Final = (ItemKind.SOURCE, ItemKind.RESOURCE)  # what has a date to be looked at again
_NAMED: Final = 20  # in one mail
DAYS: Final = (7, 1)  # before the end of a refresher's grace


def past_review(today: date) -> QuerySet[Item]:
    """Sources and help resources whose review date has passed and that somebody owns."""
    late = Item.objects.filter(kind__in=REVIEWED, review_by__lt=today, archived_at=None)
    return late.exclude(owner=None).order_by("review_by", "kind", "key", "country")


def owners_past_review(today: date) -> list[int]:
    """People who own such an item and are an author or a focal point of the programme now. Three queries."""
    here = {*programme_people("author"), *programme_people("focal")}
    owners = past_review(today).order_by("owner").values_list("owner", flat=True).distinct()
    return [person for person in owners if person in here]


def review_facts(params: Mapping[str, Any]) -> Mapping[str, Any]:
    """What one owner should look at again, the oldest date first. Raises NothingToSay when nothing is left. One query."""
    mine = list(past_review(timezone.localdate()).filter(owner=params["person_id"]).select_related("draft"))
    if not mine:
        raise NothingToSay
    named = [
        {"title": _title(item), "country": item.country, "due": item.review_by, "path": item_url(item.kind, item.key, item.pk)}
        for item in mine[:_NAMED]
    ]
    return {"items": named, "n": len(mine), "more": len(mine) - len(named)}


def _title(item: Item) -> str:
    body = item.draft.body if item.draft else {}
    return in_language(body.get("titles") or body.get("names") or {}) or item.key


def grace_ends(now: datetime) -> Mapping[tuple[int, int, date], Mapping[int, int]]:
    """{(refresher, days before, last day there): {person: what is due}} for whom a reminder is to be written now. One query.

    Whoever was asked less than a day before a reminder's time gets the next one: the first letter says the same date.
    """
    found: dict[tuple[int, int, date], dict[int, int]] = defaultdict(dict)
    for days, until_days in zip(DAYS, (*DAYS[1:], 0), strict=True):
        ahead = timedelta(days=days)
        rows = RefresherDue.objects.filter(
            OPEN, Q(asked_at__lt=F("grace_until") - ahead - timedelta(days=1)),
            grace_until__gt=now + timedelta(days=until_days), grace_until__lte=now + ahead,
            completion__enrolment__person__erased_at=None,
        )  # fmt: skip
        wanted = ("pk", "refresher_id", "refresher__country", "grace_until", "completion__enrolment__person_id")
        for pk, refresher, country, until, person in rows.order_by("pk").values_list(*wanted):
            found[refresher, days, until.astimezone(ZoneInfo(TIME_ZONES[country])).date()][person] = pk
    return found


def reminder_facts(params: Mapping[str, Any]) -> Mapping[str, Any]:
    """What is still to be passed, and until when. Raises NothingToSay when it is settled or the day is over."""
    facts = refresher_facts(params)
    if facts["until"] <= timezone.now():
        raise NothingToSay
    return facts
