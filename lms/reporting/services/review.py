"""The moves of an edition: submitted, endorsed, returned, accepted. Each by a named person, audited, and a line in the book."""

from datetime import datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from lms.audit import api as audit
from lms.institutions import api as institutions
from lms.jobs import api as jobs
from lms.kernel.calendars import business_day_after
from lms.kernel.canonical import digest
from lms.messages import api as messages
from lms.reporting.delegates import givers_of
from lms.reporting.errors import NotEndorsed, ReasonMissing, RemarksOpen, ReportTooClose, SamePerson, SampleOpen, WrongMove
from lms.reporting.models import EditionState, ReportComment, ReportEdition
from lms.reporting.services.book import subject_of, write
from lms.reporting.services.building import request_next
from lms.reporting.services.sampling import draw_sample, findings_missing, findings_record

OBJECTION_DAYS: Final = 10  # business days of the institution's country in which the focal point may answer
PAPERS: Final = "reporting.papers"  # kind of the job that draws files and looks at what is unusual
RECORD: Final = "reporting.record"  # kind of the job that draws the record of the review

# act → (from, to)
MOVES: Final[dict[str, tuple[frozenset[str], str]]] = {
    "submit": (frozenset({EditionState.DRAFT}), EditionState.SUBMITTED),
    "endorse": (frozenset({EditionState.SUBMITTED}), EditionState.ENDORSED),
    "return": (frozenset({EditionState.SUBMITTED, EditionState.ENDORSED}), EditionState.RETURNED),
    "accept": (frozenset({EditionState.ENDORSED}), EditionState.ACCEPTED),
}


def may_move(edition: ReportEdition, act: str) -> bool:
    """True when the edition stands where this act begins."""
    return edition.state in MOVES[act][0]


def _locked(edition_id: int) -> ReportEdition:
    return ReportEdition.objects.select_for_update(of=("self",)).select_related("report__institution").get(pk=edition_id)


def _allow(edition: ReportEdition, act: str) -> None:
    if act == "accept" and edition.state == EditionState.SUBMITTED:
        raise NotEndorsed
    if not may_move(edition, act):
        raise WrongMove(state=EditionState(edition.state).label, act=act)


def _move(
    edition: ReportEdition, act: str, *, by: int | None, reason: str = "", acting_for: int | None = None, **columns: Any
) -> None:
    before = edition.state
    edition.state = MOVES[act][1]
    for name, value in columns.items():
        setattr(edition, name, value)
    edition.save(update_fields=["state", *columns])
    after: dict[str, Any] = {"state": edition.state, "sha256": edition.sha256}
    if acting_for is not None:
        after["acting_for"] = acting_for
    audit.record_event(
        act=f"report.{edition.state}", subject="report_edition", subject_id=edition.pk, actor=by,
        institution=edition.report.institution_id, before={"state": before}, after=after, reason=reason,
    )  # fmt: skip


def _refuse_same(edition: ReportEdition, by: int) -> None:
    if by in (edition.submitted_by_id, edition.endorsed_by_id):
        raise SamePerson
    if institutions.house_conflicts([by], [edition.report.institution_id]):
        raise ReportTooClose


def objection_end(edition: ReportEdition, moment: datetime) -> datetime:
    """The end of the tenth business day after a moment, where the institution is."""
    place = edition.report.institution
    zone = ZoneInfo(place.time_zone)
    last = business_day_after(moment.astimezone(zone).date(), OBJECTION_DAYS, place.country)
    return datetime.combine(last + timedelta(days=1), time.min, zone)


@transaction.atomic
def submit_report(*, edition_id: int, by: int) -> None:
    """The institution hands the draft to WIPO: from now on it is never computed again. The evidence sample is drawn.

    Raises WrongMove.
    """
    edition = _locked(edition_id)
    _allow(edition, "submit")
    now = timezone.now()
    _move(edition, "submit", by=by, submitted_by_id=by, submitted_at=now, endorse_by=objection_end(edition, now))
    draw_sample(edition)
    jobs.request_job(
        kind=PAPERS, key=f"report-papers:{edition.pk}:submitted", args={"edition_id": edition.pk},
        institution=edition.report.institution_id,
    )  # fmt: skip
    _tell(institutions.programme_people("focal", edition.report.institution.country), edition, "report_to_endorse")
    write("submitted", (subject_of(edition.pk), edition.sha256))


