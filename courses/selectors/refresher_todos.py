"""Refreshers on first pages: a learner's own, and how many of a coordinator's people are past the date."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.selectors.refreshers import figures_at, open_lines_of
from lms.institutions.api import Scope
from lms.kernel.todo import Todo
from lms.kernel.words import in_language


def own_updates(person_id: int) -> list[Todo]:
    """What changes of the law ask of this person, whatever roles they have now: the most urgent first. One query."""
    return [
        Todo(
            title=in_language(line.titles),
            why=(
                _("The time ran out: your certificate shows as not up to date. It takes {n} minutes.")
                if line.state == "late"
                else _("A rule you were certified under has changed. It takes {n} minutes.")
            ).format(n=line.minutes),
            url=line.url,
            icon="late" if line.state == "late" else "stale",
            due=None if line.state == "late" else line.grace_until,
            tag=in_language(line.course_titles),
            tone="bad" if line.state == "late" else "warn",
            weight=10,
            act=_("See what changed"),
        )
        for line in open_lines_of(person_id)
    ]


def updates_of_people(scope: Scope) -> list[Todo]:
    """How many of a coordinator's people are past the date. One query."""
    if not scope.coordinator_of:
        return []
    late = figures_at(scope.coordinator_of).past_grace
    if not late:
        return []
    return [
        Todo(
            title=ngettext(
                "{n} update after a change of the law is past its date",
                "{n} updates after changes of the law are past their date",
                late,
            ).format(n=late),
            why=_("These people's certificates show as not up to date. Remind them, or excuse them with a reason."),
            url=reverse("lms:courses:refresher-list") + "?state=late",
            icon="late",
            tone="warn",
            weight=45,
            act=_("See who"),
        )
    ]
