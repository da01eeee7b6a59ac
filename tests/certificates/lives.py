"""Lives of certificates: what happens on which day, told in short words, and how the public page answers on others."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from time_machine import travel

from certificates.api import answer
from certificates.models import Award, Certificate, Credential
from certificates.services.conduct import publish_conduct
from certificates.services.deciding import decide_award
from certificates.services.endorsing import open_endorsement
from certificates.services.granting import sweep_entitled
from certificates.services.reissuing import reissue_certificate
from certificates.services.renewing import open_renewal
from certificates.standing import Act
from certificates.wording.conduct_proposal import PROPOSAL
from courses import counts, events
from courses.api import announce
from courses.models import Change, Completion, Enrolment, Item, ItemVersion, Refresher, RefresherDue
from lms.institutions.api import record_leave, remove_leave
from lms.institutions.models import Person
from tests.certificates.conftest import Programme
from tests.certificates.deciding import issue_now
from tests.certificates.scheming import accept
from tests.conftest import House
from tests.courses.building import add_unit


def noon(day: str) -> datetime:
    """Fifteen hours UTC of a day: the same day in Lima and in Bogotá."""
    return datetime.fromisoformat(day).replace(hour=15, tzinfo=UTC)


@dataclass
class Life:
    """One holder. The first award, of Peru, is `award`; each later one is found by its round or country."""

    programme: Programme
    house: House
    people: dict[str, Person]
    serials: dict[str, str] = field(default_factory=dict)  # by a name: first, second, country
    codes: int = 0
    leave_id: int = 0
    confirmed: list[datetime] = field(default_factory=list)  # sessions, by when they were held

    @property
    def holder(self) -> Person:
        return self.house.advisor

    def award(self, name: str = "first") -> Award:
        award = Certificate.objects.get(serial=self.serials[name]).award
        assert award is not None
        return award

    def _issue(self, name: str) -> None:
        row = Certificate.objects.get(state="pending")
        assert row.award is not None
        self.serials[name] = issue_now(row.award).serial

    # What can happen --------------------------------------------------------------------------------------------------
    def grant(self) -> None:
        for course in self.programme.courses:
            self.programme.complete(self.holder, self.house.institution, course)
        self._issue("first")

    def open(self) -> None:
        """Begin the renewal of the first award."""
        open_renewal(award_id=self.award().pk, by=self.holder.pk)

    def finish(self, name: str = "second") -> None:
        """Complete what is open, and get the paper."""
        self.finish_courses()
        self._issue(name)

    def sweep(self) -> None:
        """The daily task, which grants what became whole without an event; and the paper."""
        assert sweep_entitled() == 1
        self._issue("second")

    def finish_courses(self) -> None:
        """Complete what is open."""
        for enrolment in Enrolment.objects.filter(person=self.holder, state="active").order_by("pk"):
            completion = self.programme.write_completion(enrolment, law_as_of=date(2028, 9, 30))
            announce(events.course_completed, completion_id=completion.pk)

    def add_country(self) -> None:
        open_endorsement(award_id=self.award().pk, country="CO", by=self.holder.pk)

    def sessions(self, count: int = 3) -> None:
        """A supervisor confirms so many sessions held today."""
        self.confirmed += [datetime.now(UTC)] * count
        announce(events.counted, person_id=self.holder.pk)

    def law_changes(self, grace_days: int = 60) -> None:
        """A mandatory change of what the first course taught; whoever completed it is asked."""
        number = Change.objects.count() + 1
        item = Item.objects.create(kind="fact", key=f"trademarks.rule-{number}", country="PE")
        old, new = (
            ItemVersion.objects.create(item=item, number=n, digest=f"{number}{n}".ljust(64, "0"), body={}) for n in (1, 2)
        )
        change = Change.objects.create(item=item, old=old, new=new, change_class="mandatory", state="approved")
        course = self.programme.courses[0]
        unit = add_unit(course, f"refresher-{number}", purpose="refresher")
        refresher = Refresher.objects.create(change=change, country="PE", course=course, unit=unit)
        now = datetime.now(UTC)
        for completion in Completion.objects.filter(enrolment__course=course, enrolment__country="PE"):
            RefresherDue.objects.create(
                refresher=refresher, completion=completion, asked_at=now, grace_until=now + timedelta(days=grace_days)
            )

    def refresh(self) -> None:
        RefresherDue.objects.filter(passed_at=None).update(passed_at=datetime.now(UTC))

    def leave(self, first: str, last: str) -> None:
        self.leave_id = record_leave(
            person_id=self.holder.pk, starts_on=date.fromisoformat(first), ends_on=date.fromisoformat(last),
            by=self.house.coordinator.pk,
        )  # fmt: skip

    def take_leave_back(self) -> None:
        remove_leave(leave_id=self.leave_id, by=self.house.coordinator.pk)

    def _decide(self, act: Act, **facts: Any) -> None:
        facts |= {"by": self.people["decider"].pk, "approved_by": self.people["decider2"].pk}
        decide_award(act, award_id=self.award().pk, **facts)

    def suspend(self, until: str = "") -> None:
        self._decide(Act.SUSPENDED, reason_class="conduct", until=noon(until) if until else None)

    def reduce(self) -> None:
        self._decide(Act.REDUCED, reason_class="requirements", scope={"es": "Sólo Perú, marcas.", "en": "Peru only, marks."})

    def revoke(self) -> None:
        self._decide(Act.REVOKED, reason_class="integrity")

    def reinstate(self) -> None:
        self._decide(Act.REINSTATED)

    def correct_name(self) -> None:
        reissue_certificate(award_id=self.award().pk, by=self.house.coordinator.pk, why="Nombre corregido")
        self._issue("second")

    def ask_conduct(self) -> None:
        Credential.objects.update(asks_conduct=True)
        self.publish_conduct()
        accept(self.holder)

    def publish_conduct(self, days: int = 30) -> None:
        self.codes += 1
        body = {code: {**texts, "more": f"{texts['more']} {self.codes}"} for code, texts in PROPOSAL.items()}
        publish_conduct(body=body, days=days, by=self.people["administrator"].pk)

    def accept_conduct(self) -> None:
        accept(self.holder)


RULE = {"courses": ["letter"], "sessions": 3, "refreshers": True, "endorsement": ["letter"]}


@pytest.fixture
def life(programme_: Programme, andes: House, people: dict[str, Person]) -> Iterator[Life]:
    """A credential of two courses; its renewal asks for the second, three sessions and no open review; a second country for
    the second course. Sessions are counted from the life's own list."""
    Credential.objects.update(renewal=RULE)
    one = Life(programme_, andes, people)
    before = dict(counts._COUNTERS)
    counts.register_count(counts.SESSIONS, lambda person, country, since: sum(held >= since for held in one.confirmed))
    yield one
    counts._COUNTERS.clear()
    counts._COUNTERS.update(before)


Step = tuple[str, Callable[[Life], Any]]


def live(life: Life, steps: Sequence[Step], says: Sequence[tuple[str, str, str]]) -> None:
    """Let the days pass: on each do what happens, then ask. `says`: (day, which paper, what the public page answers).

    A day's answer is asked after all that happened on it, and before what happens later: nothing is looked up in the past.
    """
    for day in sorted({on for on, _act in steps} | {on for on, _paper, _state in says}):
        with travel(noon(day), tick=False):
            for act in [act for on, act in steps if on == day]:
                act(life)
            for paper, state in [(paper, state) for on, paper, state in says if on == day]:
                found = answer(life.serials[paper])
                assert found.standing.state == state, f"{day}: {paper} is {found.standing.state}, not {state}"