@transaction.atomic
def endorse_report(*, edition_id: int, by: int, acting_for: int | None = None) -> None:
    """The national focal point endorses, or a delegate in their name. Raises WrongMove, SamePerson, ReportTooClose.

    A delegate takes the place of the one who is away: if that one had a part in this report, the delegate has it too.
    """
    edition = _locked(edition_id)
    _refuse_same(edition, by)
    if acting_for is not None:
        _refuse_same(edition, acting_for)
    _allow(edition, "endorse")
    _move(edition, "endorse", by=by, acting_for=acting_for, endorsed_by_id=by, endorsed_at=timezone.now())
    _tell(institutions.programme_people("reviewer"), edition, "report_to_decide")
    write("endorsed", (subject_of(edition.pk), edition.sha256))


@transaction.atomic
def _pass_by_silence(edition_id: int, now: datetime) -> bool:
    edition = _locked(edition_id)
    if edition.state != EditionState.SUBMITTED or edition.endorse_by is None or edition.endorse_by > now:
        return False
    _move(edition, "endorse", by=None, reason="no objection in time", endorsed_at=now, by_silence=True)
    _tell(institutions.programme_people("reviewer"), edition, "report_to_decide")
    write("endorsed_by_silence", (subject_of(edition.pk), edition.sha256))
    return True


def pass_what_nobody_objected_to(*, now: datetime | None = None) -> int:
    """Submitted editions whose ten business days are over count as endorsed; returns how many. Safe to repeat."""
    moment = now or timezone.now()
    due = ReportEdition.objects.filter(state=EditionState.SUBMITTED, endorse_by__lte=moment).order_by("pk")
    return sum(_pass_by_silence(pk, moment) for pk in list(due.values_list("pk", flat=True)))


@transaction.atomic
def return_report(*, edition_id: int, by: int, comment: str) -> None:
    """Back to the institution, with what must change; the next edition is computed at once, this one stays.

    Raises WrongMove, SamePerson, ReportTooClose, ReasonMissing.
    """
    edition = _locked(edition_id)
    _refuse_same(edition, by)
    _allow(edition, "return")
    if not comment.strip():
        raise ReasonMissing
    ReportComment.objects.create(edition=edition, by_id=by, text=comment.strip())
    _move(edition, "return", by=by, decided_by_id=by, decided_at=timezone.now())
    request_next(edition)
    _tell_submitter(edition, "report_returned")
    write("returned", *_lines(edition))


def remarks_open(edition: ReportEdition) -> int:
    """How many remarks nobody has resolved. One query."""
    return edition.lms_comments.exclude(lms_replies__resolves=True).count()


@transaction.atomic
def accept_report(*, edition_id: int, by: int) -> None:
    """WIPO signs off: the edition enters the book of reports with its findings and is never touched again.

    Raises WrongMove, NotEndorsed, SamePerson, ReportTooClose, RemarksOpen, SampleOpen.
    """
    edition = _locked(edition_id)
    _refuse_same(edition, by)
    _allow(edition, "accept")
    if waiting := remarks_open(edition):
        raise RemarksOpen(count=waiting)
    if missing := findings_missing(edition):
        raise SampleOpen(count=missing)
    _move(edition, "accept", by=by, decided_by_id=by, decided_at=timezone.now())
    _tell_submitter(edition, "report_accepted")
    jobs.request_job(
        kind=RECORD, key=f"report-record:{edition.pk}", args={"edition_id": edition.pk},
        institution=edition.report.institution_id,
    )  # fmt: skip
    write("accepted", *_lines(edition))


def _lines(edition: ReportEdition) -> list[tuple[str, str]]:
    lines = [(subject_of(edition.pk), edition.sha256)]
    found = findings_record(edition)
    return [*lines, (f"report_findings:{edition.pk}", digest(found))] if found else lines


def _tell(people: list[int], edition: ReportEdition, kind: str) -> None:
    """Tell those who may act, and who acts for them today; nobody who had a part."""
    wanted = set(people) | set(givers_of(people))
    close = {person for person, _place in institutions.house_conflicts(wanted, [edition.report.institution_id])}
    for person in sorted(wanted - close - {edition.submitted_by_id, edition.endorsed_by_id}):
        messages.send(
            person_id=person, kind=kind, speaks_of=subject_of(edition.pk), params={"edition_id": edition.pk},
        )  # fmt: skip


def _tell_submitter(edition: ReportEdition, kind: str) -> None:
    if edition.submitted_by_id is not None:
        messages.send(
            person_id=edition.submitted_by_id, kind=kind, speaks_of=subject_of(edition.pk), params={"edition_id": edition.pk}
        )
