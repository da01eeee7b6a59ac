"""The people of one certification, each with a browser, and the clock that they share."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.utils import timezone

from certificates.api import draw_due
from certificates.models import Credential
from courses.models import Course, Unit
from lms.institutions.models import Membership, Person, ProgrammeRole
from lms.jobs.api import run_due_jobs
from tests.certifying.visits import Book, Visit
from tests.conftest import House, make_house, make_person

BEGIN = datetime(2026, 11, 24, 14, 0, tzinfo=UTC)  # a Tuesday, 9 in Lima
# Who does what for the programme: nobody has two of these roles.
ROLES = (
    ("author", "author", "PE"), ("focal", "focal", "PE"), ("reviewer", "reviewer", ""), ("reviewer2", "reviewer", ""),
    ("reviewer3", "reviewer", ""), ("decider", "decider", ""), ("decider2", "decider", ""), ("decider3", "decider", ""),
    ("assessor", "assessor", ""), ("assessor2", "assessor", ""), ("examiner", "assessor", ""),
    ("administrator", "administrator", ""),
)  # fmt: skip

GIVEN = {
    "author": "Aurelia", "focal": "Fabián", "reviewer": "Regina", "reviewer2": "Renato", "reviewer3": "Rebeca",
    "decider": "Darío", "decider2": "Delia", "decider3": "Demetrio", "assessor": "Estela", "assessor2": "Esteban",
    "examiner": "Ximena", "administrator": "Adela",
}  # fmt: skip


@dataclass
class World:
    """Everybody by name, and what was made. `clock` moves when it is told to, and a second with every page."""

    root: Path
    clock: Any
    people: dict[str, Person] = field(default_factory=dict)
    andes: House = None  # type: ignore[assignment]
    sur: House = None  # type: ignore[assignment]
    book: Book = field(default_factory=Book)
    seen: dict[str, Any] = field(default_factory=dict)  # what one step leaves for a later one
    _visits: dict[int, Visit] = field(default_factory=dict)

    # --- people -------------------------------------------------------------------------------------------------------
    def __getattr__(self, name: str) -> Visit:
        """The browser of somebody of the programme."""
        if name.startswith("_") or name not in self.people:
            raise AttributeError(name)
        return self.visit(self.people[name])

    def visit(self, person: Person) -> Visit:
        """The browser of somebody; learners' pages have to be lighter."""
        if person.pk not in self._visits:
            self._visits[person.pk] = Visit(self.book, person, role="learner" if self.learns(person) else "staff")
        return self._visits[person.pk]

    def nobody(self, language: str = "es") -> Visit:
        """Somebody without an account."""
        return Visit(self.book, language=language)

    @staticmethod
    def learns(person: Person) -> bool:
        return Membership.objects.filter(person=person, role="advisor").exists()

    # --- time ---------------------------------------------------------------------------------------------------------
    def wait(self, **more: float) -> None:
        """Time passes, and what was to be done in it is done."""
        self.clock.shift(timedelta(**more))
        self.work()

    @staticmethod
    def clock_day() -> date:
        """Today, where the programme is."""
        return timezone.localdate()

    def work(self) -> None:
        """The worker does what waits: mails, papers."""
        draw_due()
        run_due_jobs()

    # --- things -------------------------------------------------------------------------------------------------------
    @property
    def course(self) -> Course:
        return Course.objects.get(key="advising")

    @property
    def credential(self) -> Credential:
        return Credential.objects.get(key="advisor")

    def unit(self, key: str) -> int:
        return int(Unit.objects.non_polymorphic().get(course__key="advising", key=key).pk)


def populate(root: Path, clock: Any) -> World:
    """An institution in Peru, one in Chile, and the programme."""
    world = World(root, clock, book=Book(clock))
    world.andes, world.sur = make_house("andes", "PE", "America/Lima"), make_house("sur", "CL", "America/Santiago")
    for name, role, country in ROLES:
        person = make_person(f"{name}@programme.test", GIVEN[name], "Del Programa", country or "PE")
        ProgrammeRole.objects.create(person=person, role=role, country=country)
        world.people[name] = person
    return world
