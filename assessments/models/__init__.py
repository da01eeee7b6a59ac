"""The tables of assessment."""

from assessments.models.agreement_rows import AgreementFigures
from assessments.models.allowances import QuizAllowance, QuizWindow
from assessments.models.analysis import ItemAnalysis
from assessments.models.assessors import (
    AssessorHold,
    DeclaredRelation,
    Qualification,
    QualifyingScore,
    TwinReview,
)
from assessments.models.blueprints import Blueprint, BlueprintCell, BlueprintState, Task, TaskRating
from assessments.models.cases import AiHelp, CaseStudy, Rubric, Submission, SubmissionState
from assessments.models.clinic_followups import (
    Arrival,
    ClinicRating,
    ClinicReferral,
    ClinicSequel,
    ClinicStep,
    Outcome90,
    StepEnd,
)
from assessments.models.clinic_papers import ClinicPaper
from assessments.models.clinics import Clinic, ClinicBusiness, ClinicSession, ClinicState, Practicum
from assessments.models.exam_sittings import (
    ExamIncident,
    ExamInvigilator,
    ExamSeat,
    ExamSitting,
    ExamSittingEvent,
    IncidentKind,
    IncidentState,
    SittingEventKind,
    SittingPlace,
    SittingState,
)
from assessments.models.families import CaseAlternate, CaseRest, FamilyReview
from assessments.models.exposures import Exposure, LifeMove
from assessments.models.letters import Attachment, CaseExtension, CaseWindow, LetterVersion, PartialUpload, ScriptShingles
from assessments.models.likenesses import Likeness
from assessments.models.questions import (
    Bank,
    ChoiceQuestion,
    Edit,
    EssayQuestion,
    FactBound,
    GapFillQuestion,
    Life,
    MatchingQuestion,
    NumericQuestion,
    OrderingQuestion,
    Pool,
    Question,
    QuestionEntry,
    ShortTextQuestion,
    TrueFalseQuestion,
)
from assessments.models.quizzes import Attempt, AttemptState, Behaviour, Counts, Quiz, QuizSlot, SlotResult, Step, StepState
from assessments.models.refreshers import Refresher
from assessments.models.regrades import Regrade, RegradeLine, RegradeState
from assessments.models.scores import (
    Allocation,
    Appeal,
    AppealState,
    Basis,
    DiscussionNote,
    FinalScore,
    ReferenceScript,
    ReferenceUse,
    SavedComment,
    Score,
    Stage,
)
from assessments.models.uploads import QuestionUpload

__all__ = [
    "Blueprint", "BlueprintCell", "BlueprintState", "Exposure", "LifeMove", "Task", "TaskRating",
    "AgreementFigures", "AiHelp", "CaseAlternate", "CaseRest", "FamilyReview", "Allocation", "Appeal", "AppealState", "Arrival", "AssessorHold", "Attachment", "Attempt",
    "AttemptState", "Bank", "Basis", "Behaviour", "CaseExtension", "CaseStudy", "CaseWindow", "ChoiceQuestion", "Clinic",
    "ClinicBusiness", "ClinicPaper", "ClinicRating", "ClinicReferral", "ClinicSequel", "ClinicSession", "ClinicState",
    "ClinicStep", "Counts",
    "ExamIncident", "ExamInvigilator", "ExamSeat", "ExamSitting", "ExamSittingEvent", "IncidentKind", "IncidentState",
    "SittingEventKind", "SittingPlace", "SittingState",
    "DeclaredRelation", "DiscussionNote", "Edit", "EssayQuestion", "FactBound", "FinalScore", "GapFillQuestion",
    "ItemAnalysis", "LetterVersion", "Life", "Likeness", "MatchingQuestion", "NumericQuestion", "OrderingQuestion",
    "Outcome90", "PartialUpload", "Pool", "Practicum", "Qualification", "QualifyingScore", "Question",
    "QuestionEntry", "QuestionUpload", "Quiz", "QuizAllowance", "QuizSlot", "QuizWindow", "ReferenceScript",
    "ReferenceUse", "Refresher", "Regrade", "RegradeLine", "RegradeState", "Rubric", "SavedComment", "Score",
    "ScriptShingles", "ShortTextQuestion", "SlotResult", "Stage", "Step", "StepEnd", "StepState", "Submission",
    "SubmissionState", "TrueFalseQuestion", "TwinReview",
]  # fmt: skip
