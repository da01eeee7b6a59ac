"""Noting a session with a business: kept as a draft, declared, changed until it is confirmed, withdrawn, brought back.

A `client_id` makes a double click, a replay from a device or two tabs one session. Nothing kept says who the business is.
"""

from dataclasses import dataclass, replace
from typing import Final

from django.db import transaction
from django.utils import timezone

from assessments.clinics import consent, identifiers
from assessments.clinics.entries import Entry, missing
from assessments.errors import ClientIdMissing
from assessments.errors.clinic import (
    BusinessGone,
    BusinessNamed,
    SessionChanged,
    SessionIncomplete,
    SessionSettled,
    SessionWithdrawn,
)
from assessments.models import (
    ClinicBusiness,
    ClinicReferral,
    ClinicSequel,
    ClinicSession,
    ClinicState,
    ClinicStep,
)
from assessments.models.clinic_reach import heirs_of
from assessments.services.clinic_standing import enrolment_for, lock_enrolments, report_standing
from assessments.services.clinics import refuse_seventh
from courses import api as courses

FIRST_REVISION: Final = 1  # of a session that nobody changed since it was kept


@dataclass(frozen=True, slots=True)
class Noted:
    """A session that is kept. `made`: by this call, not by an earlier one with the same client_id."""

    id: int
    made: bool
    state: str


@transaction.atomic
def note_session(*, advisor_id: int, client_id: str, entry: Entry, declare: bool, enrolment_id: int | None = None) -> Noted:
    """Keep a new session, and declare it. A repeated call gives the session that is there and changes nothing.

    But a draft that nobody touched since takes what is sent again, when it is new (kept, the browser's Back, declared).
    `enrolment_id` says for which course it counts; without, the newest that asks for practice. Raises ClientIdMissing,
    BusinessNamed, BusinessGone, SessionIncomplete, SeventhSession, and what `courses.api.hold` refuses.
    """
    if not client_id or len(client_id) > 64:
        raise ClientIdMissing
    known = noted_before(advisor_id, client_id)
    if known is not None and not takes_more(known):
        return Noted(known.pk, False, known.state)
    entry = with_profile(entry)
    refuse_names(entry)
    if declare:
        refuse_incomplete(entry)
    if known is not None:
        session = _locked(known.pk)
        if takes_more(session) and (declare or says_more(session, entry)):
            _write(session, entry, declare=declare)
        return Noted(session.pk, False, session.state)
    counts_for = enrolment_id or enrolment_for(advisor_id, entry.institution_id)
    if counts_for is not None:
        courses.hold(counts_for)
    session, made = ClinicSession.objects.get_or_create(
        advisor_id=advisor_id,
        client_id=client_id,
        defaults={"institution_id": entry.institution_id, "enrolment_id": counts_for, "revision": 0},
    )
    if not made:
        return Noted(session.pk, False, session.state)
    _write(session, entry, declare=declare)
    return Noted(session.pk, True, session.state)


def noted_before(advisor_id: int, client_id: str) -> ClinicSession | None:
    """The session that an earlier call with this client_id made."""
    return ClinicSession.objects.filter(advisor_id=advisor_id, client_id=client_id).first()


def takes_more(session: ClinicSession) -> bool:
    """Whether it is a draft as it was first kept."""
    return session.state == ClinicState.DRAFT and session.revision == FIRST_REVISION


def says_more(session: ClinicSession, entry: Entry) -> bool:
    """Whether an entry (with its profile) says something else than what is kept."""
    kept = [
        session.body, session.held_on, session.minutes, session.stage, session.sector, session.size, session.region,
        session.business_id, session.rights, session.consent_on is not None,
        list(ClinicStep.objects.filter(session=session).order_by("number").values_list("what", "due_on")),
        list(ClinicReferral.objects.filter(session=session).order_by("number").values_list("to", "resource", "why")),
    ]  # fmt: skip
    sent = [
        entry.body(), entry.held_on, entry.minutes, entry.stage, entry.sector, entry.size, entry.region, entry.business_id,
        list(entry.rights), entry.consented, [(one.what, one.due_on) for one in entry.steps],
        [(one.to, one.resource, one.why) for one in entry.referrals],
    ]  # fmt: skip
    return kept != sent


@transaction.atomic
def change_session(*, session_id: int, revision: int, entry: Entry, declare: bool) -> None:
    """Change a session that is not confirmed; `revision` is the one the writer saw. What was not confirmed is declared anew.

    Raises SessionSettled, SessionWithdrawn, SessionChanged, BusinessNamed, BusinessGone, SessionIncomplete.
    """
    session = _locked(session_id)
    if session.state == ClinicState.CONFIRMED:
        raise SessionSettled
    if session.state == ClinicState.WITHDRAWN:
        raise SessionWithdrawn
    if session.revision != revision:
        raise SessionChanged
    declare = declare or session.state == ClinicState.DECLARED  # what was declared is never half a draft
    entry = with_profile(entry)
    refuse_names(entry)
    if declare:
        refuse_incomplete(entry)
    _write(session, entry, declare=declare)


@transaction.atomic
def withdraw_session(*, session_id: int) -> None:
    """Take a session out of the count. Safe to repeat. Raises SessionSettled when it is confirmed."""
    session = _locked(session_id)
    if session.state == ClinicState.CONFIRMED:
        raise SessionSettled
    if session.state == ClinicState.WITHDRAWN:
        return
    declared = session.state != ClinicState.DRAFT
    session.state, session.revision = ClinicState.WITHDRAWN, session.revision + 1
    session.save(update_fields=["state", "revision"])
    if declared:
        report_standing(session=session)


