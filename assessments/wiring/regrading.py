"""Puts the jobs and the message of scoring again where the packages below look for them: called by `AppConfig.ready()`."""

from django.utils.translation import gettext_lazy as _

from assessments.regrading import APPLY, PREPARE
from assessments.selectors.regrading import message_facts
from assessments.services.regrading_attempts import MESSAGE
from assessments.services.regrading_jobs import apply, prepare
from lms.jobs.api import handler
from lms.messages.api import register_kind


def wire() -> None:
    """Two jobs, one message."""
    handler(PREPARE, prepare, _("Preview of scoring again"))
    handler(APPLY, apply, _("Scoring again"))
    register_kind(MESSAGE, message_facts)
