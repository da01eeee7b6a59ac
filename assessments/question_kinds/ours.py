"""The kinds that come with this package."""

from typing import Final

from assessments.question_kinds.choice import Choice, Multiple
from assessments.question_kinds.fact_bound import Bound
from assessments.question_kinds.numeric import Numeric
from assessments.question_kinds.protocol import QuestionKind

OURS: Final[tuple[QuestionKind, ...]] = (Choice(), Multiple(), Numeric(), Bound())
