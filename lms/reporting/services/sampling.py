"""The evidence sample of an edition: drawn when it is submitted, and a finding for each award of it."""

from typing import Any, Final

from django.db import transaction

from assessments import api as assessments
from certificates import api as certificates
from courses import api as courses
from lms.audit import api as audit
from lms.institutions import api as institutions
from lms.kernel.words import clean_text
from lms.reporting import periods, sampling
from lms.reporting.errors import NoteMissing, ReportTooClose, SamePerson, WrongMove
from lms.reporting.models import (
    EditionState,
    FindingOutcome,
    ReportComment,
    ReportEdition,
    ReportKind,
    ReportSample,
    SampleFinding,
    SampleItem,
)

LOOKED_AT: Final = (EditionState.SUBMITTED, EditionState.ENDORSED)


def draw_sample(edition: ReportEdition) -> ReportSample | None:
    """Draw and freeze what is looked at; None for a progress report, which holds no awards. Safe to repeat."""
    if edition.report.kind != ReportKind.CERTIFICATION:
        return None
    found: ReportSample | None = ReportSample.objects.filter(edition=edition).first()
    if found is not None:
        return found
    one = periods.period(edition.report.period, edition.report.institution.time_zone)
    place = edition.report.institution_id
    rows = edition.lms_rows.filter(figure__in=(*sampling.AWARDED, *sampling.TAKEN_BACK)).values_list("figure", "subject")
    by_figure = list(rows)
    reviewed = courses.upheld_people(place, start=one.start, end=one.end)
    reviewed |= assessments.upheld_writers(place, start=one.start, end=one.end)
    excepted, looked = certificates.marked_awards(place, start=one.start, end=one.end, reviewed=reviewed)
    sample = sampling.sample_of(
        edition.sha256,
        [serial for figure, serial in by_figure if figure in sampling.AWARDED],
        {
            sampling.EXCEPTION: excepted,
            sampling.REVOKED: [serial for figure, serial in by_figure if figure in sampling.TAKEN_BACK],
            sampling.REVIEW: looked,
        },
    )
    row: ReportSample = ReportSample.objects.create(
        edition=edition, seed=sample.seed, population=sample.population, drawn=sample.drawn
    )
    SampleItem.objects.bulk_create(
        [
            SampleItem(sample=row, place=place, serial=one.serial, reasons=list(one.reasons))
            for place, one in enumerate(sample.picked, start=1)
        ],
        batch_size=500,
    )
    return row


@transaction.atomic
def record_finding(*, item_id: int, by: int, outcome: str, note: str = "") -> None:
    """What a reviewer saw in the file of one award. A later finding speaks instead of the earlier one, which stays.

    One that does not conform opens a remark on the report, which must be answered and resolved. Raises WrongMove once the
    report is decided, SamePerson, ReportTooClose, NoteMissing.
    """
    edition_id = SampleItem.objects.values_list("sample__edition_id", flat=True).get(pk=item_id)
    edition = ReportEdition.objects.select_for_update().select_related("report").get(pk=edition_id)
    item = SampleItem.objects.get(pk=item_id)
    if edition.state not in LOOKED_AT:
        raise WrongMove(state=EditionState(edition.state).label, act="reviewed")
    if by in (edition.submitted_by_id, edition.endorsed_by_id):
        raise SamePerson
    if institutions.house_conflicts([by], [edition.report.institution_id]):
        raise ReportTooClose
    said = clean_text(note).strip()
    if outcome != FindingOutcome.CONFORMS and not said:
        raise NoteMissing
    before = item.lms_findings.order_by("-pk").values_list("outcome", flat=True).first()
    SampleFinding.objects.create(item=item, by_id=by, outcome=FindingOutcome(outcome), note=said)
    if outcome == FindingOutcome.FAILS and before != FindingOutcome.FAILS:
        ReportComment.objects.create(edition=edition, by_id=by, text=f"{item.serial}: {said}")
    audit.record_event(
        act="report.finding", subject="report_sample_item", subject_id=item.pk, actor=by,
        institution=edition.report.institution_id, before={"outcome": before or ""},
        after={"outcome": outcome, "edition": edition.pk, "serial": item.serial},
    )  # fmt: skip


@transaction.atomic
def open_award(*, item_id: int, by: int) -> certificates.AwardFile | None:
    """The file of an award of the sample, with its holder's name; the opening is audited. None when the paper is gone."""
    item = SampleItem.objects.select_related("sample__edition__report").get(pk=item_id)
    report = item.sample.edition.report
    audit.record_event(
        act="report.file_opened", subject="report_sample_item", subject_id=item.pk, actor=by, institution=report.institution_id,
        after={"edition": item.sample.edition_id, "serial": item.serial},
    )  # fmt: skip
    return certificates.award_file(item.serial, report.institution_id)


def findings_record(edition: ReportEdition) -> dict[str, Any] | None:
    """The sample with the finding that speaks for each award, in plain values; None when there is none. Three queries.

    People are told by their reference, never by name; notes stay out (they are emptied when a person is erased).
    """
    sample = ReportSample.objects.filter(edition=edition).first()
    if sample is None:
        return None
    last = {
        item: (outcome, str(by), at)
        for item, outcome, by, at in SampleFinding.objects.filter(item__sample=sample)
        .order_by("pk")
        .values_list("item_id", "outcome", "by__ref", "at")
    }
    return {
        "seed": sample.seed, "population": sample.population, "drawn": sample.drawn,
        "awards": [
            {
                "serial": serial, "reasons": reasons,
                "finding": dict(zip(("outcome", "by", "at"), last[pk], strict=True)) if pk in last else None,
            }
            for pk, serial, reasons in SampleItem.objects.filter(sample=sample).order_by("place").values_list(
                "pk", "serial", "reasons"
            )
        ],
    }  # fmt: skip


def items_of(edition_id: int) -> list[int]:
    """Ids of the awards of an edition's sample, in their order. One query."""
    return list(SampleItem.objects.filter(sample__edition_id=edition_id).order_by("place").values_list("pk", flat=True))


def findings_missing(edition: ReportEdition) -> int:
    """How many awards of the sample nobody has said anything about. One query."""
    return SampleItem.objects.filter(sample__edition=edition, lms_findings=None).count()
