"""Questions, quizzes, cases and refreshers: kinds of unit, folders of the toolkit, mail, jobs and sweeps."""

from django.utils.translation import gettext_lazy as _

from assessments.kinds.case_files import CaseFiles
from assessments.kinds.case_study import CaseKind
from assessments.kinds.question_files import QuestionFiles
from assessments.kinds.quiz import QuizKind
from assessments.kinds.refresher import Maker, RefresherKind
from assessments.kinds.task_files import TaskFiles
from assessments.question_kinds import register_question_kind
from assessments.question_kinds.ours import OURS
from assessments.receivers import on_enrolment_closed
from assessments.selectors.access_words import allowance_mail
from assessments.services.analysing import JOB, analyse_quiz
from assessments.services.bank_entries import settle_entries
from assessments.services.likenesses import JOB as LOOK
from assessments.services.likenesses import find_likenesses
from assessments.tasks import sweep_discussions, sweep_overdue
from courses import events
from courses.kinds import register_content_kind, register_draft_kind, register_refresher_maker, register_unit_kind
from lms.jobs.api import handler, receive, sweeper
from lms.messages.api import register_kind


def wire() -> None:
    """Called once, by `ready()`."""
    for kind in OURS:
        register_question_kind(kind)
    register_content_kind(QuestionFiles())
    register_content_kind(CaseFiles())
    register_draft_kind(TaskFiles())
    register_unit_kind("quiz", QuizKind())
    register_unit_kind("case_study", CaseKind())
    register_unit_kind("refresher", RefresherKind())
    register_refresher_maker(Maker())
    register_kind("case_result")
    register_kind("quiz_result")
    register_kind("quiz_allowance", allowance_mail)
    handler(JOB, analyse_quiz, _("Item analysis"))
    handler(LOOK, find_likenesses, _("Questions that read alike"))
    sweeper("assessments.overdue_attempts", sweep_overdue)
    sweeper("assessments.discussions_over", sweep_discussions)
    events.enrolment_closed.connect(on_enrolment_closed, dispatch_uid="assessments.enrolment_closed")
    receive(events.items_published, "assessments.settle_entries", settle_entries)
