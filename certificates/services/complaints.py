"""A business complains about an advisor; somebody without a conflict hears the advisor and decides. Locks: complaint, award.

Nothing happens to a certificate by a complaint: a founded one may be followed by a motion, which takes two people as always.
The audit keeps states and ids; what was written stays in the row, where retention empties it.
"""

from typing import Any, Final
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from certificates import complaining
from certificates.complaining import AN_HOUR, LEAST, MOST, MOST_ANSWER
from certificates.complaint_errors import (
    ComplaintAnswer,
    ComplaintHeardFirst,
    ComplaintNotFound,
    ComplaintSettled,
    ComplaintSubstance,
    ComplaintText,
    TooManyComplaints,
)
from certificates.models import Certificate, Complaint, ComplaintState, LookupMiss
from certificates.selectors.complaints import hash_of, is_barred, may_decide, panel_for, token_of
from certificates.serial import is_well_formed, normalise
from certificates.services.lookups import network_of
from certificates.services.motions import move_award
from certificates.standing import Act, ReasonClass
from lms.audit.api import record_event
from lms.institutions import api as institutions
from lms.jobs.api import request_job
from lms.kernel import reviewing
from lms.kernel.calendars import business_day_after
from lms.kernel.places import COUNTRIES, TIME_ZONES
from lms.kernel.words import clean_text
from lms.messages.api import send

TOLD: Final = "complaint_told"  # to the advisor
WORK: Final = "complaint_work"  # to who decides
MAIL: Final = "certificates.complaint_mail"  # the job that writes to the business
_CLOSING: Final = (ComplaintState.FOUNDED, ComplaintState.NOT_FOUNDED, ComplaintState.OUTSIDE)


@transaction.atomic
def receive_complaint(
    *,
    text: str,
    country: str,
    language: str,
    address: str,
    typed_serial: str = "",
    advisor_words: str = "",
    contact_name: str = "",
    contact_email: str = "",
) -> tuple[str, str]:
    """Keep a complaint; returns its case number and the secret of its link, of which only a hash is stored.

    Whoever complains is told the same whether the number that they typed exists or not. Raises ComplaintText,
    TooManyComplaints (five an hour from one network).
    """
    text = clean_text(text).strip()
    if not LEAST <= len(text) <= MOST or country not in COUNTRIES:
        raise ComplaintText(least=LEAST, most=MOST)
    _count(address)
    award = _award_of(typed_serial)
    clock = reviewing.clock(_today(country), country)
    number = complaining.new_number()
    token = token_of(number)
    made = Complaint.objects.create(
        number=number, token_hash=hash_of(token), typed_serial=clean_text(typed_serial).strip()[:40],
        advisor_words=clean_text(advisor_words).strip()[:160], award_id=award and award[0], advisor_id=award and award[1],
        country=country, language=language, text=text, contact_name=clean_text(contact_name).strip()[:120],
        contact_email=contact_email.strip(), consent_wording=complaining.WORDING, acknowledge_by=clock.acknowledge_by,
        due_on=clock.decide_by,
    )  # fmt: skip
    _audit(made, "complaint.received", None)
    _write_to_business(made, "received")
    for person in panel_for(made):
        send(person_id=person, kind=WORK, speaks_of=f"complaint:{made.pk}:new", params=_work(made, "new"))
    return number, token


def _award_of(typed: str) -> tuple[int, int] | None:
    serial = normalise(typed)
    if not is_well_formed(serial):
        return None
    rows = Certificate.objects.filter(serial=serial, award__isnull=False)
    return rows.values_list("award_id", "award__person_id").first()


def _count(address: str) -> None:
    """Five an hour from one network; the count goes after an hour, as that of unknown numbers does."""
    now = timezone.now()
    hour = now.replace(minute=0, second=0, microsecond=0)
    row, _made = LookupMiss.objects.select_for_update().get_or_create(
        network=network_of(f"complaint {address}", f"{now:%Y-%m-%d} {address}"), minute=hour
    )
    if row.count >= AN_HOUR:
        raise TooManyComplaints
    row.count += 1
    row.save(update_fields=["count"])


@transaction.atomic
def withdraw_complaint(*, complaint_id: int) -> None:
    """The business takes it back by its link. A second call does nothing. Raises ComplaintSettled."""
    row = Complaint.objects.select_for_update().get(pk=complaint_id)
    if row.state == ComplaintState.WITHDRAWN:
        return
    _refuse_settled(row)
    row.state, row.decided_at = ComplaintState.WITHDRAWN, timezone.now()
    row.save(update_fields=["state", "decided_at"])
    _audit(row, "complaint.withdrawn", None)


@transaction.atomic
def acknowledge_complaint(*, complaint_id: int, by: int) -> None:
    """A person says that it is being looked into; the business is told, where it left an address. A second call does nothing.

    Raises ComplaintNotFound (also with a conflict), ComplaintSettled.
    """
    row = _deciding(complaint_id, by)
    _refuse_settled(row)
    if _acknowledge(row, by):
        _write_to_business(row, "acknowledged")


def _acknowledge(row: Complaint, by: int) -> bool:
    if row.acknowledged_at is not None:
        return False
    row.acknowledged_at, row.acknowledged_by_id = timezone.now(), by
    row.save(update_fields=["acknowledged_at", "acknowledged_by"])
    _audit(row, "complaint.acknowledged", by)
    return True


