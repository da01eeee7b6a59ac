"""Remarks on an edition: written, answered, resolved. Nothing is accepted while one is open."""

from django.db import transaction

from lms.audit import api as audit
from lms.institutions import api as institutions
from lms.kernel.words import clean_text
from lms.reporting.errors import NotYourRemark, ReasonMissing, RemarkClosed, WrongMove
from lms.reporting.models import EditionState, ReportComment, ReportEdition, ReportReply

OPEN = (EditionState.DRAFT, EditionState.SUBMITTED, EditionState.ENDORSED, EditionState.RETURNED)


def _edition(edition_id: int) -> ReportEdition:
    edition = ReportEdition.objects.select_for_update(of=("self",)).select_related("report").get(pk=edition_id)
    if edition.state not in OPEN:
        raise WrongMove(state=EditionState(edition.state).label, act="remarked on")
    return edition


@transaction.atomic
def comment_on(*, edition_id: int, by: int, text: str, line: int | None = None) -> int:
    """A remark on an edition or one of its figures; returns its id. Raises ReasonMissing, WrongMove once it is accepted."""
    said = clean_text(text).strip()
    if not said:
        raise ReasonMissing
    edition = _edition(edition_id)
    remark = ReportComment.objects.create(edition=edition, by_id=by, text=said, line=line)
    _note("report.commented", edition, by, remark.pk)
    return int(remark.pk)


@transaction.atomic
def answer_remark(*, remark_id: int, by: int, text: str) -> None:
    """What somebody has to say to a remark. Raises ReasonMissing, RemarkClosed, WrongMove."""
    said = clean_text(text).strip()
    if not said:
        raise ReasonMissing
    remark, edition = _open_remark(remark_id)
    ReportReply.objects.create(comment=remark, by_id=by, text=said)
    _note("report.answered", edition, by, remark.pk)


@transaction.atomic
def resolve_remark(*, remark_id: int, by: int, text: str = "") -> None:
    """Close a remark for good: by who wrote it, or by a reviewer. Raises NotYourRemark, RemarkClosed, WrongMove."""
    remark, edition = _open_remark(remark_id)
    if remark.by_id != by and not institutions.scope(by).reviewer:
        raise NotYourRemark
    ReportReply.objects.create(comment=remark, by_id=by, text=clean_text(text).strip(), resolves=True)
    _note("report.resolved", edition, by, remark.pk)


def _open_remark(remark_id: int) -> tuple[ReportComment, ReportEdition]:
    edition = _edition(ReportComment.objects.values_list("edition_id", flat=True).get(pk=remark_id))
    remark = ReportComment.objects.get(pk=remark_id)
    if remark.lms_replies.filter(resolves=True).exists():
        raise RemarkClosed
    return remark, edition


def _note(act: str, edition: ReportEdition, by: int, remark_id: int) -> None:
    audit.record_event(
        act=act, subject="report_edition", subject_id=edition.pk, actor=by, institution=edition.report.institution_id,
        after={"remark": remark_id},
    )  # fmt: skip
