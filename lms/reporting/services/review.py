"""The moves of an edition: submitted, endorsed, returned, accepted. Each by a named person, each audited."""

from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from lms.audit import api as audit
from lms.institutions import api as institutions
from lms.messages import api as messages
from lms.reporting.errors import ReasonMissing, ReportTooClose, SamePerson, WrongMove
from lms.reporting.models import EditionState, ReportComment, ReportEdition

# act → (from, to)
MOVES: Final[dict[str, tuple[frozenset[str], str]]] = {
    "submit": (frozenset({EditionState.DRAFT}), EditionState.SUBMITTED),
    "endorse": (frozenset({EditionState.SUBMITTED}), EditionState.ENDORSED),
    "return": (frozenset({EditionState.SUBMITTED, EditionState.ENDORSED}), EditionState.RETURNED),
    "accept": (frozenset({EditionState.SUBMITTED, EditionState.ENDORSED}), EditionState.ACCEPTED),
}


def may_move(edition: ReportEdition, act: str) -> bool:
    """True when the edition stands where this act begins."""
    return edition.state in MOVES[act][0]


def _locked(edition_id: int, act: str) -> ReportEdition:
    edition = ReportEdition.objects.select_for_update().select_related("report").get(pk=edition_id)
    if not may_move(edition, act):
        raise WrongMove(state=EditionState(edition.state).label, act=act)
    return edition


def _move(edition: ReportEdition, act: str, *, by: int, reason: str = "", **columns: Any) -> None:
    before = edition.state
    edition.state = MOVES[act][1]
    for name, value in columns.items():
        setattr(edition, name, value)
    edition.save(update_fields=["state", *columns])
    audit.record_event(
        act=f"report.{edition.state}", subject="report_edition", subject_id=edition.pk, actor=by,
        institution=edition.report.institution_id, before={"state": before},
        after={"state": edition.state, "sha256": edition.sha256}, reason=reason,
    )  # fmt: skip


def _refuse_same(edition: ReportEdition, by: int) -> None:
    if by in (edition.submitted_by_id, edition.endorsed_by_id):
        raise SamePerson
    if institutions.house_conflicts([by], [edition.report.institution_id]):
        raise ReportTooClose


@transaction.atomic
def submit_report(*, edition_id: int, by: int) -> None:
    """The institution hands the draft to WIPO: from now on it is never computed again. Raises WrongMove."""
    edition = _locked(edition_id, "submit")
    _move(edition, "submit", by=by, submitted_by_id=by, submitted_at=timezone.now())


@transaction.atomic
def endorse_report(*, edition_id: int, by: int) -> None:
    """The national focal point endorses. Raises WrongMove, SamePerson, ReportTooClose."""
    edition = _locked(edition_id, "endorse")
    _refuse_same(edition, by)
    _move(edition, "endorse", by=by, endorsed_by_id=by, endorsed_at=timezone.now())


@transaction.atomic
def return_report(*, edition_id: int, by: int, comment: str) -> None:
    """Back to the institution, with what must change. Raises WrongMove, SamePerson, ReportTooClose, ReasonMissing."""
    edition = _locked(edition_id, "return")
    _refuse_same(edition, by)
    if not comment.strip():
        raise ReasonMissing
    ReportComment.objects.create(edition=edition, by_id=by, text=comment.strip())
    _move(edition, "return", by=by, decided_by_id=by, decided_at=timezone.now())
    _tell_submitter(edition, "report_returned")


@transaction.atomic
def accept_report(*, edition_id: int, by: int) -> None:
    """WIPO signs off: the edition enters the book of reports and is never touched again. Raises WrongMove, SamePerson,
    ReportTooClose."""
    edition = _locked(edition_id, "accept")
    _refuse_same(edition, by)
    _move(edition, "accept", by=by, decided_by_id=by, decided_at=timezone.now())
    _tell_submitter(edition, "report_accepted")
    audit.append_to_book(book="reports", act="accepted", subject=f"report_edition:{edition.pk}", digest_=edition.sha256)


@transaction.atomic
def comment_on(*, edition_id: int, by: int, text: str, line: int | None = None) -> None:
    """A remark on a submitted edition or one of its figures. Raises ReasonMissing."""
    if not text.strip():
        raise ReasonMissing
    edition = ReportEdition.objects.select_related("report").get(pk=edition_id)
    ReportComment.objects.create(edition=edition, by_id=by, text=text.strip(), line=line)
    audit.record_event(
        act="report.commented", subject="report_edition", subject_id=edition_id, actor=by,
        institution=edition.report.institution_id,
    )  # fmt: skip


def _tell_submitter(edition: ReportEdition, kind: str) -> None:
    if edition.submitted_by_id is not None:
        messages.send(
            person_id=edition.submitted_by_id,
            kind=kind,
            speaks_of=f"report_edition:{edition.pk}",
            params={"edition_id": edition.pk},
        )
