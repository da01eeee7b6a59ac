"""A credential that may claim a certification: courses that are vouched for, a scheme, people, a code of conduct."""

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings

from certificates.badges.keys import new_key
from certificates.models import ConductVersion, Credential
from certificates.scheming import WORDS
from certificates.services.conduct import accept_conduct, publish_conduct
from certificates.services.schemes import publish_scheme, save_scheme
from certificates.wording.conduct_proposal import PROPOSAL
from courses import api as courses
from courses import assurances
from lms.institutions.api import check_interests
from lms.institutions.models import Person, ProgrammeRole
from tests.certificates.conftest import Programme
from tests.conftest import make_person

BODY: dict[str, Any] = {part: {"es": f"Sobre {part}.", "en": f"About {part}."} for part in WORDS}


def vouch(code: str, *, met: bool = True, facts: dict[str, Any] | None = None) -> None:
    """Somebody above answers for one thing, in every country."""

    def answer(course_ids: Collection[int], country: str) -> list[courses.Assurance]:
        return [courses.Assurance(code, country, met, f"{code} de {country}", facts or {"cells": 24})]

    courses.register_assurer(code, answer)


@pytest.fixture
def assured() -> Iterator[None]:
    """Everything that a certification asks of courses is in place; who answers really comes back after the test."""
    before = dict(assurances._ASSURERS)
    for code in assurances.CODES:
        vouch(code)
    yield
    assurances._ASSURERS.clear()
    assurances._ASSURERS.update(before)


@pytest.fixture
def unassured() -> Iterator[None]:
    """Nobody answers for anything."""
    before = dict(assurances._ASSURERS)
    assurances._ASSURERS.clear()
    yield
    assurances._ASSURERS.update(before)


@pytest.fixture
def badge_key(settings: LazySettings, tmp_path: Path) -> None:
    """The site has a badge key and a public address."""
    file = tmp_path / "badge-key.pem"
    file.write_bytes(new_key().pem)
    settings.LMS = {**settings.LMS, "BADGE_KEY": str(file), "BASE_URL": "https://lms.example"}


@pytest.fixture
def people(programme: dict[str, Person]) -> dict[str, Person]:
    """Two who decide and have looked at their interests, two who review."""
    found = dict(programme)
    for name, role in (("decider2", "decider"), ("reviewer2", "reviewer")):
        found[name] = make_person(f"{name}@programme.test", name.title(), "Programa", "PE")
        ProgrammeRole.objects.create(person=found[name], role=role)
    for name in ("decider", "decider2"):
        check_interests(person_id=found[name].pk)
    return found


@pytest.fixture
def conduct(people: dict[str, Person]) -> ConductVersion:
    """The first code of conduct, published."""
    publish_conduct(body=PROPOSAL, days=60, by=people["administrator"].pk)
    return ConductVersion.objects.get()


def body_of(people: dict[str, Person]) -> dict[str, Any]:
    """A scheme with every part, and two reviewers in the review body."""
    return {**BODY, "members": [people["reviewer"].pk, people["reviewer2"].pk]}


def publish(programme_: Programme, people: dict[str, Person], claim: str = "certification", **changes: Any) -> int:
    """Save a draft over what there is, and publish it."""
    by = people["administrator"].pk
    credential = Credential.objects.get(pk=programme_.credential_id)
    draft = getattr(credential, "lms_scheme", None)
    save_scheme(
        credential_id=credential.pk, claim=claim, body={**body_of(people), **changes}, seen=draft.draft_number if draft else 0,
        by=by,
    )  # fmt: skip
    return publish_scheme(credential_id=credential.pk, by=by)


def accept(person: Person) -> None:
    """The version in force."""
    last = ConductVersion.objects.order_by("-number").first()
    assert last is not None
    accept_conduct(person_id=person.pk, number=last.number)
