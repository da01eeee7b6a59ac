"""A supervisor looks at declared sessions: confirmed, not seen, not reached. What was confirmed can be taken back, with why."""

from collections.abc import Mapping, Sequence
from typing import Final

from django.db import transaction
from django.utils import timezone

from assessments.clinics import identifiers
from assessments.errors.clinic import BusinessNamed, CommentMissing, OwnSession, ReasonNeeded
from assessments.models import ClinicSession, ClinicState
from assessments.services.clinic_standing import enrolment_for, lock_enrolments, report_standing
from courses import api as courses
from courses.events import counted
from lms.audit.api import record_event
from lms.kernel.words import clean_text
from lms.messages.api import send

NOT_CONFIRMED: Final = "clinic_not_confirmed"  # the kind of message
VERDICTS: Final = (ClinicState.CONFIRMED, ClinicState.NOT_SEEN, ClinicState.NOT_REACHED)


@transaction.atomic
def settle_sessions(*, seen: Mapping[int, int], verdict: str, comment: str = "", by: int) -> list[int]:
    """Say of declared sessions whether they took place; returns the ids of those that are settled now.

    `seen` is {session: the revision that was read}: one that was changed, withdrawn or settled since is left out: nobody
    confirms what they have not read; a double click settles once. The advisor is told when one is not confirmed. Raises
    OwnSession, CommentMissing (not seen and not reached need one), BusinessNamed, ValueError for an unknown verdict.
    """
    if verdict not in VERDICTS:
        raise ValueError(verdict)
    comment = clean_text(comment).strip()
    if verdict != ClinicState.CONFIRMED and not comment:
        raise CommentMissing
    _refuse_named(comment)
    now, done = timezone.now(), []
    advisors: set[int] = set()
    for session in _locked(list(seen)):
        if session.advisor_id == by:
            raise OwnSession
        if session.state != ClinicState.DECLARED or session.revision != seen[session.pk]:
            continue
        session.state, session.comment, session.confirmed_by_id, session.confirmed_at = verdict, comment, by, now
        _keep(session, before=ClinicState.DECLARED, by=by, reason="")
        report_standing(session=session)
        if verdict != ClinicState.CONFIRMED:
            send(
                person_id=session.advisor_id, kind=NOT_CONFIRMED, speaks_of=f"clinic:{session.pk}:{session.revision}",
                params={"session_id": session.pk, "revision": session.revision},
            )  # fmt: skip
        done.append(session.pk)
        if verdict == ClinicState.CONFIRMED:
            advisors.add(session.advisor_id)
    for advisor in sorted(advisors):
        courses.announce(counted, person_id=advisor)
    return done


@transaction.atomic
def take_back(*, session_ids: Sequence[int], why: str, by: int, only_own: bool = False) -> list[int]:
    """Make settled sessions wait again; returns their ids. Practice that is no longer met is no longer passed.

    `only_own`: those that this person settled, for undoing right after. Safe to repeat.

    Raises ReasonNeeded, BusinessNamed, OwnSession.
    """
    why = clean_text(why).strip()
    if not why:
        raise ReasonNeeded
    _refuse_named(why)
    done = []
    for session in _locked(session_ids):
        if session.advisor_id == by:
            raise OwnSession
        if session.state not in VERDICTS or (only_own and session.confirmed_by_id != by):
            continue
        before = session.state
        session.state, session.comment, session.confirmed_by_id, session.confirmed_at = ClinicState.DECLARED, "", None, None
        _keep(session, before=before, by=by, reason=why)
        report_standing(session=session, why=why if before == ClinicState.CONFIRMED else "", by=by)
        done.append(session.pk)
    return done


def _refuse_named(text: str) -> None:
    """What a supervisor writes stays in the history and goes to the advisor. Raises BusinessNamed."""
    if said := identifiers.sentences(text):
        raise BusinessNamed(what=" ".join(said))


def _locked(session_ids: Sequence[int]) -> list[ClinicSession]:
    """The sessions, their enrolments locked first. One that belongs to no course yet (it came from a file, or the advisor was
    enrolled later) counts from now on for the one that asks for practice."""
    rows = ClinicSession.objects.filter(pk__in=session_ids)
    loose = {
        pair: enrolment_for(*pair) for pair in set(rows.filter(enrolment=None).values_list("advisor_id", "institution_id"))
    }  # fmt: skip
    known = [*rows.values_list("enrolment_id", flat=True), *loose.values()]
    lock_enrolments([pk for pk in known if pk])
    found = list(rows.select_for_update().order_by("pk"))
    for session in found:
        session.enrolment_id = session.enrolment_id or loose.get((session.advisor_id, session.institution_id))
    return found


def _keep(session: ClinicSession, *, before: str, by: int, reason: str) -> None:
    session.revision += 1
    session.save(update_fields=["state", "comment", "confirmed_by", "confirmed_at", "revision", "enrolment"])
    record_event(
        act="clinic.settled" if session.state != ClinicState.DECLARED else "clinic.taken_back",
        subject="clinic_session", subject_id=session.pk, actor=by, institution=session.institution_id,
        before={"state": str(before)}, after={"state": str(session.state)}, reason=reason,
        detail={"comment": session.comment} if session.comment else None,
    )  # fmt: skip
