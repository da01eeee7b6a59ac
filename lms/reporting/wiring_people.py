"""Puts digests and the links of messages to people where the packages below look for them: called by `AppConfig.ready()`."""

from collections.abc import Collection

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from courses import api as courses
from lms.exports.api import register_table
from lms.messages import api as mail
from lms.reporting.digest_words import advisor_facts, coordinator_facts
from lms.reporting.rule_table import TABLE
from lms.reporting.services.digests import ADVISOR, COORDINATOR


def links(people: Collection[int], institution_id: int) -> dict[int, str]:
    """Where each person goes on: the course they opened last, else the first page. One query."""
    found = courses.courses_to_go_on(people, institution_id)
    home = reverse("lms:home:home")
    return {
        person: reverse("lms:courses:enrolment-detail", args=[found[person]]) if person in found else home for person in people
    }


def wire() -> None:
    """Two optional kinds of message, the links, and the file of a group by rule."""
    mail.register_links(links)
    register_table(TABLE)
    mail.register_kind(COORDINATOR, coordinator_facts, optional=_("The week of your groups, on Mondays"))
    mail.register_kind(ADVISOR, advisor_facts, optional=_("What is due in your courses, once a week at most"))
