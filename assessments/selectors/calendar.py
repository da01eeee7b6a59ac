"""What assessments puts into calendars: sittings, pieces before an examiner, days on which letters are due."""

from collections.abc import Sequence
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _

from assessments.dues import due_of
from assessments.models.calendar_rows import (
    letters_of,
    pieces_of,
    seats_of,
    sittings_of_cohort,
    watches_of,
    windows_of_cohort,
)
from assessments.models.supervised import PieceForm, PieceState
from courses.api import Asked, CalendarEvent
from lms.kernel.words import in_language

_OVER: Final = (PieceState.MISSED, PieceState.HELD)


def sitting_events(asked: Asked) -> Sequence[CalendarEvent]:
    """Where one has a seat, and what one watches over; of a group, the sittings of its people. Two queries at most."""
    if asked.cohort_id is not None:
        return [_sitting("group-sitting", row, reverse("lms:reporting:cohort-list")) for row in sittings_of_cohort(
            asked.cohort_id, asked.since)]  # fmt: skip
    seats = [
        _sitting("sitting", row, reverse("lms:assessments:quiz-detail", args=[enrolment_id, row[9]]))
        for *row, enrolment_id in seats_of(asked.person_id, asked.since)
    ]
    watches = [
        _sitting("watch", row, reverse("lms:assessments:sitting-detail", args=[row[0]]), _("You are the invigilator."))
        for row in watches_of(asked.person_id, asked.since)
    ]
    return [*seats, *watches]


def _sitting(kind: str, row: Sequence[Any], path: str, words: str = "") -> CalendarEvent:
    pk, opens_at, closes_at, place, place_words, bring, state, because, titles, _unit = row
    cancelled = state == "cancelled"
    lines = [words, _("Cancelled: {why}").format(why=because) if cancelled else "", bring]
    if place == "video":
        lines.append(_("By video call."))
    return CalendarEvent(
        uid=f"{kind}-{pk}", title=_("Sitting: {title}").format(title=in_language(titles)), starts=opens_at, ends=closes_at,
        words="\n".join(filter(None, lines)), place=place_words, path=path, cancelled=cancelled,
    )  # fmt: skip


def piece_events(asked: Asked) -> Sequence[CalendarEvent]:
    """Orals and observed sessions, of a candidate and of an examiner. One query; nothing for a group: one person a piece."""
    if asked.cohort_id is not None:
        return []
    found = []
    for pk, at, place, form, state, why, titles, unit_id, enrolment_id, examines in pieces_of(asked.person_id, asked.since):
        cancelled = state == PieceState.CANCELLED
        kind = _("Oral") if form == PieceForm.ORAL else _("Observed session")
        lines = [
            _("You are the examiner.") if examines else "",
            _("Cancelled: {why}").format(why=why) if cancelled else "",
        ]
        path = (
            reverse("lms:assessments:examining-list")
            if examines
            else reverse("lms:assessments:piece-detail", args=[enrolment_id, unit_id])
        )
        found.append(
            CalendarEvent(
                uid=f"piece-{pk}", title=_("{kind}: {title}").format(kind=kind, title=in_language(titles)), starts=at,
                words="\n".join(filter(None, lines)), place=place, path=path, cancelled=cancelled,
            )
        )  # fmt: skip
    return found


def letter_events(asked: Asked) -> Sequence[CalendarEvent]:
    """Days on which one's letters are due, moved by leave and by more time that was given; of a group, its. Six queries."""
    if asked.cohort_id is not None:
        return [
            _letter(f"group-letter-{pk}", titles, day, reverse("lms:courses:cohort-courses", args=[asked.cohort_id]))
            for pk, titles, day, _placed in windows_of_cohort(asked.cohort_id, asked.since)
        ]
    found = []
    for row in letters_of(asked.person_id, asked.now):
        due = due_of(row.config, row.facts).due_at
        if due is not None and due >= asked.since:
            path = reverse("lms:assessments:case-detail", args=[row.enrolment_id, row.unit_id])
            day = due.astimezone(row.facts.zone).date()
            found.append(_letter(f"letter-{row.enrolment_id}-{row.unit_id}", row.titles, day, path))
    return found


def _letter(uid: str, titles: Any, day: Any, path: str) -> CalendarEvent:
    return CalendarEvent(
        uid=uid, title=_("Letter due: {title}").format(title=in_language(titles)), starts=day,
        words=_("The last day to hand in the letter on time."), path=path,
    )  # fmt: skip
