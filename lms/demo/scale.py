"""A programme of any size, for measuring: the shape of a real one, the same for the same seed.

Institutions differ in size as Zipf's law says (the k-th has 1/k^0.8 of the first); groups begin at any time in the last two
years and last four months, so that about one in seven is under way; the largest institution has a group of a thousand.
"""

from collections.abc import Callable
from datetime import date, timedelta
from random import Random
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from assessments import api as assessments
from certificates import api as certificates
from courses import api as courses
from lms.demo.making import make_people, publish_curriculum
from lms.institutions import api as institutions
from lms.institutions.api import GroupPlan, PlacePlan
from lms.kernel.places import COUNTRIES

COURSES: Final = ("essentials", "cases")
YEARS: Final = 2
LASTS: Final = timedelta(days=120)
MATRIX: Final = 1_000  # people of the largest group
_EVERY: Final = 2_500  # people between two words about progress
_SHARE: Final = 0.41  # of people who take the second course too
Say = Callable[[str], Any]


def plan_places(*, number: int, learners: int, seed: int, today: date) -> list[PlacePlan]:
    """Institutions and groups of `learners` people in all. Pure."""
    dice = Random(seed)  # noqa: S311  the same data for the same seed
    weights = [1 / (k + 1) ** 0.8 for k in range(number)]
    sizes = [max(1, round(learners * weight / sum(weights))) for weight in weights]
    sizes[0] += learners - sum(sizes)
    return [
        PlacePlan(f"escala-{n:03}", COUNTRIES[n % len(COUNTRIES)], _groups(size, dice, today, largest=n == 0))
        for n, size in enumerate(sizes)
    ]


def _groups(size: int, dice: Random, today: date, *, largest: bool) -> tuple[GroupPlan, ...]:
    found: list[GroupPlan] = []
    while size > 0:
        wanted = MATRIX if largest and not found and size >= MATRIX else min(size, dice.randrange(25, 181))
        back = 60 if largest and not found else dice.randrange(int(365.25 * YEARS))
        starts_on = today - timedelta(days=back)
        found.append(GroupPlan(f"g{len(found) + 1:03}", wanted, starts_on, starts_on + LASTS))
        size -= wanted
    return tuple(found)


def make_scale(*, number: int, learners: int, seed: int, say: Say = print) -> dict[str, int]:
    """Make it all in whatever database the settings name; returns how many of what. Not repeatable with the same seed."""
    now = timezone.now()
    say("the demonstration's people and the curriculum first")
    people = make_people()
    publish_curriculum(people)
    cards = [card for key in COURSES if (card := courses.course_by_key(key)) is not None]
    ids = [card.id for card in cards]
    courses.backdate_releases(course_ids=ids, to=now - timedelta(days=365 * YEARS + 60))
    plan = plan_places(number=number, learners=learners, seed=seed, today=timezone.localdate())
    counts = {"institutions": len(plan), "groups": 0, "learners": 0, "enrolments": 0, "attempts": 0, "awards": 0}
    said = 0
    for n, place in enumerate(plan):
        made = 0
        for group in institutions.seed_places(places=[place], seed=seed * 1_000 + n):
            made = group.institution_id
            counts["groups"] += 1
            counts["learners"] += len(group.person_ids)
            counts["enrolments"] += courses.seed_learning(
                group=group, course_ids=ids, share_of_others=_SHARE, seed=seed, now=now
            )
            if counts["learners"] - said >= _EVERY:
                said = counts["learners"]
                say(f"{said} of {learners} people in {n + 1} of {len(plan)} institutions, {counts['enrolments']} enrolments")
        with transaction.atomic():
            counts["attempts"] += assessments.seed_attempts(institution_id=made)
            counts["awards"] += certificates.seed_awards(institution_id=made, seed=seed, now=now)
    return counts
