"""Who applies: an application, its commitment, the seat. Locks: the call, then its applications, then what placing locks.

An answer never says whether an address is known: whoever applies without a log-in is told to look into their mail.
"""

import hashlib
from datetime import timedelta
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from courses import calling
from courses.call_errors import (
    ApplicationNotFound,
    ApplicationSettled,
    CallClosed,
    ConsentMissing,
    OfferOver,
    StatementLength,
    SuperiorIsApplicant,
    TooManyApplications,
)
from courses.errors import EnrolledElsewhere
from courses.models import Application, ApplicationState, Call, CallState, CommitmentPaper
from courses.selectors.calls import is_open, superior_token, today_of
from courses.services.roster import add_person
from lms.audit.api import record_event
from lms.institutions import api as institutions
from lms.institutions.api import clean_words
from lms.jobs.api import request_job
from lms.kernel.calendars import business_day_after
from lms.kernel.intake import take_file
from lms.kernel.words import clean_text

MAIL: Final = "courses.call_mail"
_OVER: Final = (ApplicationState.NOT_SELECTED, ApplicationState.LAPSED, ApplicationState.WITHDRAWN)


@transaction.atomic
def apply(
    *,
    call_id: int,
    email: str,
    given_name: str,
    family_name: str,
    position: str,
    statement: str,
    language: str,
    consent: bool,
    address: str = "",
    person_id: int | None = None,
) -> str:
    """Apply for a seat; returns the application's reference. `person_id`: of who is signed in, whose address is proven.

    Without a log-in a link goes to the address, and only who opens it and confirms has applied. An address that applied
    before changes nothing: its link is sent again, at most once a day. Raises CallClosed, ConsentMissing, StatementLength,
    TooManyApplications.
    """
    call = Call.objects.select_for_update(of=("self",)).select_related("cohort").filter(pk=call_id).first()
    if call is None or not is_open(call):
        raise CallClosed
    if not consent:
        raise ConsentMissing
    statement, email = clean_text(statement).strip(), email.strip().lower()
    if not calling.LEAST_STATEMENT <= len(statement) <= calling.MOST_STATEMENT:
        raise StatementLength(least=calling.LEAST_STATEMENT, most=calling.MOST_STATEMENT)
    known = Application.objects.select_for_update().filter(call=call, email=email).first()
    if known is not None:
        if known.state == ApplicationState.UNCONFIRMED and person_id is not None:
            _receive(known, person_id)
        elif person_id is None:
            mail_applicant(known, "link", again=True)
        return str(known.ref)
    network = _network(address) if person_id is None else ""
    if network and _recent(network) >= calling.AN_HOUR:
        raise TooManyApplications
    try:
        with transaction.atomic():
            made = Application.objects.create(
                call=call, email=email, given_name=clean_words(given_name)[:120], family_name=clean_words(family_name)[:120],
                position=clean_words(position)[:160], statement=statement, language=language, network=network,
                consent_wording=calling.WORDING,
            )  # fmt: skip
    except IntegrityError:  # two clicks at once
        return str(Application.objects.values_list("ref", flat=True).get(call=call, email=email))
    if person_id is None:
        mail_applicant(made, "link")
    else:
        _receive(made, person_id)
    return str(made.ref)


def _network(address: str) -> str:
    day = f"{timezone.now():%Y-%m-%d}"
    return salted_hmac("lms.courses.calls.network", f"{day} {address}", algorithm="sha256").hexdigest() if address else ""


def _recent(network: str) -> int:
    return Application.objects.filter(network=network, at__gt=timezone.now() - timedelta(hours=1)).count()


@transaction.atomic
def confirm_application(*, application_id: int) -> None:
    """The address is proven: now it counts. A second call does nothing. Raises CallClosed, ApplicationSettled."""
    row = _locked(application_id)
    if row.state == ApplicationState.UNCONFIRMED:
        if not is_open(row.call):
            raise CallClosed
        _receive(row, institutions.person_by_email(row.email))
    elif row.state in _OVER:
        raise ApplicationSettled


def _receive(row: Application, person_id: int | None) -> None:
    row.state, row.person_id, row.received_at, row.network = ApplicationState.RECEIVED, person_id, timezone.now(), ""
    row.save(update_fields=["state", "person", "received_at", "network"])
    _audit(row, "application.received", person_id)
    mail_applicant(row, "received")


