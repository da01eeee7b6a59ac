"""Rules that moved on since a lesson was published: until it is renewed, its readers are told where. By the log, by time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from courses.ledger import reader_gets
from courses.models import ChangeClass, ItemKind, LogRecord
from courses.selectors.lessons import LessonPage
from lms.kernel.places import TIME_ZONES, jurisdictions_of

_COLUMNS: Final = (
    "item__key", "item__country", "new_id", "new__body", "entry__effective_at", "entry__change__in_force_from",
    "entry__change__sentence", "entry__change__change_class",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Revision:
    """A fact of a lesson that says something else now. `on` is the day it changed; `sentence` {es, en} may be empty.

    `stands` is False when nothing has taken the rule's place.
    """

    key: str
    titles: Mapping[str, str]
    on: date
    sentence: Mapping[str, str]
    stands: bool


@dataclass(frozen=True, slots=True)
class _Record:
    version_id: int | None
    body: Mapping[str, Any] | None
    at: datetime
    in_force_from: date | None
    sentence: Mapping[str, str] | None
    change_class: str | None


def revisions_of(page: LessonPage, now: datetime) -> dict[str, tuple[Revision, ...]]:
    """{section key: what changed of the facts it cites}, for the country of the page. One query; none without facts."""
    if not page.rests:
        return {}
    found = {key: revision for key, records in _records(page, now).items() if (revision := _revision(page, key, records))}
    return {
        section: mine for section, keys in page.cites.items() if (mine := tuple(found[key] for key in keys if key in found))
    }


def _records(page: LessonPage, now: datetime) -> dict[str, dict[str, list[_Record]]]:
    """{fact: {jurisdiction: its steps up to now, the last one last}} for those whose law reaches the country."""
    steps = LogRecord.objects.filter(
        item__kind=ItemKind.FACT,
        item__key__in=list(page.rests),
        item__country__in=jurisdictions_of(page.country),
        entry__effective_at__lte=now,
    ).order_by("entry__effective_at", "entry_id")
    found: dict[str, dict[str, list[_Record]]] = {}
    for key, jurisdiction, *rest in steps.values_list(*_COLUMNS):
        found.setdefault(key, {}).setdefault(jurisdiction, []).append(_Record(*rest))
    return found


def _revision(page: LessonPage, key: str, records: Mapping[str, Sequence[_Record]]) -> Revision | None:
    order = [code for code in jurisdictions_of(page.country) if code in records]
    standing = next((code for code in order if records[code][-1].version_id is not None), None)
    held_id = page.rests[key]
    now = records[standing][-1] if standing else None
    if now is not None and now.version_id == held_id:
        return None
    held = next(((code, r.body) for code in order for r in records[code] if r.version_id == held_id), None)
    if held is None:  # what the lesson holds was never published: nothing to set against
        return None
    if now is not None and standing == held[0] and reader_gets("fact", now.body or {}) == reader_gets("fact", held[1] or {}):
        return None
    reach = order[: order.index(standing) + 1] if standing else order
    last = max((records[code][-1] for code in reach), key=lambda record: record.at)
    if last.change_class == ChangeClass.EDITORIAL:
        return None
    titles = ((now and now.body) or held[1] or {}).get("titles", {})
    return Revision(key, titles, _day(last, page.country), last.sentence or {}, now is not None)


def _day(record: _Record, country: str) -> date:
    return record.in_force_from or record.at.astimezone(ZoneInfo(TIME_ZONES[country])).date()
