"""Whether anything of a sort waits for anybody, asked in one query before the first page asks for whom."""

from dataclasses import dataclass, fields

from django.db.models import Exists, OuterRef, Q, QuerySet

from assessments.models.accommodations import Accommodation, AccommodationState
from assessments.models.assessors import AssessorHold
from assessments.models.blueprints import Blueprint, BlueprintState
from assessments.models.cuts import OPEN_STATES, CutJudge, CutRecord, CutStudy
from assessments.models.exam_sittings import ExamIncident, ExamSeat, ExamSitting, IncidentState, SittingState
from assessments.models.families import CaseRest
from assessments.models.load import PeerLook
from assessments.models.questions import Life, QuestionEntry
from assessments.models.regrades import Regrade, RegradeLine, RegradeState
from assessments.models.scores import Appeal, AppealState
from assessments.models.supervised import PieceAppointment, PieceState
from assessments.models.supervised_rows import TO_PLAN
from courses.models import UnitProgress
from lms.institutions.models import Person


@dataclass(frozen=True, slots=True)
class Waiting:
    """True: there may be something, and its lines are worth a query."""

    accommodations: bool = False
    appeals: bool = False
    blueprints: bool = False
    cuts: bool = False
    examining: bool = False
    families: bool = False
    holds: bool = False
    incidents: bool = False
    judging: bool = False
    looks: bool = False
    pieces: bool = False
    prepared: bool = False
    records: bool = False
    regrades: bool = False
    resting: bool = False
    sittings: bool = False


def waiting_for(person_id: int) -> Waiting:
    """One query of existence only; what it names is asked for by its own lines."""
    found = Person.objects.filter(pk=person_id).values_list(*[Exists(rows) for rows in _asked().values()]).first()
    return Waiting(*found) if found else Waiting()


def _asked() -> dict[str, QuerySet]:  # type: ignore[type-arg]  # of many models
    seated = ExamSeat.objects.filter(enrolment__person_id=OuterRef(OuterRef("pk")), removed_at=None, sitting=OuterRef("pk"))
    near = Q(invigilator_id=OuterRef("pk")) | Q(Exists(seated))
    open_sittings = ExamSitting.objects.filter(near, signed_at=None).exclude(state=SittingState.CANCELLED)
    rows: dict[str, QuerySet] = {  # type: ignore[type-arg]
        "accommodations": Accommodation.objects.filter(state=AccommodationState.REQUESTED),
        "appeals": Appeal.objects.filter(state__in=[AppealState.OPEN, AppealState.SCORING, AppealState.SCORED]),
        "blueprints": Blueprint.objects.filter(state=BlueprintState.PROPOSED),
        "cuts": CutStudy.objects.filter(state__in=OPEN_STATES),
        "examining": PieceAppointment.objects.filter(state=PieceState.PLANNED, examiner_id=OuterRef("pk")),
        "families": CaseRest.objects.filter(ended_at=None),
        "holds": AssessorHold.objects.filter(decided_at=None),
        "incidents": ExamIncident.objects.filter(state=IncidentState.OPEN),
        "judging": CutJudge.objects.filter(person_id=OuterRef("pk"), left_out_at=None, study__state__in=OPEN_STATES),
        "looks": PeerLook.objects.filter(done_at=None),
        "pieces": UnitProgress.objects.filter(unit__kind="supervised_piece", code__in=TO_PLAN),
        "prepared": Regrade.objects.filter(state=RegradeState.READY),
        "records": CutRecord.objects.filter(lms_withdrawal=None),
        "regrades": RegradeLine.objects.filter(state=RegradeLine.State.APPLIED),
        "resting": QuestionEntry.objects.filter(life=Life.RESTING),
        "sittings": open_sittings,
    }  # fmt: skip
    assert list(rows) == [one.name for one in fields(Waiting)]
    return rows