def _changeable(row: Application) -> None:
    if row.state != ApplicationState.RECEIVED or not is_open(row.call):
        raise ApplicationSettled


def send_commitment(*, application_id: int, name: str, body: bytes) -> None:
    """The signed commitment on paper, sent up: checked and cleaned, in place of one that was sent before.

    Raises FileRefused, NoIntake, ApplicationSettled.
    """
    clean = take_file(name, body)  # before anything is locked
    with transaction.atomic():
        row = _locked(application_id)
        _changeable(row)
        CommitmentPaper.objects.filter(application=row).delete()
        CommitmentPaper.objects.create(application=row, **clean.columns)
        _commit(row, "paper")


@transaction.atomic
def ask_superior(*, application_id: int, name: str, email: str) -> None:
    """Send a link to a superior, who confirms without an account. Another address makes the link before it void.

    Raises ApplicationSettled, SuperiorIsApplicant.
    """
    row = _locked(application_id)
    _changeable(row)
    email = email.strip().lower()
    if email == row.email:
        raise SuperiorIsApplicant
    if row.committed_by == "link" and email != row.superior_email:
        row.committed_at, row.committed_by = None, ""
    row.superior_name, row.superior_email = clean_words(name)[:120], email
    row.save(update_fields=["superior_name", "superior_email", "committed_at", "committed_by"])
    _audit(row, "application.superior_asked", row.person_id)
    digest = hashlib.sha256(email.encode()).hexdigest()[:12]
    request_job(kind=MAIL, key=f"{MAIL}:{row.pk}:superior:{digest}", args={"application_id": row.pk, "stage": "superior"})


@transaction.atomic
def commit_superior(*, application_id: int, token: str) -> None:
    """The superior says yes by their link. A second call does nothing. Raises ApplicationNotFound (a link that is void by
    now), ApplicationSettled."""
    row = _locked(application_id)
    if not row.superior_email or not constant_time_compare(token, superior_token(row)):
        raise ApplicationNotFound
    if row.committed_at is not None:
        return
    _changeable(row)
    _commit(row, "link")


def _commit(row: Application, how: str) -> None:
    row.committed_at, row.committed_by = timezone.now(), how
    row.save(update_fields=["committed_at", "committed_by"])
    _audit(row, "application.committed", row.person_id, how=how)
    if how == "link":
        mail_applicant(row, "committed")


@transaction.atomic
def withdraw_application(*, application_id: int) -> None:
    """Who applied takes it back, or gives up the seat: it is offered to the next. A second call does nothing.

    Who has a seat leaves the group with it: the membership ends, and the enrolment. Raises ApplicationSettled.
    """
    row = _locked(application_id)
    if row.state == ApplicationState.WITHDRAWN:
        return
    if row.state in _OVER:
        raise ApplicationSettled
    had_seat = row.state in (ApplicationState.SELECTED, ApplicationState.OFFERED)
    if row.state == ApplicationState.SELECTED:
        _leave_group(row)
    _end(row, ApplicationState.WITHDRAWN, "application.withdrawn")
    if had_seat:
        _offer_next(row.call)


def _leave_group(row: Application) -> None:
    """The seat is given back: the membership in the group ends, and with it the enrolment (a receiver does that)."""
    if row.person_id is None:
        return
    held = institutions.membership_in_cohort(row.person_id, row.call.cohort_id, "advisor")
    if held is not None:
        institutions.end_membership(membership_id=held, by=row.person_id)


@transaction.atomic
def accept_offer(*, application_id: int) -> None:
    """Take the seat that got free: member of the group and enrolled, as by hand. A second call does nothing.

    Raises OfferOver, ApplicationSettled, EnrolledElsewhere.
    """
    row = _locked(application_id)
    if row.state == ApplicationState.SELECTED:
        return
    if row.state != ApplicationState.OFFERED or row.accept_by is None:
        raise ApplicationSettled
    if today_of(row.call) > row.accept_by:
        raise OfferOver
    _place(row, by=row.person_id)
    mail_applicant(row, "seat")


def take_seat(row: Application, *, by: int | None) -> bool:
    """Give a seat at the decision. False: another institution has them on the course; they are not selected, and read why."""
    try:
        with transaction.atomic():
            _place(row, by=by)
    except EnrolledElsewhere as elsewhere:
        row.state, row.reason, row.ended_at = ApplicationState.NOT_SELECTED, elsewhere.sentence()[:500], timezone.now()
        row.save(update_fields=["state", "reason", "ended_at"])
        return False
    return True


