"""The first page of a person: every role on one page, one thing next."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from lms.home.gathering import Inbox, inboxes_of
from lms.home.learning import CertificateView, CourseView, Step, certificates_of, courses_of
from lms.home.places import Place, all_places
from lms.institutions.api import Scope, country_name
from lms.kernel.todo import Todo


@dataclass(frozen=True, slots=True)
class HomePage:
    """All that the first page shows. `next` is the one thing to do; at most one."""

    greeting: str
    today: datetime
    country: str
    next: Todo | None
    learns: bool
    courses: tuple[CourseView, ...]
    inboxes: tuple[Inbox, ...]
    dues: tuple[Step, ...]
    certificates: tuple[CertificateView, ...]
    places: tuple[Place, ...]


def home_page(person: Any, scope: Scope) -> HomePage:
    """Gather the first page of a person. Queries do not grow with the data."""
    now = timezone.localtime()
    learns = bool(scope.advisor_of)
    courses, step = courses_of(scope) if learns else ([], None)
    inboxes = inboxes_of(scope)
    offered = [line for line in (step, *(line for box in inboxes for line in box.lines)) if line is not None and line.act]
    first = min(offered, key=lambda line: line.weight, default=None)
    dues = sorted((s for c in courses for s in c.open if s.due), key=lambda s: (s.due is None, s.due))
    return HomePage(
        greeting=greeting(now.hour, person.given_name),
        today=now,
        country=country_name(person.country),
        next=first,
        learns=learns,
        courses=tuple(courses),
        inboxes=tuple(inboxes),
        dues=tuple(dues[:5]),
        certificates=tuple(certificates_of(scope.person_id)) if learns else (),
        places=tuple(all_places(scope)[1:]) if not learns else (),
    )


def greeting(hour: int, name: str) -> str:
    """Good morning, afternoon or evening by the person's own clock."""
    words = _("Good morning") if hour < 12 else _("Good afternoon") if hour < 19 else _("Good evening")
    return f"{words}, {name}" if name else words
