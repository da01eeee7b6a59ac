"""The tables of assessment."""

from assessments.models.allowances import QuizAllowance, QuizWindow
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
from assessments.models.uploads import QuestionUpload

__all__ = [
    "Allocation", "Attachment", "Attempt", "AttemptState", "Bank", "Behaviour", "CaseStudy", "ChoiceQuestion",
    "ClinicSession", "ClinicState", "Counts", "Edit", "EssayQuestion", "FactBound", "GapFillQuestion", "ItemAnalysis", "Life",
    "Likeness", "MatchingQuestion", "NumericQuestion", "OrderingQuestion", "Pool", "Practicum", "Question", "QuestionEntry",
    "QuestionUpload", "Quiz", "QuizAllowance", "QuizSlot", "QuizWindow", "Refresher", "Regrade", "RegradeLine",
    "RegradeState", "Rubric", "Score", "ShortTextQuestion", "SlotResult", "Step", "StepState", "Submission",
    "SubmissionState", "TrueFalseQuestion",
]  # fmt: skip
