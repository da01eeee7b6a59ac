"""Who is held back: for the deciders' pages, their mail and their first page."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.assessor_words import because_sentence, because_title
from assessments.models import AssessorHold
from assessments.models.agreement_rows import case_cards, names_of
from assessments.models.conflicts import person_too_close
from lms.institutions.api import Scope
from lms.kernel.todo import Todo
from lms.kernel.words import in_language
from lms.messages.api import NothingToSay


@dataclass(frozen=True, slots=True)
class HoldLine:
    """A hold on the list, in words."""

    id: int
    name: str
    case: str
    title: str
    sentence: str
    raised_at: datetime
    decision: str
    decided_at: datetime | None
    decided_by: str
    why: str
    close: bool  # somebody else decides: about the viewer, or about whom the viewer is too close to


def hold_lines(viewer: int, *, hold_id: int | None = None, limit: int = 100) -> list[HoldLine]:
    """Open holds first, the oldest first; then what was decided, the newest first. Five queries."""
    rows = AssessorHold.objects.all()
    if hold_id is not None:
        rows = rows.filter(pk=hold_id)
    waiting = list(rows.filter(decided_at=None).order_by("raised_at", "pk")[:limit])
    found = [*waiting, *rows.filter(decided_at__isnull=False).order_by("-decided_at", "-pk")[:limit]]
    names = names_of({pk for one in found for pk in (one.person_id, one.decided_by_id) if pk})
    cards = case_cards()
    near = AssessorHold.objects.filter(person_too_close(viewer), pk__in=[one.pk for one in found])
    close = set(near.values_list("pk", flat=True)) if viewer else set()
    return [
        HoldLine(
            one.pk, names.get(one.person_id, ""),
            in_language(cards[one.case_key].titles) if one.case_key in cards else one.case_key,
            because_title(one.because), because_sentence(one.because), one.raised_at, one.decision, one.decided_at,
            names.get(one.decided_by_id or 0, ""), one.why, one.pk in close,
        )
        for one in found
    ]  # fmt: skip


def message_facts(params: Mapping[str, Any]) -> Mapping[str, Any]:
    """What the mail to a decider adds when it is written. Raises NothingToSay once somebody has decided."""
    lines = hold_lines(0, hold_id=int(params["hold_id"]))
    if not lines or lines[0].decided_at:
        raise NothingToSay
    return {"hold": lines[0]}


def hold_todos(scope: Scope) -> list[Todo]:
    """Assessors that wait for this decider. One query, none for others."""
    if not scope.decider:
        return []
    count = AssessorHold.objects.filter(~person_too_close(scope.person_id), decided_at=None).count()
    if not count:
        return []
    title = ngettext("An assessor's scores wait for your decision", "The scores of assessors wait for {n} decisions", count)
    return [
        Todo(
            title=title.format(n=count),
            why=_("Their figures lie outside what is agreed. The results of letters they scored are not released until then."),
            url=reverse("lms:assessments:hold-list"),
            icon="flag",
            tone="warn",
            weight=18,
            act=_("Look at it"),
        )
    ]
