"""What needs somebody, for the first page of each role."""

from django.utils.translation import ngettext

from courses.models import Enrolment, EnrolmentState
from courses.selectors.drafts import publishing_todos
from courses.selectors.paths import paths
from courses.selectors.sentences import why_open
from lms.institutions.api import Scope
from lms.kernel.todo import Todo
from lms.kernel.words import in_language


def todo(scope: Scope) -> list[Todo]:
    """The next step of each course that a person takes, and the courses that wait for this person's answer."""
    return [*own_steps(scope), *publishing_todos(scope)]


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
