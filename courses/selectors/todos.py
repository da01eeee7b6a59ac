"""What needs somebody, for the first page of each role."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.models import Enrolment, EnrolmentState
from courses.selectors.call_todos import call_todos
from courses.selectors.confirming import drive_of
from courses.selectors.drafts import publishing_todos
from courses.selectors.item_requests import item_request_todos
from courses.selectors.ledger_todos import change_todos
from courses.selectors.paths import paths
from courses.selectors.prior_learning import prior_todos
from courses.selectors.reference_help import help_todos
from courses.selectors.refresher_todos import updates_of_people
from courses.selectors.reviews import review_todos
from courses.selectors.sentences import why_open
from lms.institutions.api import Scope
from lms.kernel.places import COUNTRIES, Country
from lms.kernel.todo import Todo
from lms.kernel.words import in_language


def todo(scope: Scope) -> list[Todo]:
    """The next step of each course that a person takes, and the courses that wait for this person's answer."""
    return [
        *updates_of_people(scope),
        *own_steps(scope),
        *help_todos(scope, timezone.localdate(), reverse("lms:courses:reference-help")),
        *publishing_todos(scope),
        *item_request_todos(scope),
        *change_todos(scope),
        *confirmation_todos(scope),
        *review_todos(scope),
        *prior_todos(scope),
        *call_todos(scope),
    ]


def confirmation_todos(scope: Scope) -> list[Todo]:
    """How much a focal point still has to look up, a country. Five queries a country."""
    found = []
    for code in sorted(scope.focal_of & set(COUNTRIES)):
        drive = drive_of(code, timezone.localdate())
        if not drive.open:
            continue
        said = ngettext(
            "%(n)s entry to look up in the law of %(country)s",
            "%(n)s entries to look up in the law of %(country)s",
            len(drive.open),
        )
        found.append(
            Todo(
                title=said % {"n": len(drive.open), "country": Country(code).label},
                why=_("%(done)s of %(total)s are answered. Until then readers see “to be confirmed”.")
                % {"done": drive.done, "total": drive.total},
                url=reverse("lms:courses:confirm-list", args=[code]),
                icon="stale",
                tone="warn",
                weight=40,
                act=_("Look them up"),
            )
        )
    return found


def own_steps(scope: Scope) -> list[Todo]:
    """The next step of each course that a person takes. Five queries at most, however many courses."""
    if not scope.advisor_of:
        return []
    rows = (
        Enrolment.objects.filter(person_id=scope.person_id, state=EnrolmentState.ACTIVE)
        .order_by("id")
        .values_list("id", "course__titles")
    )
    titles = dict(rows)
    found = []
    for enrolment_id, path in paths(titles).items():
        step = path.next
        if step is None:
            continue
        left = sum(1 for r in path.requirements if r.required and not r.met)
        mine = step.waits_on in ("", "learner")
        found.append(
            Todo(
                title=in_language(step.title),
                why=_left(left, in_language(titles[enrolment_id])) if mine and not step.state else why_open(step),
                url=step.url,
                icon="half" if step.state == "started" else "wait" if not mine else "open",
                due=step.due,
                tag=in_language(titles[enrolment_id]),
                tone="warn" if not mine else "",
                weight=20 if mine else 60,
            )
        )
    return found


def _left(left: int, course: str) -> str:
    return ngettext("{n} requirement is left in “{course}”.", "{n} requirements are left in “{course}”.", left).format(
        n=left, course=course
    )
