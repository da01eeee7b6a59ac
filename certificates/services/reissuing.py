"""A new edition of a paper, and what erasure takes from certificates."""

from django.db import transaction
from django.db.models import Q

from certificates.errors import CertificateNotFound, MoveRefused, NameCannotBePrinted, NothingToReissue, OwnAward
from certificates.models import (
    Award,
    AwardEvent,
    AwardExtension,
    AwardState,
    Certificate,
    CertificateState,
    Motion,
    Objection,
    Ruling,
)
from certificates.services.deciding import latest_paper, settle_suspension
from certificates.services.granting import BOOK, make_certificate
from certificates.wording.certificates import award_state_word, name_problem, problem_sentence
from lms.audit.api import append_to_book, record_event
from lms.institutions import api as institutions
from lms.kernel.canonical import digest


@transaction.atomic
def reissue_certificate(*, award_id: int, by: int, why: str) -> int:
    """Issue the next edition with the person's present name; the old one answers «replaced» as soon as the new one
    is issued.

    Returns the new certificate's id. `by` is a coordinator of the institution, a decider or an administrator; the caller
    has looked. Raises CertificateNotFound, OwnAward, MoveRefused (not in force), NothingToReissue, NameCannotBePrinted.
    """
    award = Award.objects.select_for_update().filter(pk=award_id).first()
    if award is None:
        raise CertificateNotFound
    if award.person_id == by:
        raise OwnAward
    settle_suspension(award)
    if award.state not in (AwardState.GRANTED, AwardState.REDUCED):
        raise MoveRefused(state=award_state_word(award.state))
    old = latest_paper(award)
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
    """Erasure: names and bytes of a person's certificates go, and what was written about the person in notes, answers,
    requests for review, exceptions and bars; serial, credential, country, dates, state and hash stay.

    Safe to repeat. A certificate that was not drawn yet stays where it is, waiting for nobody.
    """
    own = Q(award__person_id=person_id) | Q(enrolment__person_id=person_id)
    for row in Certificate.objects.select_for_update(of=("self",)).filter(own).defer("tail"):
        bare = {**row.fields, "name": ""}
        drawn = row.state == CertificateState.ISSUED
        Certificate.objects.filter(pk=row.pk).update(
            fields=bare, tail=None, problem="", state=row.state if drawn else CertificateState.WAITING
        )
    for event in AwardEvent.objects.filter(award__person_id=person_id).exclude(note=""):
        AwardEvent.objects.filter(pk=event.pk).erase(note="")
    Motion.objects.filter(award__person_id=person_id).update(note="", answer="")
    Objection.objects.filter(event__award__person_id=person_id).update(text="", answer="")
    for moved in AwardExtension.objects.filter(award__person_id=person_id).exclude(leaves=[]):
        AwardExtension.objects.filter(pk=moved.pk).erase(leaves=[])
    Ruling.objects.filter(person_id=person_id).update(reason="", note="", answer="")
