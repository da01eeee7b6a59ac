"""The door of assessments: what reporting, home and the site ask of it."""

from assessments.demo_clinics import make_clinic_demo
from assessments.figures import BankCard, bank_cards, first_attempts, scoring_days
from assessments.figures_of_periods import SessionFigure, acts_of_people, annulled_attempts, clinic_sessions
from assessments.figures_of_quality import AgreementRows, agreement_rows, exams_of, foreign_answers, resting_questions
from assessments.holders import Holder, register_holders
from assessments.performing_again import work_again
from assessments.rehearsal import answer_surveys, qualify_assessor, score_letter, sit_quiz, write_letter
from assessments.selectors.clinic_todos import clinic_todos
from assessments.selectors.decisions import Soundness, exam_soundness
from assessments.selectors.evidence import work_evidence
from assessments.selectors.learner_work import Work, learner_work
from assessments.selectors.oversight import Oversight, oversight, upheld_writers
from assessments.selectors.scripts import WaitingLetter, waiting_submissions
from assessments.selectors.todos import stuck_learners, todo
from assessments.services.references import import_references
from assessments.services.releasing import Released, release_letters
from assessments.services.scale import seed_attempts
from assessments.statistics.gains import mean_gain
from assessments.survey_figures import (
    FollowUp,
    HolderFigures,
    Pair,
    Ratings,
    Reaction,
    business_ratings,
    follow_ups,
    gain_pairs,
    holder_figures,
    reactions,
)

__all__ = [
    "BankCard", "Released", "WaitingLetter", "bank_cards", "clinic_todos", "first_attempts", "import_references",
    "make_clinic_demo", "qualify_assessor", "release_letters", "score_letter", "scoring_days", "sit_quiz", "stuck_learners",
    "todo", "waiting_submissions", "write_letter",
]  # fmt: skip
__all__ += ["Soundness", "exam_soundness"]
__all__ += ["work_again", "work_evidence"]
__all__ += [
    "FollowUp", "HolderFigures", "Pair", "Ratings", "Reaction", "business_ratings", "follow_ups", "gain_pairs",
    "holder_figures", "mean_gain", "reactions",
]  # fmt: skip
__all__ += ["Oversight", "oversight", "upheld_writers"]
__all__ += [
    "AgreementRows", "SessionFigure", "acts_of_people", "agreement_rows", "annulled_attempts", "clinic_sessions", "exams_of",
    "foreign_answers", "resting_questions",
]  # fmt: skip
__all__ += ["seed_attempts"]
__all__ += ["Work", "learner_work"]
__all__ += ["Holder", "register_holders"]
__all__ += ["answer_surveys"]
