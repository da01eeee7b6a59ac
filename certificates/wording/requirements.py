"""What a requirement of a credential is called, and one sentence on how it stands. Pure but for gettext."""

from datetime import datetime
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from certificates.wording.certificates import long_date, problem_sentence
from courses.paths import Requirement

COURSE_DONE: Final = "course_done"
COURSE_OPEN: Final = "course_open"
COURSE_NOT_ENROLLED: Final = "course_not_enrolled"
NAME_READY: Final = "name_ready"
EXEMPTED: Final = "exempted"
BARRED: Final = "barred"
COUNTRY_NOT_OFFERED: Final = "country_not_offered"
HELD_SUSPENDED: Final = "held_suspended"
CONDUCT_OPEN: Final = "conduct_open"
CONDUCT_ACCEPTED: Final = "conduct_accepted"
CONDUCT_ABSENT: Final = "conduct_absent"
SESSIONS_OPEN: Final = "sessions_open"
SESSIONS_DONE: Final = "sessions_done"
REFRESHERS_OPEN: Final = "refreshers_open"
REFRESHERS_DONE: Final = "refreshers_done"
BASE_ENDED: Final = "base_ended"


def requirement_sentence(requirement: Requirement) -> str:
    """One sentence on how a requirement of a credential stands, in the active language."""
    return _counted_sentence(requirement) or _requirement_sentence(requirement)


def _counted_sentence(requirement: Requirement) -> str:
    """What is counted or accepted beside courses; '' for anything else."""
    params = requirement.params
    if requirement.code in (SESSIONS_OPEN, SESSIONS_DONE):
        return ngettext(
            "%(done)s of %(required)s session confirmed since the award before.",
            "%(done)s of %(required)s sessions confirmed since the award before.", int(params["required"]),
        ) % {"done": params["done"], "required": params["required"]}  # fmt: skip
    if requirement.code == CONDUCT_ACCEPTED:
        day = timezone.localdate(datetime.fromisoformat(str(params["at"])))
        return _("Accepted on %(date)s, version %(version)s.") % {"date": long_date(day), "version": params["version"]}
    return ""


def _requirement_sentence(requirement: Requirement) -> str:
    params = requirement.params
    if requirement.code == COURSE_DONE and "at" in params:
        day = timezone.localdate(datetime.fromisoformat(str(params["at"])))
        return _("Completed on %(date)s.") % {"date": long_date(day)}
    if requirement.code == COURSE_OPEN and "required" in params:
        return _("%(done)s of %(required)s required parts done.") % {"done": params["done"], "required": params["required"]}
    if requirement.code == NAME_READY:
        return _("It will be printed as “%(name)s”.") % {"name": params["name"]}
    if requirement.code == EXEMPTED:
        return _("The programme lets you off this. Reason: %(reason)s") % {"reason": params["reason"]}
    if requirement.code == BARRED:
        return _("The programme does not grant you this credential. Reason: %(reason)s") % {"reason": params["reason"]}
    plain_words = {
        CONDUCT_OPEN: _("Read the code of conduct and accept it."),
        CONDUCT_ABSENT: _("The programme has not published its code of conduct yet."),
        REFRESHERS_OPEN: _("A short review of a rule that changed is still to be done."),
        REFRESHERS_DONE: _("Nothing is left to review."),
        COURSE_DONE: _("Completed."),
        COURSE_OPEN: _("In progress."),
        COURSE_NOT_ENROLLED: _("You are not enrolled in this course yet. Ask your coordinator."),
        COUNTRY_NOT_OFFERED: _("This credential is not awarded under the law of this country."),
        BASE_ENDED: _("The certificate of the other country that it rests on is not in force."),
        HELD_SUSPENDED: _("The certificate that you would renew is suspended. What you do now counts; it is renewed after."),
    }
    return plain_words.get(requirement.code) or problem_sentence(str(params.get("problem", requirement.code)))
