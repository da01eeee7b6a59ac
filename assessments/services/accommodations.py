"""Accommodations: asked for by a candidate, decided by somebody outside of the cohort, ended by either. Locks: enrolment, row.

**What does not leave this table:** reason, answer and evidence. The audit keeps states, measures and how many files there
were; mails carry an id and a stage; nothing of it is logged. The files are deleted in the transaction of the decision.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.utils import timezone

from assessments import accommodating
from assessments.accommodating import Measures, as_json
from assessments.errors.accommodations import (
    AccommodationAnswer,
    AccommodationDay,
    AccommodationEmpty,
    AccommodationFiles,
    AccommodationNotFound,
    AccommodationOpen,
    AccommodationReason,
    AccommodationSettled,
    AccommodationUnits,
)
from assessments.models import Accommodation, AccommodationEvidence, AccommodationState, Attempt, AttemptState
from assessments.selectors.accommodations import certifying_units, may_decide
from assessments.services.access import settle_unit
from assessments.services.letter_files import checked
from assessments.sniffing import safe_name
from courses import api as courses
from lms.audit.api import record_event
from lms.institutions import api as institutions
from lms.kernel.places import TIME_ZONES
from lms.kernel.words import clean_text
from lms.messages.api import send

STATE: Final = "accommodation_state"  # to who asked
WORK: Final = "accommodation_to_decide"  # to who may decide
MEASURES: Final = "accommodation_measures"  # to who runs the sitting: what, never why


@dataclass(frozen=True, slots=True)
class File:
    """A file as it was sent."""

    name: str
    body: bytes


def ask_accommodation(
    *,
    enrolment_id: int,
    by: int,
    asked: Measures,
    reason: str,
    units: Sequence[int] = (),
    until: date | None = None,
    files: Sequence[File] = (),
) -> int:
    """Ask for measures in all certifying tasks of a course (`units` empty) or in some; returns the request's id.

    Raises AccommodationNotFound (not one's own enrolment), AccommodationEmpty, AccommodationReason, AccommodationFiles,
    AccommodationUnits, AccommodationDay, AccommodationOpen, FileRefused, and what `courses.api.hold` refuses.
    """
    reason = clean_text(reason).strip()
    if asked.empty:
        raise AccommodationEmpty
    if not accommodating.LEAST <= len(reason) <= accommodating.MOST:
        raise AccommodationReason(least=accommodating.LEAST, most=accommodating.MOST)
    if len(files) > accommodating.MOST_FILES:
        raise AccommodationFiles(most=accommodating.MOST_FILES)
    clean = [checked(one.name, one.body) for one in files]  # before anything is locked
    kept = [
        AccommodationEvidence(
            name=safe_name(one.name, sniffed.extension), content_type=sniffed.content_type, size=len(file.body), body=file.body
        )
        for one, (_shown, sniffed, file) in zip(files, clean, strict=True)
    ]
    made = Accommodation(
        enrolment_id=enrolment_id, asked=as_json(asked), units=sorted(set(units)), until=until, reason=reason,
        evidence_files=len(kept),
    )  # fmt: skip
    return _keep_request(made, kept, by)


@transaction.atomic
def _keep_request(made: Accommodation, files: list[AccommodationEvidence], by: int) -> int:
    card = courses.hold(made.enrolment_id)
    if card.person_id != by:
        raise AccommodationNotFound
    if set(made.units) - {pk for pk, _titles in certifying_units(card.course_id)}:
        raise AccommodationUnits
    _refuse_day(made.until, card.country)
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError:
        raise AccommodationOpen from None
    for file in files:
        file.accommodation = made
    AccommodationEvidence.objects.bulk_create(files)
    _audit(made, "accommodation.asked", by, institution=card.institution_id, asked=made.asked)
    _tell(made, by, "received")
    people = {*institutions.programme_people("decider"), *institutions.programme_people("reviewer")}
    close = {person for person, _about in institutions.conflicts(people, [by])}
    for person in sorted(people - close):
        send(person_id=person, kind=WORK, speaks_of=f"accommodation:{made.pk}", params={"accommodation_id": made.pk})
    return made.pk


@transaction.atomic
def withdraw_accommodation(*, accommodation_id: int, by: int) -> None:
    """Who asked takes the request back, or gives up what was granted: its files go. A second call does nothing.

    Raises AccommodationNotFound, AccommodationSettled.
    """
    card, row = _locked(accommodation_id)
    if card.person_id != by:
        raise AccommodationNotFound
    if row.state in (AccommodationState.WITHDRAWN, AccommodationState.ENDED):
        return
    if row.state == AccommodationState.REFUSED:
        raise AccommodationSettled
    if row.state == AccommodationState.GRANTED:
        _end(card, row, by)
        return
    row.state, row.ended_at, row.ended_by_id = AccommodationState.WITHDRAWN, timezone.now(), by
    row.save(update_fields=["state", "ended_at", "ended_by"])
    _erase_evidence(row)
    _audit(row, "accommodation.withdrawn", by, institution=card.institution_id)


@transaction.atomic
def grant_accommodation(
    *, accommodation_id: int, by: int, granted: Measures, until: date | None = None, answer: str = ""
) -> None:
    """Say what holds from now on, and until when; an open attempt gets its time at once. The files of the request are deleted.

    What held before ends. `by` decides for the programme and is close to nobody here. Raises AccommodationNotFound (a role
    in the cohort, or too close), AccommodationSettled, AccommodationEmpty, AccommodationDay.
    """
    if granted.empty:
        raise AccommodationEmpty
    card, row = _deciding(accommodation_id, by)
    if row.state != AccommodationState.REQUESTED:
        raise AccommodationSettled
    row.until, row.answer = until, clean_text(answer).strip()
    _grant(card, row, by, granted)


def _grant(card: courses.EnrolmentCard, row: Accommodation, by: int, granted: Measures) -> None:
    """`row` brings `until` and `answer`, not saved yet."""
    _refuse_day(row.until, card.country)
    for held in Accommodation.objects.filter(enrolment_id=card.id, state=AccommodationState.GRANTED):
        _end(card, held, by, settle=False)
    row.state, row.granted = AccommodationState.GRANTED, as_json(granted)
    row.decided_by_id, row.decided_at = by, timezone.now()
    row.save(update_fields=["state", "granted", "until", "answer", "decided_by", "decided_at"])
    _erase_evidence(row)
    _audit(
        row, "accommodation.granted", by, institution=card.institution_id, granted=row.granted, units=row.units,
        until=row.until.isoformat() if row.until else None,
    )  # fmt: skip
    _settle(card, row)
    _tell(row, card.person_id, "granted")


@transaction.atomic
def refuse_accommodation(*, accommodation_id: int, by: int, answer: str) -> None:
    """Not granted, and why; who asked may have it reviewed. The files are deleted.

    Raises AccommodationAnswer, AccommodationNotFound, AccommodationSettled.
    """
    answer = clean_text(answer).strip()
    if not answer:
        raise AccommodationAnswer
    card, row = _deciding(accommodation_id, by)
    if row.state != AccommodationState.REQUESTED:
        raise AccommodationSettled
    row.state, row.answer = AccommodationState.REFUSED, answer
    row.decided_by_id, row.decided_at = by, timezone.now()
    row.save(update_fields=["state", "answer", "decided_by", "decided_at"])
    _erase_evidence(row)
    _audit(row, "accommodation.refused", by, institution=card.institution_id)
    _tell(row, card.person_id, "refused")


@transaction.atomic
def end_accommodation(*, accommodation_id: int, by: int) -> None:
    """What was granted no longer holds; an open attempt keeps five minutes at least. A second call does nothing.

    Raises AccommodationNotFound, AccommodationSettled.
    """
    card, row = _deciding(accommodation_id, by)
    if row.state == AccommodationState.ENDED:
        return
    if row.state != AccommodationState.GRANTED:
        raise AccommodationSettled
    _end(card, row, by)
    _tell(row, card.person_id, "ended")


@transaction.atomic
def grant_after_review(*, accommodation_id: int, by: int) -> dict[str, Any]:
    """A review found a refusal wrong: what was asked is granted, by the panel. Returns ids for its record."""
    card, row = _locked(accommodation_id)
    if row.state != AccommodationState.REFUSED:
        return {}
    today = timezone.localdate(timezone=ZoneInfo(TIME_ZONES[card.country]))
    row.until = row.until if row.until is None or row.until >= today else None
    _grant(card, row, by, accommodating.measures_of(row.asked))
    return {"accommodation": row.pk}


@transaction.atomic
def close_requests(*, enrolment_id: int) -> None:
    """An enrolment was closed: a request that waited is withdrawn, its files go. Safe to repeat."""
    for row in Accommodation.objects.select_for_update().filter(enrolment_id=enrolment_id, state=AccommodationState.REQUESTED):
        row.state, row.ended_at = AccommodationState.WITHDRAWN, timezone.now()
        row.save(update_fields=["state", "ended_at"])
        _erase_evidence(row)


def forget_accommodations(*, person_id: int) -> None:
    """Erasure: reasons, answers and files go; measures and dates stay. Safe to repeat."""
    mine = Accommodation.objects.filter(enrolment__person_id=person_id)
    AccommodationEvidence.objects.filter(accommodation__in=mine).delete()
    mine.update(reason="", answer="")


def note_evidence_read(*, evidence_id: int, by: int) -> None:
    """Keep that somebody opened a file of a request: who and when, not what."""
    row = AccommodationEvidence.objects.select_related("accommodation__enrolment").defer("body").get(pk=evidence_id)
    _audit(row.accommodation, "accommodation.evidence_read", by, institution=row.accommodation.enrolment.institution_id)


def _end(card: courses.EnrolmentCard, row: Accommodation, by: int, *, settle: bool = True) -> None:
    row.state, row.ended_at, row.ended_by_id = AccommodationState.ENDED, timezone.now(), by
    row.save(update_fields=["state", "ended_at", "ended_by"])
    _audit(row, "accommodation.ended", by, institution=card.institution_id)
    if settle:
        _settle(card, row)


def _settle(card: courses.EnrolmentCard, row: Accommodation) -> None:
    """Open attempts move with what holds for them."""
    if card.state == "closed":
        return
    running = Attempt.objects.filter(enrolment_id=card.id, state=AttemptState.OPEN).order_by("unit_id")
    for unit_id in running.values_list("unit_id", flat=True).distinct():
        settle_unit(card, unit_id, key=f"accommodation:{row.pk}:{row.state}")


def _erase_evidence(row: Accommodation) -> None:
    AccommodationEvidence.objects.filter(accommodation=row).delete()


def _deciding(accommodation_id: int, by: int) -> tuple[courses.EnrolmentCard, Accommodation]:
    """Raises AccommodationNotFound for whoever may not decide it."""
    card, row = _locked(accommodation_id)
    if not may_decide(institutions.scope(by)) or courses.too_close(by, [card.person_id]):
        raise AccommodationNotFound
    return card, row


def _locked(accommodation_id: int) -> tuple[courses.EnrolmentCard, Accommodation]:
    enrolment_id = Accommodation.objects.filter(pk=accommodation_id).values_list("enrolment_id", flat=True).first()
    if enrolment_id is None:
        raise AccommodationNotFound
    card = courses.enrolment_card(enrolment_id)
    if card.state != "closed":
        card = courses.hold(enrolment_id)
    return card, Accommodation.objects.select_for_update().get(pk=accommodation_id)


def _refuse_day(until: date | None, country: str) -> None:
    today = timezone.localdate(timezone=ZoneInfo(TIME_ZONES[country]))
    if until is not None and not today <= until <= today + timedelta(days=accommodating.MOST_DAYS):
        raise AccommodationDay


def _tell(row: Accommodation, person: int, stage: str) -> None:
    send(
        person_id=person, kind=STATE, speaks_of=f"accommodation:{row.pk}:{stage}",
        params={"accommodation_id": row.pk, "stage": stage},
    )  # fmt: skip


def _audit(row: Accommodation, act: str, by: int, *, institution: int, **after: Any) -> None:
    """States, measures and a count: never what was written."""
    record_event(
        act=act, subject="accommodation", subject_id=row.pk, actor=by, institution=institution,
        after={"state": str(row.state), "enrolment": row.enrolment_id, "evidence_files": row.evidence_files, **after},
    )  # fmt: skip
