"""Surveys, tests that do not count and the question to holders, where the packages below look for them."""

from django.utils.translation import gettext_lazy as _

from assessments.selectors.clinic_years import year_facts
from assessments.selectors.gains import gain_offers
from assessments.selectors.survey_offers import survey_offers
from assessments.services.clinic_years import YEAR, forget_years
from assessments.services.gain_sittings import forget_gains
from assessments.services.holder_questions import ASKED, REMINDED, asked_facts, forget_holder
from assessments.services.survey_closing import forget_answers
from courses import api as courses
from lms.institutions.events import person_erased
from lms.jobs.api import receive
from lms.messages.api import register_kind


def wire() -> None:
    """Called once, by `ready()`."""
    courses.register_offerer("surveys", survey_offers)
    courses.register_offerer("tests", gain_offers)
    receive(person_erased, "assessments.forget_gains", forget_gains)
    receive(person_erased, "assessments.forget_answers", forget_answers)
    receive(person_erased, "assessments.forget_holder", forget_holder)
    receive(person_erased, "assessments.forget_years", forget_years)
    register_kind(ASKED, asked_facts, optional=_("Six months after a certificate: what became of it"))
    register_kind(REMINDED, asked_facts, optional=_("A reminder of that, if you have not answered"))
    register_kind(YEAR, year_facts, optional=_("A year after an application of your clinic practice"))
