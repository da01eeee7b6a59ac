"""Puts the job of clinics' papers where the packages below look for it: called by `AppConfig.ready()`."""

from django.utils.translation import gettext_lazy as _

from assessments.services.clinic_papers import DRAW, draw_strategy
from lms.jobs.api import handler


def wire() -> None:
    """One job."""
    handler(DRAW, draw_strategy, _("IP strategy of a business"))
