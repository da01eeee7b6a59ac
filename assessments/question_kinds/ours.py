"""The kinds that come with this package."""

from typing import Final

from assessments.question_kinds.choice import Choice, Multiple
from assessments.question_kinds.essay import Essay
from assessments.question_kinds.fact_bound import Bound
from assessments.question_kinds.gap_fill import GapFill
from assessments.question_kinds.matching import Matching
from assessments.question_kinds.numeric import Numeric
from assessments.question_kinds.ordering import Ordering
from assessments.question_kinds.protocol import QuestionKind
from assessments.question_kinds.short_text import ShortText
from assessments.question_kinds.true_false import TrueFalse

OURS: Final[tuple[QuestionKind, ...]] = (
    Choice(), Multiple(), TrueFalse(), Numeric(), ShortText(), Matching(), Ordering(), GapFill(), Bound(), Essay(),
)  # fmt: skip
