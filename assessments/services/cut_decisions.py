"""The decision about a cut score: one person proposes, another one approves, neither is a judge. A record is never changed."""

from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from assessments.cut_months import MOST
from assessments.errors.cuts import (
    CutDatesRefused,
    CutNotNow,
    CutReasonMissing,
    CutStepsRefused,
    CutTwoPeople,
    CutWithdrawn,
)
from assessments.models import CutRecord, CutState, CutStudy, CutWithdrawal
from assessments.selectors.cut_summary import Summary, decided_items, summary_of
from assessments.services.cuts import held
from assessments.standard_setting import FormCut, adjusted
from lms.audit.api import record_event
from lms.institutions.api import programme_people
from lms.kernel.canonical import digest
from lms.kernel.months import plus_months
from lms.messages.api import send_many

PROPOSED: Final = "cut_proposed"
STEPS: Final = tuple(Decimal(n) / 2 for n in range(-4, 5))  # standard errors by which a decision may move a cut


@transaction.atomic
def propose_cut(
    *, study_id: int, steps: Decimal, reason: str, effective_from: date, valid_until: date, centre: str = "mean", by: int
) -> None:
    """Put the panel's cut, moved by some standard errors for a reason, before a second person. Deciders get a mail.

    Raises CutNotNow, CutTwoPeople (a judge), CutReasonMissing, CutStepsRefused, CutDatesRefused.
    """
    study = held(study_id, CutState.CLOSED)
    _refuse_judge(study, by)
    if not reason.strip():
        raise CutReasonMissing
    found = summary_of(study, centre=centre)
    if found.final is None or found.final.cut is None:
        raise CutNotNow
    if steps not in STEPS or (steps and found.final.se is None):
        raise CutStepsRefused
    if not effective_from < valid_until <= plus_months(effective_from, MOST):
        raise CutDatesRefused(months=MOST)
    study.proposal = {
        "steps": format(steps, "f"), "reason": reason.strip(), "effective_from": effective_from.isoformat(),
        "valid_until": valid_until.isoformat(), "centre": centre,
    }  # fmt: skip
    study.state, study.proposed_by_id, study.proposed_at = CutState.PROPOSED, by, timezone.now()
    study.save(update_fields=["proposal", "state", "proposed_by", "proposed_at"])
    record_event(
        act="cut_study.proposed", subject="cut_study", subject_id=study.pk, actor=by,
        after={"cut": str(found.final.cut), "steps": str(steps)}, detail={"reason": reason},
    )  # fmt: skip
    panel = set(study.lms_judges.values_list("person_id", flat=True))
    told = {"study_id": study.pk, "titles": study.unit.titles}
    send_many(
        kind=PROPOSED, speaks_of=f"cut_study:{study.pk}:{study.proposed_at.isoformat()}",
        params_by_person={person: told for person in programme_people("decider") if person not in panel | {by}},
    )  # fmt: skip


@transaction.atomic
def return_proposal(*, study_id: int, reason: str, by: int) -> None:
    """Not like this: back to who proposes, with a reason. Who proposed may take it back so.

    Raises CutNotNow, CutReasonMissing.
    """
    if not reason.strip():
        raise CutReasonMissing
    study = held(study_id, CutState.PROPOSED)
    study.state, study.proposal = CutState.CLOSED, {**study.proposal, "returned": reason.strip()}
    study.save(update_fields=["state", "proposal"])
    record_event(
        act="cut_study.returned", subject="cut_study", subject_id=study.pk, actor=by, before={"state": CutState.PROPOSED},
        after={"state": CutState.CLOSED}, detail={"reason": reason},
    )  # fmt: skip


@transaction.atomic
def approve_cut(*, study_id: int, by: int) -> int:
    """Write the record, with all it rests on; returns its id. Raises CutNotNow, CutTwoPeople.

    It counts for what is published from `effective_from` on; releases that are out keep the means they were frozen with.
    """
    study = held(study_id, CutState.PROPOSED)
    _refuse_judge(study, by)
    if by == study.proposed_by_id:
        raise CutTwoPeople
    assert study.proposed_by_id is not None
    assert study.proposed_at is not None
    said = study.proposal
    found = summary_of(study, centre=said["centre"])
    facts = decision_facts(study, found)
    record = CutRecord.objects.create(
        study=study, unit_id=study.unit_id, country=study.country, method=study.method, reason=said["reason"],
        decided_by_id=study.proposed_by_id, decided_at=study.proposed_at, approved_by_id=by,
        effective_from=date.fromisoformat(said["effective_from"]), valid_until=date.fromisoformat(said["valid_until"]),
        digest=digest({**facts, "study": study.pk, "unit": study.unit_id, "reason": said["reason"]}), **facts,
    )  # fmt: skip
    study.state = CutState.DECIDED
    study.save(update_fields=["state"])
    record_event(
        act="cut_record.approved", subject="cut_record", subject_id=record.pk, actor=by,
        after={"study": study.pk, "cut": str(record.cut), "percent": str(record.percent), "digest": record.digest},
    )  # fmt: skip
    return record.pk


def decision_facts(study: CutStudy, found: Summary) -> dict[str, Any]:
    """The columns of a record that come from the ratings and the proposal, as approving would write them."""
    final, said = found.final, study.proposal
    assert final is not None
    assert final.cut is not None
    steps = Decimal(said["steps"])
    items, cut = decided_items(study, final, steps)
    if not items:  # a case: percent of its rubric
        cut = min(max(adjusted(final.cut, final.se, steps).cut, Decimal(0)), final.of)
    return {
        "items": items, "cut": cut, "of": final.of, "percent": FormCut(cut, final.of).percent, "judged": final.cut,
        "se": final.se, "steps": steps, "hofstee": found.hofstee, "rounds": found.rounds, "panel": found.panel,
    }  # fmt: skip


@transaction.atomic
def withdraw_cut(*, record_id: int, reason: str, by: int) -> None:
    """A cut score must not be used for what is published from now on. Raises CutReasonMissing, CutWithdrawn."""
    if not reason.strip():
        raise CutReasonMissing
    record = CutRecord.objects.select_for_update().get(pk=record_id)
    if CutWithdrawal.objects.filter(record=record).exists():
        raise CutWithdrawn
    CutWithdrawal.objects.create(record=record, reason=reason.strip()[:600], by_id=by)
    record_event(act="cut_record.withdrawn", subject="cut_record", subject_id=record.pk, actor=by, detail={"reason": reason})


def _refuse_judge(study: CutStudy, person_id: int) -> None:
    if study.lms_judges.filter(person=person_id).exists():
        raise CutTwoPeople
