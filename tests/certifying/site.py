"""The same world in the database of a running site, for people who want to look at it with a browser.

Everything happened in the last three weeks; what is printed says who signs in where, and what waits for them.
"""

from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import time_machine
from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.test.utils import setup_test_environment
from django.utils import timezone

from certificates.api import define_credential
from lms.institutions.models import Membership, Person
from tests.certifying import afterwards, building, candidates, fairness
from tests.certifying.building import to
from tests.certifying.world import World, populate
from tests.conftest import PASSWORD, make_person

MORE = (("nadia", "Nadia"), ("omar", "Omar"), ("pilar", "Pilar"), ("quira", "Quira"), ("rocio", "Rocío"))


def build(folder: Path, say: Callable[[str], Any] = print) -> None:
    """Fill an empty database and print the tour."""
    setup_test_environment()
    call_command("migrate", interactive=False, verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    now = timezone.now().replace(microsecond=0)
    with time_machine.travel(now - timedelta(days=20), tick=False) as clock:
        call_command("development_keys", stdout=StringIO())
        world = populate(folder / "pack", clock)
        building.put_in_place(world)
        building.join_the_pool(world)
        for name in ("assessor", "assessor2"):
            building.qualify(world, name)
        people = _candidates(world)
        _exam(world, people)
        _letters(world, people)
        clock.move_to(now)
        _today(world, people)
    _may_sign_in()
    _tour(world, people, say)


def _candidates(world: World) -> dict[str, Person]:
    """Seven people who practised; Julio was granted more time."""
    found = {"elena": world.andes.advisor, "julio": world.andes.advisor2}
    for key, given in MORE:
        found[key] = make_person(f"{key}@andes.test", given, "De Andes", "PE")
        Membership.objects.create(
            person=found[key], institution=world.andes.institution, cohort=world.andes.cohort, role="advisor"
        )
    for person in found.values():
        candidates.enrol(world, person)
        candidates.read_lesson(world, person)
        candidates.practise(world, person)
        candidates.accept_conduct(world, person)
    fairness.grant_time(world, fairness.ask_for_time(world, found["julio"]))
    return found


def _exam(world: World, people: dict[str, Person]) -> None:
    """All but Rocío sat the exam ten days ago; Julio did not pass it."""
    sat = [one for key, one in people.items() if key not in ("nadia", "rocio")]
    sitting = candidates.plan_sitting(world, *sat)
    world.wait(minutes=35)
    code = candidates.make_code(world, sitting)
    for person in sat:
        candidates.sit_exam(world, person, code, right=person.pk != people["julio"].pk)
    candidates.close_and_sign(world, sitting)


def _letters(world: World, people: dict[str, Person]) -> None:
    """Four letters are out; three of their writers spoke about it, or will. Omar's waits in the queue."""
    for key in ("elena", "pilar", "quira"):
        letter = candidates.write_letter(world, people[key], words="Corregí la ortografía con una herramienta.")
        for name in ("assessor", "assessor2"):
            candidates.score(world, letter, name)
        candidates.release(world, letter)
    planned = [candidates.plan_oral(world, people[key]) for key in ("elena", "quira")]
    world.wait(days=2)
    for row in planned:
        candidates.hold_oral(world, row)
    world.work()
    candidates.write_letter(world, people["omar"])
    quira = people["quira"]
    complaint = afterwards.complain(world, afterwards.paper_of(quira).serial)
    afterwards.hear(world, complaint, quira)
    afterwards.carry(world, afterwards.find_founded(world, complaint), "decider3")
    afterwards.object_to(world, quira)


def _today(world: World, people: dict[str, Person]) -> None:
    """What waits now: a complaint, a held result, a sitting, an oral, a request, a scheme that lacks things."""
    complaint = afterwards.complain(world, afterwards.paper_of(people["elena"]).serial)
    world.decider2.go(to("certificates:complaint-detail", complaint.pk)).send("/acknowledge/")
    world.decider2.go(to("certificates:complaint-detail", complaint.pk)).send("/hear/", substance=afterwards.SUBSTANCE)
    sitting = candidates.plan_sitting(world, people["nadia"], opens_in=timedelta(minutes=1))
    world.wait(minutes=2)
    candidates.sit_exam(world, people["nadia"], candidates.make_code(world, sitting))
    candidates.report_incident(world, sitting, people["nadia"], "Se cortó la llamada durante dos minutos.")
    candidates.close_and_sign(world, sitting)
    candidates.plan_sitting(world, people["julio"], opens_in=timedelta(minutes=10), hours=8)
    candidates.plan_oral(world, people["pilar"])
    fairness.ask_for_time(world, people["rocio"])
    define_credential(
        key="advisor-mx", titles={"es": "Asesoría en marcas, México", "en": "Advice on marks, Mexico"},
        claim="assessed_certificate", validity_months=36, course_ids=[world.course.pk], countries=["MX"],
    )  # fmt: skip
    world.work()


def _may_sign_in() -> None:
    """Addresses count as verified; the administrator sees the admin site too."""
    addresses: Any = apps.get_model("account", "EmailAddress")
    for user in get_user_model().objects.all():
        addresses.objects.get_or_create(user=user, email=user.email, defaults={"verified": True, "primary": True})  # type: ignore[attr-defined]
    get_user_model().objects.filter(email="administrator@programme.test").update(is_superuser=True, is_staff=True)


def _tour(world: World, people: dict[str, Person], say: Callable[[str], Any]) -> None:
    serials = {key: afterwards.paper_of(people[key]).serial for key in ("elena", "quira")}
    lacking = to("certificates:scheme-edit", define_id("advisor-mx"))
    rows = (
        ("nobody", to("certificates:scheme-detail", "advisor"), "the public scheme"),
        ("nobody", to("certificates:verify-detail", serials["elena"]), "a certification in force"),
        ("nobody", to("certificates:verify-detail", serials["quira"]), "one that is suspended (code of conduct)"),
        ("administrator@programme.test", lacking, "a scheme that lacks things, with the list"),
        ("author@programme.test", to("assessments:cut-list"), "cut scores, blueprints, families, the exam's bank"),
        (people["elena"].email, to("home:home"), "certified; is asked about a complaint"),
        (people["julio"].email, to("home:home"), "50 % more time; sits again in ten minutes"),
        (people["nadia"].email, to("home:home"), "her result waits for an incident to be decided"),
        (people["omar"].email, to("home:home"), "his letter waits in the queue"),
        (people["pilar"].email, to("home:home"), "her oral is the day after tomorrow"),
        (people["quira"].email, to("certificates:certificate-list"), "suspended; asked for a review"),
        (people["rocio"].email, to("home:home"), "asked for more time; has not sat yet"),
        (world.andes.coordinator.email, to("assessments:sitting-list"), "coordinates; plans sittings and orals"),
        (world.sur.facilitator.email, to("home:home"), "watches over the sitting; makes its code"),
        ("assessor@programme.test", to("assessments:submission-list"), "scores the letter that waits"),
        ("examiner@programme.test", to("assessments:examining-list"), "examines Pilar"),
        ("decider@programme.test", to("assessments:incident-list"), "decides the incident; takes evidence out"),
        ("decider2@programme.test", to("certificates:complaint-list"), "looks into the complaint"),
        ("reviewer2@programme.test", to("courses:review-inbox"), "answers Quira's request for a review"),
        ("advisor-pe@panel.test", to("home:home"), "was a judge of the cut scores"),
    )
    say(f"\nEverybody's password: {PASSWORD}\n")
    for who, where, what in rows:
        say(f"{who:<32} {where:<44} {what}")


def define_id(key: str) -> int:
    """A credential's id."""
    from certificates.models import Credential

    return int(Credential.objects.get(key=key).pk)
