"""What needs a person, asked of every package through its door. Each hands over words, addresses and dates; no rows."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from django.utils.translation import gettext as _

from assessments import api as assessments
from certificates import api as certificates
from courses import api as courses
from lms.institutions.api import Scope, interest_todos
from lms.kernel.todo import Todo
from lms.reporting import api as reporting


@dataclass(frozen=True, slots=True)
class Inbox:
    """One package's lines for one person: most pressing first."""

    key: str
    title: str
    empty: str
    lines: tuple[Todo, ...]


# package → what it asks for; roles that may have something there
_ASK: Final[dict[str, Callable[[Scope], list[Todo]]]] = {
    "assessments": assessments.todo,
    "certificates": certificates.todo,
    "lms.reporting": reporting.todo,
    "courses": courses.todo,
}
_STAFF: Final = {
    "assessments": (
        "assessor",
        "facilitator",
        "coordinator",
        "advisor",
        "author",
        "reviewer",
        "administrator",
        "decider",
        "focal",
    ),
    "certificates": ("coordinator", "administrator", "advisor", "decider", "reviewer"),
    "lms.reporting": ("coordinator", "focal", "reviewer", "decider", "administrator"),
    "courses": ("author", "focal", "coordinator", "facilitator", "assessor", "administrator", "decider", "reviewer"),
}


def inboxes_of(scope: Scope) -> list[Inbox]:
    """The inboxes of a person's roles. The learner's own courses are shown as paths (lms.home.learning), not here."""
    words = {
        "assessments": (_("To score"), _("There is nothing to score now.")),
        "certificates": (_("Certificates"), ""),
        "lms.reporting": (_("Reports"), _("No report waits for you.")),
        "courses": (_("Toolkit and courses"), _("Nothing in the toolkit waits for you.")),
    }
    staff = replace(scope, advisor_of=frozenset())
    asked_by_law = tuple(courses.own_updates(scope.person_id))
    found = [Inbox("updates", _("The law has changed"), "", asked_by_law)] if asked_by_law else []
    stuck = tuple(assessments.stuck_learners(scope))
    found += [Inbox("learners", _("Learners who need you"), "", stuck)] if stuck else []
    practice = tuple(assessments.clinic_todos(scope))
    found += [Inbox("clinic", _("Your clinic sessions"), "", practice)] if practice else []
    for package, roles in _STAFF.items():
        asked = staff if package == "courses" else scope
        held = asked.roles & set(roles)
        if not held:
            continue
        lines = tuple(sorted(_ASK[package](asked), key=lambda line: (line.weight, line.due is None, line.due)))
        title, empty = words[package]
        if lines or (empty and _expects(package, scope)):
            found.append(Inbox(package.rpartition(".")[2], title, empty, lines))
    declare = tuple(interest_todos(scope))
    return [*found, Inbox("interests", _("Impartiality"), "", declare)] if declare else found


def _expects(package: str, scope: Scope) -> bool:
    """Whether an empty inbox is worth saying: the role looks for it here."""
    return {
        "assessments": "assessor" in scope.roles,
        "lms.reporting": bool(scope.roles & {"coordinator", "focal", "reviewer", "decider"}),
        "courses": "author" in scope.roles,
    }.get(package, False)
