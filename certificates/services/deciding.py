"""What people decide about an award after it was granted: suspend, revoke, reinstate (two people), a new edition, erasure."""

from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils import timezone

from certificates.errors import (
    CertificateNotFound,
    MoveRefused,
    NameCannotBePrinted,
    NotADecider,
    NothingToReissue,
    TwoPeopleNeeded,
    UnknownReason,
)
from certificates.events import award_changed
from certificates.models import Award, AwardEvent, AwardState, Certificate, CertificateState
from certificates.services.granting import BOOK, make_certificate
from certificates.standing import Act, ReasonClass
from certificates.wording import award_state_word, name_problem, problem_sentence
from lms.audit.api import append_to_book, record_event
from lms.institutions import api as institutions
from lms.kernel.canonical import digest
from lms.messages.api import send

CHANGED: Final = "award_changed"
_FROM: Final[dict[Act, tuple[AwardState, ...]]] = {
    Act.SUSPENDED: (AwardState.GRANTED,),
    Act.REVOKED: (AwardState.GRANTED, AwardState.SUSPENDED),
    Act.REINSTATED: (AwardState.SUSPENDED, AwardState.REVOKED),
}
_TO: Final[dict[Act, AwardState]] = {
    Act.SUSPENDED: AwardState.SUSPENDED,
    Act.REVOKED: AwardState.REVOKED,
    Act.REINSTATED: AwardState.GRANTED,
}


def suspend_award(*, award_id: int, by: int, approved_by: int, reason_class: str, note: str = "") -> int:
    """Suspend an award at once; returns the event's id. Raises as `revoke_award`."""
    return _decide(Act.SUSPENDED, award_id=award_id, by=by, approved_by=approved_by, reason_class=reason_class, note=note)


def revoke_award(*, award_id: int, by: int, approved_by: int, reason_class: str, note: str = "") -> int:
    """Revoke an award at once; returns the event's id. The public page says so from the next request on.

    `by` is a decider, `approved_by` another decider or a reviewer. The class of reason is public, the note never.
    Raises CertificateNotFound, TwoPeopleNeeded, NotADecider, UnknownReason, MoveRefused.
    """
    return _decide(Act.REVOKED, award_id=award_id, by=by, approved_by=approved_by, reason_class=reason_class, note=note)


def reinstate_award(*, award_id: int, by: int, approved_by: int, note: str = "") -> int:
    """Put a suspended or revoked award in force again, with the same serial; returns the event's id. Raises as above."""
    return _decide(Act.REINSTATED, award_id=award_id, by=by, approved_by=approved_by, reason_class="", note=note)


@transaction.atomic
def _decide(act: Act, *, award_id: int, by: int, approved_by: int, reason_class: str, note: str) -> int:
    if by == approved_by:
        raise TwoPeopleNeeded
    proposer, approver = institutions.scope(by), institutions.scope(approved_by)
    if not proposer.decider or not (approver.decider or approver.reviewer):
        raise NotADecider
    if act != Act.REINSTATED and reason_class not in ReasonClass.values:
        raise UnknownReason(reason=reason_class)
    award = Award.objects.select_for_update().filter(pk=award_id).first()
    if award is None:
        raise CertificateNotFound
    if award.state not in _FROM[act]:
        raise MoveRefused(state=award_state_word(award.state))
    now = timezone.now()
    before = award.state
    event = AwardEvent.objects.create(
        award=award,
        number=award.lms_events.count() + 1,
        act=act,
        reason_class=reason_class,
        note=note,
        effective_at=now,
        at=now,
        by_id=by,
        approved_by_id=approved_by,
    )
    award.state = _TO[act]
    award.save(update_fields=["state"])
    record_event(
        act=f"award.{act}",
        subject="award",
        subject_id=award.pk,
        actor=by,
        institution=award.institution_id,
        before={"state": before},
        after={"state": award.state, "event": event.pk, "approved_by": approved_by, "reason_class": reason_class},
        detail={"note": note} if note else None,
    )
    serial = _latest(award).serial
    send(person_id=award.person_id, kind=CHANGED, speaks_of=f"award_event:{event.pk}", params={"award_event_id": event.pk})
    award_changed.send(sender=None, award_event_id=event.pk)
    append_to_book(book=BOOK, act=f"award.{act}", subject=serial, digest_=_digest_of(event, serial, now))
    return event.pk


def _digest_of(event: AwardEvent, serial: str, at: datetime) -> str:
    """Covers the decision but not the private note, which erasure may empty."""
    return digest({"serial": serial, "number": event.number, "act": event.act, "reason_class": event.reason_class, "at": at})


def _latest(award: Award) -> Certificate:
    return award.lms_certificates.filter(paper="certificate", superseded_by=None).defer("tail").get()


@transaction.atomic
def reissue_certificate(*, award_id: int, by: int, why: str) -> int:
    """Issue the next edition with the person's present name; the old one answers «replaced» from now on.

    Returns the new certificate's id. `by` is a coordinator of the institution, a decider or an administrator; the caller
    has looked. Raises CertificateNotFound, MoveRefused (not in force), NothingToReissue, NameCannotBePrinted.
    """
    award = Award.objects.select_for_update().filter(pk=award_id).first()
    if award is None:
        raise CertificateNotFound
    if award.state != AwardState.GRANTED:
        raise MoveRefused(state=award_state_word(award.state))
    old = _latest(award)
    if old.state != CertificateState.ISSUED:
        raise NothingToReissue
    if problem := name_problem(institutions.person_card(award.person_id).certificate_name):
        raise NameCannotBePrinted(why=problem_sentence(problem))
    # One paper of an award may be without a successor. The old one points to itself for the moment in which the new one
    # is written: the two are never seen so outside this transaction.
    Certificate.objects.filter(pk=old.pk).update(superseded_by=old.pk)
    new = make_certificate(award, edition=old.edition + 1, language=str(old.fields.get("language") or "es"))
    Certificate.objects.filter(pk=old.pk).update(superseded_by=new.pk)
    record_event(
        act="certificate.reissued",
        subject="certificate",
        subject_id=new.pk,
        actor=by,
        institution=award.institution_id,
        before={"certificate": old.pk, "edition": old.edition},
        after={"certificate": new.pk, "edition": new.edition},
        reason=why,
    )
    append_to_book(book=BOOK, act="certificate.superseded", subject=old.serial, digest_=digest({"by": new.serial}))
    return new.pk


@transaction.atomic
def forget_person(*, person_id: int) -> None:
    """Erasure: names and bytes of a person's certificates go; serial, credential, country, dates, state and hash stay.

    Safe to repeat. A certificate that was not drawn yet stays where it is, waiting for nobody.
    """
    for row in Certificate.objects.select_for_update().filter(award__person_id=person_id).defer("tail"):
        bare = {**row.fields, "name": ""}
        drawn = row.state == CertificateState.ISSUED
        Certificate.objects.filter(pk=row.pk).update(
            fields=bare, tail=None, problem="", state=row.state if drawn else CertificateState.WAITING
        )
    for event in AwardEvent.objects.filter(award__person_id=person_id).exclude(note=""):
        AwardEvent.objects.filter(pk=event.pk).erase(note="")