@transaction.atomic
def hear_advisor(*, complaint_id: int, by: int, substance: str) -> None:
    """Tell the advisor what is said, in the words of who decides, and ask for a statement within ten business days.

    Once. Raises ComplaintNotFound (also where no advisor is known), ComplaintSettled, ComplaintSubstance.
    """
    substance = clean_text(substance).strip()
    row = _deciding(complaint_id, by)
    _refuse_settled(row)
    if row.advisor_id is None:
        raise ComplaintNotFound
    if row.asked_at is not None:
        return
    told = [part for part in (row.contact_name, row.contact_email) if part and part.casefold() in substance.casefold()]
    if not LEAST <= len(substance) <= MOST or told:
        raise ComplaintSubstance(least=LEAST, most=MOST)
    _acknowledge(row, by)
    row.substance, row.asked_at, row.asked_by_id = substance, timezone.now(), by
    row.statement_by = business_day_after(_today(row.country), complaining.STATEMENT_DAYS, row.country)
    row.save(update_fields=["substance", "asked_at", "asked_by", "statement_by"])
    _audit(row, "complaint.advisor_asked", by)
    _tell_advisor(row, "asked")


@transaction.atomic
def state_own_side(*, complaint_id: int, by: int, statement: str) -> None:
    """The advisor says what happened, once, until it is decided. Raises ComplaintNotFound, ComplaintSettled, ComplaintText."""
    statement = clean_text(statement).strip()
    row = Complaint.objects.select_for_update().filter(pk=complaint_id, advisor_id=by, asked_at__isnull=False).first()
    if row is None:
        raise ComplaintNotFound
    if row.state != ComplaintState.OPEN or row.stated_at is not None:
        raise ComplaintSettled
    if not LEAST <= len(statement) <= MOST:
        raise ComplaintText(least=LEAST, most=MOST)
    row.statement, row.stated_at = statement, timezone.now()
    row.save(update_fields=["statement", "stated_at"])
    _audit(row, "complaint.stated", by)
    for person in panel_for(row):
        send(person_id=person, kind=WORK, speaks_of=f"complaint:{row.pk}:stated", params=_work(row, "stated"))


@transaction.atomic
def decide_complaint(*, complaint_id: int, by: int, state: str, answer: str) -> None:
    """Founded, not founded, or nothing that we can look into; with reasons that business and advisor read. Final.

    Founded or not founded only after the advisor was asked and has answered, or the days for it are over. Raises
    ComplaintAnswer, ComplaintNotFound, ComplaintSettled, ComplaintHeardFirst.
    """
    answer = clean_text(answer).strip()
    if not answer or len(answer) > MOST_ANSWER or state not in _CLOSING:
        raise ComplaintAnswer
    row = _deciding(complaint_id, by)
    _refuse_settled(row)
    if state != ComplaintState.OUTSIDE and not _heard(row):
        raise ComplaintHeardFirst
    _acknowledge(row, by)
    row.state, row.answer = ComplaintState(state), answer
    row.decided_by_id, row.decided_at = by, timezone.now()
    row.save(update_fields=["state", "answer", "decided_by", "decided_at"])
    _audit(row, f"complaint.{state}", by)
    _write_to_business(row, "decided")
    if row.asked_at is not None:
        _tell_advisor(row, "decided")


def _heard(row: Complaint) -> bool:
    if row.asked_at is None or row.statement_by is None:
        return False
    return row.stated_at is not None or _today(row.country) > row.statement_by


@transaction.atomic
def move_after(*, complaint_id: int, by: int) -> int:
    """Propose to suspend the certificate of a founded complaint: a motion, which a second person carries or refuses. Its id.

    Once. Raises ComplaintNotFound, ComplaintSettled where it was not founded, and what `move_award` does.
    """
    row = _deciding(complaint_id, by)
    if row.state != ComplaintState.FOUNDED or row.award_id is None:
        raise ComplaintSettled
    if row.motion_id is not None:
        return row.motion_id
    motion = move_award(award_id=row.award_id, act=Act.SUSPENDED, by=by, reason_class=ReasonClass.CONDUCT, note=f"{row.number}")
    row.motion_id = motion
    row.save(update_fields=["motion"])
    _audit(row, "complaint.moved", by, motion=motion)
    return motion


def forget_complaints(*, person_id: int) -> None:
    """Erasure of an advisor: what was said about them and by them goes; number, dates and outcome stay. Safe to repeat."""
    Complaint.objects.filter(advisor_id=person_id).update(text="", advisor_words="", substance="", statement="", answer="")


def _deciding(complaint_id: int, by: int) -> Complaint:
    row = Complaint.objects.select_for_update().filter(pk=complaint_id).first()
    if row is None or not may_decide(institutions.scope(by)) or is_barred(row, by):
        raise ComplaintNotFound
    return row


def _refuse_settled(row: Complaint) -> None:
    if row.state != ComplaintState.OPEN:
        raise ComplaintSettled


def _today(country: str) -> Any:
    return timezone.localdate(timezone=ZoneInfo(TIME_ZONES[country]))


def _work(row: Complaint, stage: str) -> dict[str, Any]:
    return {"complaint_id": row.pk, "stage": stage}


def _tell_advisor(row: Complaint, stage: str) -> None:
    assert row.advisor_id is not None
    send(
        person_id=row.advisor_id, kind=TOLD, speaks_of=f"complaint:{row.pk}:{stage}", params=_work(row, stage)
    )  # fmt: skip


def _write_to_business(row: Complaint, stage: str) -> None:
    """A mail where an address was left: the job has ids only, the link is made when it is written."""
    if row.contact_email:
        request_job(
            kind=MAIL, key=f"{MAIL}:{row.pk}:{stage}", args={"complaint_id": row.pk, "stage": stage}
        )  # fmt: skip


def _audit(row: Complaint, act: str, by: int | None, **after: Any) -> None:
    record_event(
        act=act, subject="complaint", subject_id=row.pk, actor=by,
        after={"state": str(row.state), "award": row.award_id, **after},
    )  # fmt: skip