def _place(row: Application, *, by: int | None) -> None:
    cohort = institutions.cohort_card(row.call.cohort_id)
    actor = by if by is not None else row.call.decided_by_id
    assert actor is not None  # a decided call has who decided it
    row.person_id = add_person(
        cohort_id=cohort.id, email=row.email, given_name=row.given_name, family_name=row.family_name, country=cohort.country,
        language=row.language, by=actor,
    )  # fmt: skip
    row.state, row.ended_at = ApplicationState.SELECTED, None
    row.save(update_fields=["state", "person", "ended_at"])
    _audit(row, "application.selected", by)


@transaction.atomic
def offer_free_seats(*, call_id: int) -> int:
    """Offer what is free to the waiting list, in order; how many were offered. Safe to repeat."""
    call = Call.objects.select_for_update(of=("self",)).select_related("cohort").get(pk=call_id)
    offered = 0
    while _offer_next(call):
        offered += 1
    return offered


def _offer_next(call: Call) -> bool:
    if call.state != CallState.DECIDED:
        return False
    rows = Application.objects.select_for_update().filter(call=call)
    taken = rows.filter(state__in=(ApplicationState.SELECTED, ApplicationState.OFFERED)).count()
    following = rows.filter(state=ApplicationState.WAITING).order_by("place", "pk").first()
    if taken >= call.seats or following is None:
        return False
    following.call = call
    following.state, following.offered_at = ApplicationState.OFFERED, timezone.now()
    following.accept_by = business_day_after(today_of(call), call.accept_days, call.cohort.country)
    following.save(update_fields=["state", "offered_at", "accept_by"])
    _audit(following, "application.offered", None, accept_by=following.accept_by.isoformat())
    mail_applicant(following, "offered")
    return True


def watch_calls() -> int:
    """The sweep: offers whose last day is over lapse; who left the group leaves a seat; free seats are offered. Repeatable.

    Returns how many seats were offered.
    """
    offered = 0
    for call in Call.objects.filter(state=CallState.DECIDED).select_related("cohort").order_by("pk"):
        with transaction.atomic():
            Call.objects.select_for_update().get(pk=call.pk)
            gone = _late_offers(call) + _left(call)
            for row in gone:
                row.call = call
                lapsed = row.state == ApplicationState.OFFERED
                _end(row, ApplicationState.LAPSED if lapsed else ApplicationState.WITHDRAWN, "application.seat_freed")
                if lapsed:
                    mail_applicant(row, "lapsed")
            offered += offer_free_seats(call_id=call.pk)
    return offered


def _late_offers(call: Call) -> list[Application]:
    return list(Application.objects.filter(call=call, state=ApplicationState.OFFERED, accept_by__lt=today_of(call)))


def _left(call: Call) -> list[Application]:
    here = set(institutions.cohort_people(call.cohort_id, "advisor"))
    rows = Application.objects.filter(call=call, state=ApplicationState.SELECTED)
    return [row for row in rows if row.person_id not in here]


def _end(row: Application, state: ApplicationState, act: str) -> None:
    row.state, row.ended_at = state, timezone.now()
    row.save(update_fields=["state", "ended_at"])
    _audit(row, act, row.person_id)


def mail_applicant(row: Application, stage: str, *, again: bool = False) -> None:
    """A mail to who applied, once a stage (a link asked for again: once a day). The job holds ids only."""
    day = f":{timezone.now():%Y-%m-%d}" if again else ""
    if row.email:
        request_job(kind=MAIL, key=f"{MAIL}:{row.pk}:{stage}{day}", args={"application_id": row.pk, "stage": stage})


def _locked(application_id: int) -> Application:
    call_id = Application.objects.filter(pk=application_id).values_list("call_id", flat=True).first()
    if call_id is None:
        raise ApplicationNotFound
    call = Call.objects.select_for_update(of=("self",)).select_related("cohort").get(pk=call_id)
    row = Application.objects.select_for_update().get(pk=application_id)
    row.call = call
    return row


def _audit(row: Application, act: str, by: int | None, **after: Any) -> None:
    record_event(
        act=act, subject="application", subject_id=row.pk, actor=by, institution=row.call.cohort.institution_id,
        after={"state": str(row.state), "call": row.call_id, **after},
    )  # fmt: skip
