"""The tables of assessment."""

from assessments.models.analysis import ItemAnalysis
from assessments.models.cases import (
    Allocation,
    Attachment,
    CaseStudy,
    Practicum,
    Rubric,
    Score,
    Submission,
    SubmissionState,
)
from assessments.models.clinics import ClinicSession, ClinicState
from assessments.models.questions import (
    Bank,
    ChoiceQuestion,
    FactBound,
    Life,
    NumericQuestion,
    Pool,
    Question,
    QuestionEntry,
)
from assessments.models.quizzes import Attempt, AttemptState, Quiz, QuizSlot, SlotResult, Step
from assessments.models.refreshers import Refresher

__all__ = [
    "Allocation", "Attachment", "Attempt", "AttemptState", "Bank", "CaseStudy", "ChoiceQuestion", "ClinicSession",
    "ClinicState", "FactBound", "ItemAnalysis", "Life", "NumericQuestion", "Pool", "Practicum", "Question", "QuestionEntry",
    "Quiz", "QuizSlot", "Refresher", "Rubric", "Score", "SlotResult", "Step", "Submission", "SubmissionState",
]  # fmt: skip
