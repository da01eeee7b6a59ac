"""Emptying what has been kept long enough: drafts, answers, letters, comments, notes of sittings. Scores and dates stay.

Each call empties one piece, the oldest first, never of people with a legal hold, and returns how many rows; what is empty
already is not found again. The caller has a transaction.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db.models import Q

from assessments.models import (
    Attachment,
    AttemptState,
    DiscussionNote,
    ExamIncident,
    ExamSittingEvent,
    IncidentState,
    LetterVersion,
    Score,
    Step,
    Submission,
    SubmissionState,
)
from assessments.models.conflicts import certifying

HANDED_IN = (SubmissionState.SUBMITTED, SubmissionState.SCORED, SubmissionState.RELEASED)
GONE = "–"  # in columns that must say something


def purge_drafts(before: datetime, held: Collection[int], most: int) -> int:
    """Letters that were begun and never handed in, last touched before then."""
    old = Q(saved_at__lt=before) | Q(saved_at=None, started_at__lt=before)
    rows = Submission.objects.exclude(state__in=HANDED_IN).filter(old)
    return _empty_letters(rows, held, most)


def purge_letters(before: datetime, held: Collection[int], most: int) -> int:
    """Letters of practice whose result came out before then: text and files. Scores stay."""
    rows = Submission.objects.filter(~certifying(), state=SubmissionState.RELEASED, released_at__lt=before)
    return _empty_letters(rows, held, most)


def purge_exam_letters(before: datetime, held: Collection[int], most: int) -> int:
    """The same of certifying cases."""
    rows = Submission.objects.filter(certifying(), state=SubmissionState.RELEASED, released_at__lt=before)
    return _empty_letters(rows, held, most)


def _empty_letters(rows: Any, held: Collection[int], most: int) -> int:
    free = rows.exclude(enrolment__person_id__in=held).exclude(letter={})
    ids = list(free.order_by("pk").values_list("pk", flat=True)[:most])
    if ids:
        LetterVersion.objects.filter(submission_id__in=ids).erase(letter={})
        Attachment.objects.filter(submission_id__in=ids).update(body=b"", name="")
        Submission.objects.filter(pk__in=ids).update(letter={}, touched={}, asked=[])
    return len(ids)


def purge_answers(before: datetime, held: Collection[int], most: int) -> int:
    """Answers of practice quizzes handed in before then. What each earned stays."""
    return _empty_steps(~certifying("attempt__unit_version_id"), before, held, most)


def purge_exam_answers(before: datetime, held: Collection[int], most: int) -> int:
    """The same of certifying quizzes."""
    return _empty_steps(certifying("attempt__unit_version_id"), before, held, most)


def _empty_steps(kind: Q, before: datetime, held: Collection[int], most: int) -> int:
    done = Q(attempt__submitted_at__lt=before) | Q(attempt__state=AttemptState.ANNULLED, attempt__started_at__lt=before)
    rows = Step.objects.filter(done, kind).exclude(response={}).exclude(attempt__enrolment__person_id__in=held)
    ids = list(rows.order_by("pk").values_list("pk", flat=True)[:most])
    return Step.objects.filter(pk__in=ids).erase(response={}) if ids else 0


def purge_comments(before: datetime, held: Collection[int], most: int) -> int:
    """What assessors wrote about letters before then: comments, remarks, notes to each other. Levels stay."""
    rows = Score.objects.filter(at__lt=before).exclude(comments={}, anchors=[])
    free = rows.exclude(allocation__submission__enrolment__person_id__in=held)
    ids = list(free.order_by("pk").values_list("pk", flat=True)[:most])
    if ids:
        Score.objects.filter(pk__in=ids).erase(comments={}, anchors=[])
    notes = DiscussionNote.objects.filter(at__lt=before).exclude(text="")
    free = notes.exclude(allocation__submission__enrolment__person_id__in=held)
    if said := list(free.order_by("pk").values_list("pk", flat=True)[: most - len(ids)]):
        DiscussionNote.objects.filter(pk__in=said).erase(text="")
    return len(ids) + len(said)


def purge_sitting_notes(before: datetime, held: Collection[int], most: int) -> int:
    """Notes of invigilators and what was reported of incidents decided before then. Kinds, dates and decisions stay."""
    notes = ExamSittingEvent.objects.filter(at__lt=before).exclude(note="").exclude(seat__enrolment__person_id__in=held)
    ids = list(notes.order_by("pk").values_list("pk", flat=True)[:most])
    if ids:
        ExamSittingEvent.objects.filter(pk__in=ids).erase(note="")
    told = ExamIncident.objects.filter(decided_at__lt=before).exclude(state=IncidentState.OPEN).exclude(what=GONE)
    free = told.exclude(seat__enrolment__person_id__in=held).exclude(sitting__lms_seats__enrolment__person_id__in=held)
    found = list(free.order_by("pk").values_list("pk", flat=True)[: most - len(ids)])
    if found:
        ExamIncident.objects.filter(pk__in=found).update(what=GONE, answer=GONE)
    return len(ids) + len(found)
