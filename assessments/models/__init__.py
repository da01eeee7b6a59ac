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
from assessments.models.quizzes import Attempt, AttemptState, Quiz, QuizSlot, SlotResult, Step
from assessments.models.refreshers import Refresher
from assessments.models.uploads import QuestionUpload

__all__ = [
    "Allocation", "Attachment", "Attempt", "AttemptState", "Bank", "CaseStudy", "ChoiceQuestion", "ClinicSession",
    "ClinicState", "Edit", "EssayQuestion", "FactBound", "GapFillQuestion", "ItemAnalysis", "Life", "MatchingQuestion",
    "NumericQuestion", "OrderingQuestion", "Pool", "Practicum", "Question", "QuestionEntry", "QuestionUpload", "Quiz",
    "QuizSlot", "Refresher", "Rubric", "Score", "ShortTextQuestion", "SlotResult", "Step", "Submission", "SubmissionState",
    "TrueFalseQuestion",
]  # fmt: skip
