"""What is offered beside a course's units: the survey of each finished module and of the course."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.models import TurnState
from assessments.selectors.surveys import place_of, turns_of
from courses import api as courses
from lms.kernel.words import in_language

MOST = 2  # module surveys in sight at once: the newest


def survey_offers(stand: courses.Stand) -> list[courses.Offer]:
    """Open surveys that were not put aside. Two queries, none before the first module's end."""
    ends = {**({"": {}} if stand.complete else {}), **stand.finished}
    if stand.closed or stand.cohort_course_id is None or not ends:
        return []
    now, place, turns = timezone.now(), place_of(stand.cohort_course_id), turns_of(stand.enrolment_id)
    running = [module for module in ends if place.over_at(module) > now and turns.get(module) != TurnState.SKIPPED]
    wanted = [module for module in running if not turns.get(module)]
    shown = [one for one in running if not one] + [one for one in wanted if one][-MOST:]
    return [_offer(stand, module, done=bool(turns.get(module))) for module in shown]


def _offer(stand: courses.Stand, module: str, *, done: bool) -> courses.Offer:
    what = {"enrolment_id": stand.enrolment_id}
    url = reverse("lms:assessments:survey-module" if module else "lms:assessments:survey", kwargs=what | (
        {"module": module} if module else {}
    ))  # fmt: skip
    title = _("How was the module “{title}”?").format(title=in_language(stand.finished[module])) if module else ""
    return courses.Offer(
        title=title or _("How was the course?"),
        sentence=_("You answered. You may change it until the survey closes.")
        if done
        else _("Five questions, two minutes, without your name."),
        url=url,
        label=_("Change") if done else _("Answer"),
        done=done,
    )
