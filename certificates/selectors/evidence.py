"""What an award was decided on and what was decided about it since, as evidence. People are numbers; notes stay at home."""

from datetime import datetime
from typing import Any

from certificates.errors import CertificateNotFound
from certificates.models import Award, AwardCompletion, AwardEvent, Certificate, Motion, Objection, Ruling
from certificates.serial import normalise
from lms.audit.api import entries_about


def award_evidence(typed: str, at: datetime) -> dict[str, Any]:
    """The award behind a number, as of a moment. Eight queries. Raises CertificateNotFound, for a paper of no award too."""
    row = Certificate.objects.select_related("award__credential").filter(serial=normalise(typed)).first()
    if row is None or row.award is None:
        raise CertificateNotFound
    award: Award = row.award
    resting = AwardCompletion.objects.filter(award=award).select_related("completion__enrolment")
    rests = resting.order_by("completion__completed_at", "completion")
    papers = list(Certificate.objects.filter(award=award).order_by("edition", "pk").defer("tail", "fields"))
    counted = [one.completion for one in rests if one.completion.enrolment.round >= award.round]
    ruled = Ruling.objects.filter(person=award.person_id, credential=award.credential, country=award.country)
    return {
        "serial": row.serial, "at": at, "person": award.person_id,
        "award": {
            "id": award.pk, "credential": award.credential.key, "country": award.country, "round": award.round,
            "claim": award.claim, "scheme_version": award.scheme_version_id, "institution": award.institution_id,
            "path": award.path, "digest": award.digest, "law_as_of": award.law_as_of, "granted_at": award.granted_at,
            "expires_at": award.expires_at, "state": award.state, "completions": [one.digest for one in counted],
            "events": [_event(one) for one in AwardEvent.objects.filter(award=award).order_by("number")],
        },
        "completion_ids": [one.pk for one in counted],
        "rulings": [_ruling(one) for one in ruled.order_by("pk")],
        "motions": [_motion(one) for one in Motion.objects.filter(award=award).order_by("pk")],
        "objections": [_objection(one) for one in Objection.objects.filter(event__award=award).order_by("pk")],
        "papers": [
            {"serial": one.serial, "paper": one.paper, "edition": one.edition, "issued_at": one.issued_at, "sha256": one.sha256}
            for one in papers
        ],
        "register": entries_about([one.serial for one in papers]),
    }  # fmt: skip


def _event(one: AwardEvent) -> dict[str, Any]:
    return {
        "number": one.number, "act": one.act, "reason_class": one.reason_class, "effective_at": one.effective_at, "at": one.at,
        "until": one.until, "scope": one.scope, "by": one.by_id, "approved_by": one.approved_by_id,
    }  # fmt: skip


def _ruling(one: Ruling) -> dict[str, Any]:
    return {
        "kind": one.kind, "subject": one.subject, "country": one.country, "state": one.state, "proposed_by": one.proposed_by_id,
        "decided_by": one.decided_by_id, "decided_at": one.decided_at, "ended_at": one.ended_at, "ended_by": one.ended_by_id,
    }  # fmt: skip


def _motion(one: Motion) -> dict[str, Any]:
    return {
        "act": one.act, "state": one.state, "reason_class": one.reason_class, "by": one.by_id, "at": one.at,
        "decided_by": one.decided_by_id, "decided_at": one.decided_at,
    }  # fmt: skip


def _objection(one: Objection) -> dict[str, Any]:
    return {
        "event": one.event_id, "at": one.at, "due_on": one.due_on, "state": one.state, "decided_by": one.decided_by_id,
        "decided_at": one.decided_at,
    }  # fmt: skip
