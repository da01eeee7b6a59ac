"""The days of one person's course for those who accompany them, with what moved each and who gave more time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from courses.deadlines import Deadline
from courses.errors_groups import ModuleExtensionNotFound
from courses.models import Module, ModuleExtension
from courses.selectors.deadlines import deadlines_of
from courses.selectors.groups import TaughtEnrolment
from lms.messages.api import NothingToSay


@dataclass(frozen=True, slots=True)
class ModuleDay:
    """One module, and the day that holds for it (None: the group sets none)."""

    module_id: int
    titles: Mapping[str, str]
    deadline: Deadline | None


@dataclass(frozen=True, slots=True)
class ExtensionLine:
    """One extension in a person's history."""

    id: int
    titles: Mapping[str, str]
    until: date
    reason: str
    giver: str
    given_at: datetime
    withdrawer: str
    withdrawn_at: datetime | None


def module_days(learner: TaughtEnrolment) -> list[ModuleDay]:
    """The modules of a person's course and their days. Three queries."""
    mine = deadlines_of([learner.id]).get(learner.id, {})
    rows = Module.objects.filter(course_id=learner.course_id).order_by("position").values_list("pk", "key", "titles")
    return [ModuleDay(pk, titles, mine.get(key)) for pk, key, titles in rows]


def extension_lines(enrolment_id: int) -> list[ExtensionLine]:
    """Every extension that was given to a person, the newest first. One query."""
    rows = ModuleExtension.objects.filter(enrolment_id=enrolment_id).select_related("module", "given_by", "withdrawn_by")
    return [
        ExtensionLine(
            row.pk, row.module.titles, row.until, row.reason, row.given_by.full_name, row.given_at,
            row.withdrawn_by.full_name if row.withdrawn_by else "", row.withdrawn_at,
        )
        for row in rows.order_by("-pk")
    ]  # fmt: skip


def extended_enrolment(extension_id: int) -> int:
    """Whose an extension is. Raises ModuleExtensionNotFound."""
    found = ModuleExtension.objects.filter(pk=extension_id).values_list("enrolment_id", flat=True).first()
    if found is None:
        raise ModuleExtensionNotFound
    return found


def extension_facts(params: Mapping[str, Any]) -> Mapping[str, Any]:
    """What the mail says, looked up when it is written. Raises NothingToSay when it no longer holds."""
    row = ModuleExtension.objects.select_related("module__course").filter(pk=params["extension_id"]).first()
    if row is None or row.withdrawn_at is not None:
        raise NothingToSay
    return {
        "module": row.module.titles, "course": row.module.course.titles, "until": row.until,
        "enrolment_id": row.enrolment_id,
    }  # fmt: skip
