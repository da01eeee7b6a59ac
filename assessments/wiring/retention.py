"""How long the records of assessment are kept: called by `AppConfig.ready()`."""

from django.utils.translation import gettext_lazy as _

from assessments.services import retention
from lms.kernel.retention import RecordClass, register_record_class

PRACTICE, EXAM = 24, 72  # months


def wire() -> None:
    """Seven classes."""
    after_letter = _("The letter and its files are emptied; scores, levels and dates stay.")
    after_answers = _("The answers are emptied; what each earned stays.")
    for one in (
        RecordClass(
            "assessments.drafts", _("Letters never handed in"), _("Text and files of drafts, and of letters taken back."),
            _("the last change"), _("Text and files are emptied."), 12, retention.purge_drafts,
        ),
        RecordClass(
            "assessments.letters", _("Letters of practice"), _("Text, files and kept versions."), _("the result"), after_letter,
            PRACTICE, retention.purge_letters,
        ),
        RecordClass(
            "assessments.exam_letters", _("Letters of certifying cases"), _("Text, files and kept versions."), _("the result"),
            after_letter, EXAM, retention.purge_exam_letters,
        ),
        RecordClass(
            "assessments.answers", _("Answers in practice quizzes"), _("Each answer and what it earned."), _("the hand-in"),
            after_answers, PRACTICE, retention.purge_answers,
        ),
        RecordClass(
            "assessments.exam_answers", _("Answers in certifying quizzes"), _("Each answer and what it earned."),
            _("the hand-in"), after_answers, EXAM, retention.purge_exam_answers,
        ),
        RecordClass(
            "assessments.comments", _("Comments of assessors"), _("Comments, remarks on passages, notes to each other."),
            _("the score"), _("The words are emptied; levels and percents stay."), EXAM, retention.purge_comments,
        ),
        RecordClass(
            "assessments.sittings", _("Notes of sittings"), _("What invigilators wrote and reported."),
            _("the note, or the decision about the incident"), _("The words are emptied; kinds, dates and decisions stay."),
            EXAM, retention.purge_sitting_notes,
        ),
    ):  # fmt: skip
        register_record_class(one)
