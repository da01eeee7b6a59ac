"""Exceptions and bars: proposed by one, put in force or refused by another, ended by a third act. Locks: person, ruling."""

from typing import Any, Final

from django.db import IntegrityError, transaction
from django.utils import timezone

from certificates.errors import (
    AnswerMissing,
    CredentialNotFound,
    NothingLeft,
    OwnRuling,
    RulingNotFound,
    RulingReasonMissing,
    RulingSettled,
    RulingSubjectUnknown,
    RulingTwice,
    TooClose,
    TwoPeopleNeeded,
)
from certificates.models import Credential, CredentialCourse, Ruling, RulingKind, RulingState
from certificates.services.deciding import require_decider, require_second
from certificates.services.granting import grant_if_entitled
from lms.audit.api import record_event
from lms.institutions import api as institutions
from lms.kernel.places import Country
from lms.kernel.words import clean_text

OPEN: Final = (RulingState.PROPOSED, RulingState.IN_FORCE)


@transaction.atomic
def propose_ruling(
    *,
    person_id: int,
    credential_id: int,
    country: str,
    kind: str,
    by: int,
    reason: str,
    subject: str = "",
    note: str = "",
) -> int:
    """Propose that a requirement counts as met (`exempt`, `subject` "course:12"), or that a credential is not granted
    (`barred`, `subject` ""); returns the ruling's id. Nothing changes until another person puts it in force.

    `reason` is what the learner will read, `note` only those who decide. Raises PersonNotFound, NotADecider, OwnRuling,
    TooClose, CredentialNotFound, RulingReasonMissing, RulingSubjectUnknown, NothingLeft, RulingTwice.
    """
    require_decider(by)
    institutions.lock_person(person_id)
    _refuse_close(person_id, by)
    reason = clean_text(reason).strip()
    if not reason:
        raise RulingReasonMissing
    if not Credential.objects.filter(pk=credential_id).exists():
        raise CredentialNotFound(key=credential_id)
    facts = {"person_id": person_id, "credential_id": credential_id, "country": country, "kind": kind, "subject": subject}
    _check(facts)
    try:
        with transaction.atomic():
            made = Ruling.objects.create(**facts, reason=reason, note=clean_text(note).strip(), proposed_by_id=by)
    except IntegrityError:
        raise RulingTwice from None
    _audit(made, "ruling.proposed", by, detail={"reason": made.reason, "note": made.note})
    return made.pk


@transaction.atomic
def put_in_force(*, ruling_id: int, by: int) -> None:
    """The second person agrees. An exception that makes a path whole is followed by its award in the same transaction.

    `by` is a decider or a reviewer, neither who proposed it nor the person concerned. Raises RulingNotFound, NotADecider,
    OwnRuling, TwoPeopleNeeded, RulingSettled, and what made it impossible since (NothingLeft, RulingSubjectUnknown).
    """
    ruling = _second(ruling_id, by)
    _check(_facts(ruling))
    _decide(ruling, RulingState.IN_FORCE, by, "ruling.put_in_force")
    if ruling.kind == RulingKind.EXEMPT:
        grant_if_entitled(person_id=ruling.person_id, credential_id=ruling.credential_id, country=ruling.country)


@transaction.atomic
def refuse_ruling(*, ruling_id: int, by: int, answer: str) -> None:
    """The second person does not agree, and says why. Raises AnswerMissing and as `put_in_force`."""
    ruling = _second(ruling_id, by, answer)
    _decide(ruling, RulingState.REFUSED, by, "ruling.refused", answer)


@transaction.atomic
def end_ruling(*, ruling_id: int, by: int, answer: str) -> None:
    """End what is in force, or take back what is only proposed, and say why. Awards that were granted with it stay.

    A bar that ends may make a path whole: its award follows in the same transaction. `by` is a decider, not the person
    concerned. Raises AnswerMissing, RulingNotFound, NotADecider, OwnRuling, RulingSettled.
    """
    if not clean_text(answer).strip():
        raise AnswerMissing
    require_decider(by)
    ruling = _locked(ruling_id, by)
    if ruling.state not in OPEN:
        raise RulingSettled
    before = ruling.state
    ruling.state = RulingState.ENDED
    ruling.ended_by_id = by
    ruling.ended_at = timezone.now()
    ruling.answer = clean_text(answer).strip()
    ruling.save(update_fields=["state", "ended_by", "ended_at", "answer"])
    _audit(ruling, "ruling.ended", by, before={"state": before}, detail={"answer": ruling.answer})
    if ruling.kind == RulingKind.BARRED:
        grant_if_entitled(person_id=ruling.person_id, credential_id=ruling.credential_id, country=ruling.country)


def _check(facts: dict[str, Any]) -> None:
    """Raises RulingSubjectUnknown, NothingLeft."""
    if facts["kind"] not in RulingKind.values or facts["country"] not in Country.values:
        raise RulingSubjectUnknown
    if facts["kind"] == RulingKind.BARRED:
        if facts["subject"]:
            raise RulingSubjectUnknown
        return
    wanted = {
        f"course:{course}"
        for course in CredentialCourse.objects.filter(credential_id=facts["credential_id"]).values_list("course_id", flat=True)
    }
    if facts["subject"] not in wanted:
        raise RulingSubjectUnknown
    others = Ruling.objects.filter(
        person_id=facts["person_id"], credential_id=facts["credential_id"], country=facts["country"],
        kind=RulingKind.EXEMPT, state__in=OPEN,
    )  # fmt: skip
    if wanted <= {*others.values_list("subject", flat=True), facts["subject"]}:
        raise NothingLeft


def _second(ruling_id: int, by: int, answer: str | None = None) -> Ruling:
    if answer is not None and not clean_text(answer).strip():
        raise AnswerMissing
    require_second(by)
    ruling = _locked(ruling_id, by)
    if ruling.proposed_by_id == by:
        raise TwoPeopleNeeded
    if ruling.state != RulingState.PROPOSED:
        raise RulingSettled
    return ruling


def _refuse_close(person_id: int, by: int) -> None:
    if person_id == by:
        raise OwnRuling
    if institutions.conflicts([by], [person_id]):
        raise TooClose


def _locked(ruling_id: int, by: int) -> Ruling:
    """Raises RulingNotFound, OwnRuling, TooClose."""
    person_id = Ruling.objects.filter(pk=ruling_id).values_list("person_id", flat=True).first()
    if person_id is None:
        raise RulingNotFound
    _refuse_close(person_id, by)
    institutions.lock_person(person_id)
    return Ruling.objects.select_for_update().get(pk=ruling_id)


def _decide(ruling: Ruling, state: RulingState, by: int, act: str, answer: str = "") -> None:
    ruling.state = state
    ruling.decided_by_id = by
    ruling.decided_at = timezone.now()
    ruling.answer = clean_text(answer).strip()
    ruling.save(update_fields=["state", "decided_by", "decided_at", "answer"])
    _audit(ruling, act, by, before={"state": RulingState.PROPOSED}, detail={"answer": ruling.answer} if ruling.answer else None)


def _facts(ruling: Ruling) -> dict[str, Any]:
    names = ("person_id", "credential_id", "country", "kind", "subject")
    return {name: getattr(ruling, name) for name in names}


def _audit(ruling: Ruling, act: str, by: int, **more: Any) -> None:
    after = {"state": str(ruling.state), "proposed_by": ruling.proposed_by_id, **_facts(ruling)}
    record_event(act=act, subject="ruling", subject_id=ruling.pk, actor=by, after=after, **more)
