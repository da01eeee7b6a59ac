"""From an id in a URL to a study of a cut score, a judge's own place in one, or a decision. They belong to no institution."""

from assessments.errors.cuts import CutRecordNotFound, CutStudyNotFound
from assessments.models import CutJudge, CutRecord, CutState, CutStudy
from lms.institutions.api import Scope

CHAIRS = frozenset({"author", "reviewer"})  # whoever opens, moves and proposes
DECIDERS = CHAIRS | {"decider"}  # whoever may approve or return; without seeing a question
READERS = DECIDERS | {"focal", "administrator"}  # whoever may read a decision


def access_study(scope: Scope, study_id: int) -> CutStudy:
    """A study, for its chair. Raises CutStudyNotFound."""
    return _study(scope, study_id, CHAIRS)


def access_proposal(scope: Scope, study_id: int) -> CutStudy:
    """A study whose decision was proposed, for who may approve it. Raises CutStudyNotFound."""
    study = _study(scope, study_id, DECIDERS)
    if study.state != CutState.PROPOSED:
        raise CutStudyNotFound
    return study


def access_judge(scope: Scope, judge_id: int) -> CutJudge:
    """A judge of a study that is not over, for its chair. Raises CutStudyNotFound."""
    judge = CutJudge.objects.select_related("study", "person").filter(pk=judge_id).first()
    if judge is None or not scope.roles & CHAIRS:
        raise CutStudyNotFound
    return judge


def access_own_panel(person_id: int, study_id: int) -> CutJudge:
    """One's own place on a panel; of no panel that was dropped or that left one out. Raises CutStudyNotFound."""
    rows = CutJudge.objects.select_related("study__unit__course").filter(person=person_id, study=study_id, left_out_at=None)
    judge = rows.exclude(study__state=CutState.DROPPED).first()
    if judge is None:
        raise CutStudyNotFound
    return judge


def access_record(scope: Scope, record_id: int) -> CutRecord:
    """A decision, for who reads decisions. Raises CutRecordNotFound."""
    rows = CutRecord.objects.select_related("unit", "study", "decided_by", "approved_by", "lms_withdrawal__by")
    record: CutRecord | None = rows.filter(pk=record_id).first()
    if record is None or not scope.roles & READERS:
        raise CutRecordNotFound
    return record


def _study(scope: Scope, study_id: int, who: frozenset[str]) -> CutStudy:
    study = CutStudy.objects.select_related("unit__course", "lms_record", "proposed_by").filter(pk=study_id).first()
    if study is None or not scope.roles & who:
        raise CutStudyNotFound
    return study
