"""Institutions, groups and people by the thousand, for measuring. Bulk rows without an audit trail: never for real people."""

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Final

from django.db import transaction

from lms.institutions.models import Cohort, Institution, Membership, Person, Role
from lms.kernel.bulk import insert_each
from lms.kernel.places import TIME_ZONES

_GIVEN: Final = (
    "Ana", "Beatriz", "Camila", "Daniela", "Elena", "Fernanda", "Gabriela", "Irene", "Julia", "Lucía", "Mariana", "Paola",
    "Álvaro", "Bruno", "Carlos", "Diego", "Emilio", "Felipe", "Gonzalo", "Hugo", "Iván", "Joaquín", "Luis", "Martín", "Óscar",
)  # fmt: skip
_FAMILY: Final = (
    "Aguirre", "Bravo", "Cárdenas", "Díaz", "Espinoza", "Flores", "Gutiérrez", "Herrera", "Ibáñez", "Jara", "León", "Muñoz",
    "Ortega", "Paredes", "Quispe", "Ramírez", "Salazar", "Torres", "Uribe", "Vargas", "Yáñez", "Zúñiga",
)  # fmt: skip
_BATCH: Final = 5_000


@dataclass(frozen=True, slots=True)
class GroupPlan:
    """A group to be made: how many people, and when it learns."""

    key: str
    size: int
    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class PlacePlan:
    """An institution to be made, with its groups."""

    key: str
    country: str
    groups: tuple[GroupPlan, ...]


@dataclass(frozen=True, slots=True)
class MadeGroup:
    """A group that was made, with its people."""

    cohort_id: int
    institution_id: int
    country: str
    starts_on: date
    ends_on: date
    person_ids: tuple[int, ...]


def seed_places(*, places: Sequence[PlacePlan], seed: int) -> Iterator[MadeGroup]:
    """Make institutions with groups and advisors, group by group; one transaction a group. People have no log-in.

    Not repeatable: keys and addresses are unique, a second run with the same keys fails.
    """
    dice = Random(seed)  # noqa: S311  the same data for the same seed
    number = 0
    for place in places:
        institution = Institution.objects.create(
            key=place.key, names={"es": f"Centro {place.key}", "en": f"Centre {place.key}"}, country=place.country,
            time_zone=TIME_ZONES[place.country],
        )  # fmt: skip
        for group in place.groups:
            with transaction.atomic():
                yield _group(institution, group, dice, number)
            number += group.size


def _group(institution: Institution, plan: GroupPlan, dice: Random, first: int) -> MadeGroup:
    cohort = Cohort.objects.create(
        institution=institution, key=plan.key, names={"es": f"Grupo {plan.key}", "en": f"Group {plan.key}"},
        country=institution.country, starts_on=plan.starts_on, ends_on=plan.ends_on,
    )  # fmt: skip
    since = datetime.combine(plan.starts_on, datetime.min.time()).astimezone() - timedelta(days=7)
    people = []
    for n in range(plan.size):
        given, family = dice.choice(_GIVEN), f"{dice.choice(_FAMILY)} {dice.choice(_FAMILY)}"
        people.append(
            Person(
                ref=uuid.UUID(int=dice.getrandbits(128), version=4), email=f"p{first + n}@{institution.key}.example",
                given_name=given, family_name=family, certificate_name=f"{given} {family}", country=institution.country,
                time_zone=institution.time_zone, created_at=since,
            )
        )  # fmt: skip
    made = Person.objects.bulk_create(people, _BATCH)
    ids = tuple(person.pk for person in made)
    insert_each(
        Membership, ["person", "institution", "cohort", "role", "since"],
        [(pk, institution.pk, cohort.pk, Role.ADVISOR, since) for pk in ids],
    )  # fmt: skip
    return MadeGroup(cohort.pk, institution.pk, institution.country, plan.starts_on, plan.ends_on, ids)
