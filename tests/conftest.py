"""One fixed cast for all tests: two institutions in two countries, and a person in every role of each."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.test import Client, TransactionTestCase
from hypothesis import settings as hypothesis_settings

from lms.institutions.models import Cohort, Institution, Membership, Person, ProgrammeRole
from lms.kernel.writeonce import drop_triggers

pytest_plugins = ["tests.legs"]

PASSWORD = "una-clave-larga-1"
hypothesis_settings.register_profile("untimed", deadline=None)  # speed belongs in benchmarks
hypothesis_settings.load_profile("untimed")


@pytest.fixture(autouse=True, scope="session")
def _flush_may_delete() -> Iterator[None]:
    """A transactional test ends with a flush; write-once triggers go before it and come back with post_migrate."""
    original = TransactionTestCase._fixture_teardown  # type: ignore[attr-defined]

    def teardown(self: Any) -> None:
        drop_triggers(using="default")
        original(self)

    TransactionTestCase._fixture_teardown = teardown  # type: ignore[attr-defined]
    yield
    TransactionTestCase._fixture_teardown = original  # type: ignore[attr-defined]


@pytest.fixture(autouse=True, scope="session")
def _a_key_signs_papers() -> None:
    """As `serve` makes it: without a key every paper waits."""
    from certificates.keyring import make_key_for_development

    make_key_for_development()


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of this run of the tests, the same for all its workers."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base) / "shared"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    """What one test put into the cache (pages, words, offices, counted tries to log in) is not there for the next one."""
    cache.clear()


@dataclass
class House:
    """One institution with its people by role."""

    institution: Institution
    cohort: Cohort
    people: dict[str, Person] = field(default_factory=dict)

    def __getattr__(self, role: str) -> Person:
        try:
            return self.people[role]
        except KeyError:
            raise AttributeError(role) from None


def make_person(email: str, given: str, family: str, country: str, language: str = "es") -> Person:
    """A person who can log in with PASSWORD."""
    user = get_user_model().objects.create_user(email=email, password=PASSWORD)  # type: ignore[attr-defined]
    return Person.objects.create(
        user=user, email=email, given_name=given, family_name=family, certificate_name=f"{given} {family}",
        country=country, language=language, time_zone="America/Lima" if country == "PE" else "America/Santiago",
    )  # fmt: skip


def make_house(key: str, country: str, zone: str) -> House:
    """An institution with a cohort, two advisors, a facilitator, an assessor and a coordinator."""
    institution = Institution.objects.create(
        key=key, names={"es": f"Centro {key}", "en": f"{key} centre"}, country=country, time_zone=zone,
        signatory_name="Ana Directora", signatory_title={"es": "Directora", "en": "Director"},
    )  # fmt: skip
    cohort = Cohort.objects.create(
        institution=institution, key="2026-b", names={"es": "Grupo B", "en": "Group B"}, country=country,
        starts_on=date(2026, 1, 1), ends_on=date(2030, 12, 31),
    )  # fmt: skip
    house = House(institution, cohort)
    cast = {
        "advisor": ("advisor", "Elena", cohort), "advisor2": ("advisor", "Julio", cohort),
        "facilitator": ("facilitator", "Rosa", cohort), "assessor": ("assessor", "Pablo", None),
        "coordinator": ("coordinator", "Carla", None),
    }  # fmt: skip
    for name, (role, given, in_cohort) in cast.items():
        person = make_person(f"{name}@{key}.test", given, f"De {key.title()}", country)
        Membership.objects.create(person=person, institution=institution, cohort=in_cohort, role=role)
        house.people[name] = person
    return house


@pytest.fixture
def andes(db: None) -> House:
    """An institution in Peru."""
    return make_house("andes", "PE", "America/Lima")


@pytest.fixture
def sur(db: None) -> House:
    """An institution in Chile: the stranger of every test."""
    return make_house("sur", "CL", "America/Santiago")


@pytest.fixture
def programme(db: None) -> dict[str, Person]:
    """WIPO's and the offices' people, by role."""
    people = {}
    for role, country in (
        ("author", "PE"), ("focal", "PE"), ("reviewer", ""), ("decider", ""), ("assessor", ""), ("administrator", ""),
    ):  # fmt: skip
        person = make_person(f"{role}@programme.test", role.title(), "Programa", country or "PE")
        ProgrammeRole.objects.create(person=person, role=role, country=country)
        people[role] = person
    return people


@pytest.fixture
def as_person() -> Callable[[Person], Client]:
    """A browser in which that person is signed in."""

    def sign_in(person: Person) -> Client:
        client = Client()
        assert person.user is not None
        client.force_login(person.user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return sign_in


@pytest.fixture
def on_commit(django_capture_on_commit_callbacks: Any) -> Any:
    """`with on_commit(execute=True): …` runs what was to run after the commit."""
    return django_capture_on_commit_callbacks
