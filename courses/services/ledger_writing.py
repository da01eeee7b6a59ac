"""What a change writes: the draft of a fact with a new value, and its publication from the day it is in force."""

from datetime import date, datetime
from typing import Any, Final

from django.utils import timezone
from django.utils.translation import gettext as _

from courses.errors import ChangeWaits
from courses.kinds import Parsed, content_kinds
from courses.models import Change, Citation, Item, LogEntry, LogRecord
from courses.proposals import lacking
from courses.selectors.ledger_plans import Plan, waiting_change
from courses.services.importing_writing import Row, Write, parts_of, write_items
from courses.services.publishing_items import APPLY, move_items
from lms.audit.api import record_event
from lms.jobs.api import Claim, finish, request_job
from lms.kernel.canonical import digest
from lms.kernel.errors import BadInput, Stale

RETIRE: Final = "courses.retire_item"


def write_draft(*, plan: Plan, change_class: str, in_force_from: date, by: int) -> int:
    """The planned body as the item's new draft (a new item when the country had none); returns the item's id.

    A retired rule writes nothing. Call it in a transaction. Raises BadInput when a language is missing, ChangeWaits, Stale.
    """
    step = plan.step
    if waiting_change(plan.item_id):
        raise ChangeWaits(key=step.key)
    if step.after is None:
        return int(plan.item_id or 0)
    body: dict[str, Any] = {**step.after.body, "as_of": timezone.localdate().isoformat()}
    if missing := lacking(body):
        raise BadInput(
            what=_("The sentence is missing, or has no full stop, in: %(languages)s. Write both: Spanish and English.")
            % {"languages": ", ".join(missing)}
        )
    body["in_force_from"] = in_force_from.isoformat()
    row = _row(plan)
    before = plan.step.before.version_id if plan.step.before else None
    parsed = Parsed(
        (step.kind, step.key, step.country, ""), body, "", citations=tuple(_citations(body, before)), change_class=change_class
    )
    kind = next(kind for kind in content_kinds() if kind.folder == "facts")
    write_items([Write(kind, parsed, digest(body), parts_of(parsed), row)], {}, by)
    return int(Item.objects.values_list("pk", flat=True).get(kind=step.kind, key=step.key, country=step.country, language=""))


def _row(plan: Plan) -> Row | None:
    if plan.item_id is None:
        return None
    item = Item.objects.select_related("draft").get(pk=plan.item_id)
    published = item.published_id or item.draft_id
    if plan.step.before is not None and published != plan.step.before.version_id:
        raise Stale
    return Row(item.pk, item.draft_id, item.draft.digest if item.draft else "", item.archived_at is not None)


def _citations(body: dict[str, Any], before: int | None) -> list[dict[str, Any]]:
    """What the earlier version cited; of a new item, its sources."""
    fields = ("block", "slot", "kind", "key", "part", "shown_only")
    if before is not None:
        return list(Citation.objects.filter(version=before).order_by("pk").values(*fields))
    return [
        {"block": "", "slot": "", "kind": "source", "key": key, "part": "", "shown_only": False}
        for key in body.get("sources", ())
    ]


def publish_change(*, change: Change, by: int, moment: datetime) -> int:
    """Log the step from `moment` on; returns the log entry's id. Call it in a transaction, with the change locked."""
    note = f"change {change.pk}: {change.item.key}"
    if change.new_id is None:
        return _retire(change, by, moment, note)
    entry = move_items(item_ids=[change.item_id], by=change.by_id or by, approved_by=by, note=note, effective_at=moment)
    if entry is not None:
        return entry
    # published meanwhile in another way: the entry says who and when all the same
    made = LogEntry.objects.create(
        effective_at=moment, applied_at=timezone.now(), by_id=change.by_id, approved_by_id=by, note=note
    )  # fmt: skip
    return int(made.pk)


def _retire(change: Change, by: int, moment: datetime, note: str) -> int:
    """A rule that ends: the log knows it at once, its item is archived on the day."""
    now = timezone.now()
    if moment <= now:
        Item.objects.filter(pk=change.item_id).update(archived_at=now)
        entry = move_items(item_ids=[change.item_id], by=change.by_id or by, approved_by=by, note=note, effective_at=moment)
        if entry is not None:
            return entry
    made = LogEntry.objects.create(effective_at=moment, by_id=change.by_id, approved_by_id=by, note=note)
    if moment <= now:  # it never was published
        LogEntry.objects.filter(pk=made.pk).update(applied_at=now)
        return int(made.pk)
    LogRecord.objects.create(entry=made, item=change.item, old=change.old, new=None)
    record_event(
        act="items published", subject="log_entry", subject_id=made.pk, actor=by,
        after={"items": 1, "by": change.by_id, "effective_at": moment.isoformat()}, reason=note,
    )  # fmt: skip
    request_job(kind=APPLY, key=f"{APPLY}:{made.pk}", args={"entry": made.pk}, due_at=moment)
    request_job(kind=RETIRE, key=f"{RETIRE}:{made.pk}", args={"item": change.item_id}, due_at=moment)
    return int(made.pk)


def retire_item(claimed: Claim) -> None:
    """The job: the day has come, the rule's item is archived. A second delivery does nothing."""
    Item.objects.filter(pk=claimed.args["item"], archived_at=None).update(archived_at=timezone.now())
    finish(claimed)
