"""Puts the job, the sweep and the message about assessors where the packages below look for them: called by
`AppConfig.ready()`."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from assessments.events import scores_released
from assessments.selectors.assessor_holds import message_facts
from assessments.selectors.qualifying import ending_facts
from assessments.services.assessor_figures import JOB, figures_job, sweep_figures
from assessments.services.assessor_holds import MAIL
from assessments.services.lapsing import MAIL as ENDING
from assessments.services.lapsing import sweep_qualifications
from assessments.services.peer_looks import open_looks
from lms.jobs.api import handler, sweeper
from lms.messages.api import register_kind


def on_scores_released(*, submission_id: int, **kwargs: Any) -> None:
    """Colleagues are asked to look at what was said of the letter, where it is its turn."""
    open_looks(submission_id=submission_id)


def wire() -> None:
    """Jobs, sweeps, messages, and what follows a release."""
    handler(JOB, figures_job, _("Agreement of assessors"))
    sweeper("assessments.agreement_figures", sweep_figures)
    register_kind(MAIL, message_facts)
    register_kind(ENDING, ending_facts)
    sweeper("assessments.qualifications", sweep_qualifications)
    scores_released.connect(on_scores_released, dispatch_uid="assessments.peer_looks")