@transaction.atomic
def restore_session(*, session_id: int) -> None:
    """Bring a withdrawn session back as a draft. Safe to repeat."""
    session = _locked(session_id)
    if session.state == ClinicState.WITHDRAWN:
        session.state, session.revision = ClinicState.DRAFT, session.revision + 1
        session.save(update_fields=["state", "revision"])


@transaction.atomic
def forget_advisor(*, person_id: int) -> None:
    """Erasure: what a person wrote of sessions goes, and what they wrote about those of others; what is counted stays.

    Safe to repeat.
    """
    mine = ClinicSession.objects.filter(advisor_id=person_id)
    mine.update(body={}, comment="")
    ClinicStep.objects.filter(session__advisor_id=person_id).update(what="", why="")
    ClinicReferral.objects.filter(session__advisor_id=person_id).update(why="")
    ClinicSequel.objects.filter(session__advisor_id=person_id).update(note="")
    ClinicSession.objects.filter(confirmed_by_id=person_id).update(comment="")


def refuse_names(entry: Entry) -> None:
    """Raises BusinessNamed: what to take out, where."""
    found = identifiers.sentences_of(entry.texts())
    if found:
        raise BusinessNamed(what=" ".join(dict.fromkeys(said for ones in found.values() for said in ones)))


def refuse_incomplete(entry: Entry) -> None:
    """Raises SessionIncomplete."""
    if gaps := missing(entry, timezone.localdate()):
        raise SessionIncomplete(what=" ".join(gaps.values()))


def _locked(session_id: int) -> ClinicSession:
    """The session, its enrolment locked first."""
    enrolment_id = ClinicSession.objects.values_list("enrolment_id", flat=True).get(pk=session_id)
    lock_enrolments([enrolment_id] if enrolment_id else [])
    return ClinicSession.objects.select_for_update().get(pk=session_id)


def with_profile(entry: Entry) -> Entry:
    """A business of a clinic brings its stage, sector, size and region, where the advisor said nothing else.

    Raises BusinessGone.
    """
    if entry.business_id is None:
        return entry
    one = ClinicBusiness.objects.filter(pk=entry.business_id, clinic__institution_id=entry.institution_id).first()
    if one is None:
        raise BusinessGone
    return replace(
        entry, stage=entry.stage or one.stage, sector=entry.sector or one.sector, size=entry.size or one.size,
        region=entry.region or one.region, consented=entry.consented or _agreed(one, entry),
    )  # fmt: skip


def _agreed(business: ClinicBusiness | None, entry: Entry) -> bool:
    """Whether the business had agreed by the day of the session; a draft without a day takes its word."""
    on = business.consent_on if business else None
    return on is not None and (entry.held_on is None or on <= entry.held_on)


def _write(session: ClinicSession, entry: Entry, *, declare: bool) -> None:
    business = ClinicBusiness.objects.select_for_update().filter(pk=entry.business_id).first() if entry.business_id else None
    if business is not None and business.archived_at and (declare or business.pk != session.business_id):
        raise BusinessGone
    if business is not None and declare:
        refuse_seventh(business_id=business.pk, besides=session.pk)
    now = timezone.now()
    by_business = business if _agreed(business, entry) else None
    agreed_on = by_business.consent_on if by_business else entry.held_on or timezone.localdate()
    agreed_to = (by_business.consent_wording if by_business else "") or consent.NOW
    session.business = business
    session.clinic_id = business.clinic_id if business else None
    session.held_on, session.minutes = entry.held_on, entry.minutes
    session.stage, session.sector, session.size, session.region = entry.stage, entry.sector, entry.size, entry.region
    session.rights, session.body = list(entry.rights), entry.body()
    if not entry.consented:
        session.consent_on, session.consent_wording = None, ""
    elif session.consent_on is None or (entry.held_on and session.consent_on > entry.held_on):
        session.consent_on, session.consent_wording = agreed_on, agreed_to
    was = session.state
    if declare and was != ClinicState.DECLARED and session.enrolment_id:  # after a move it counts for what continues
        session.enrolment_id = heirs_of([session.enrolment_id]).get(session.enrolment_id, session.enrolment_id)
    if declare:
        session.state = ClinicState.DECLARED
        session.declared_at = session.declared_at if was == ClinicState.DECLARED else now
        session.comment, session.confirmed_by, session.confirmed_at = "", None, None
    session.revision += 1
    session.save()
    _lines(session, entry)
    if declare:
        report_standing(session=session)


def _lines(session: ClinicSession, entry: Entry) -> None:
    """Steps and referrals as the page has them, by number; how one ended stays while its words stay."""
    steps = {row.number: row for row in ClinicStep.objects.filter(session=session)}
    for number, line in enumerate(entry.steps, 1):
        row = steps.pop(number, None)
        if row is None:
            ClinicStep.objects.create(session=session, number=number, what=line.what, due_on=line.due_on)
        elif (row.what, row.due_on) != (line.what, line.due_on):
            row.what, row.due_on, row.end, row.why, row.ended_at = line.what, line.due_on, "", "", None
            row.save()
    ClinicStep.objects.filter(pk__in=[row.pk for row in steps.values()]).delete()
    sent = {row.number: row for row in ClinicReferral.objects.filter(session=session)}
    for number, one in enumerate(entry.referrals, 1):
        found = sent.pop(number, None)
        if found is None:
            ClinicReferral.objects.create(session=session, number=number, to=one.to, resource=one.resource, why=one.why)
        elif (found.to, found.resource, found.why) != (one.to, one.resource, one.why):
            found.to, found.resource, found.why, found.end, found.ended_at = one.to, one.resource, one.why, "", None
            found.save()
    ClinicReferral.objects.filter(pk__in=[row.pk for row in sent.values()]).delete()
