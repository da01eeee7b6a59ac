"""The door of assessments: what reporting, home and the site ask of it."""

from assessments.figures import BankCard, bank_cards, first_attempts, scoring_days
from assessments.rehearsal import score_letter, sit_quiz, write_letter
from assessments.selectors.scripts import WaitingLetter, waiting_submissions
from assessments.selectors.todos import stuck_learners, todo

__all__ = [
    "BankCard", "WaitingLetter", "bank_cards", "first_attempts", "score_letter", "scoring_days", "sit_quiz", "stuck_learners",
    "todo", "waiting_submissions", "write_letter",
]  # fmt: skip
