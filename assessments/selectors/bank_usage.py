"""Where questions are used: drafts of quizzes that ask them, draws that may take them, releases that hold them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils import timezone

from assessments import pools
from assessments.kinds.quiz_places import candidate
from assessments.models import Life, QuestionEntry, QuizSlot
from assessments.models.bank_rows import Held, releases_holding


@dataclass(frozen=True, slots=True)
class Use:
    """A place of a quiz's draft that asks a question. `how`: latest, pinned (to version `number`) or draw (may be drawn)."""

    quiz_id: int
    titles: Mapping[str, str]
    course_id: int
    course_titles: Mapping[str, str]
    position: int
    how: str
    number: int = 0


@dataclass(frozen=True, slots=True)
class Usage:
    """All uses of one question: drafts first, then releases, the newest first."""

    uses: tuple[Use, ...] = ()
    held: tuple[Held, ...] = ()

    @property
    def by_name(self) -> tuple[Use, ...]:
        """The uses that name it: without it such a quiz can't be published."""
        return tuple(use for use in self.uses if use.how != "draw")

    @property
    def in_effect(self) -> tuple[Held, ...]:
        """Releases that learners have now."""
        return tuple(one for one in self.held if one.countries)

    @property
    def quizzes(self) -> dict[int, Mapping[str, str]]:
        """{quiz: titles} of every quiz that asks it, may draw it, or has it in effect."""
        return {use.quiz_id: use.titles for use in self.uses} | {one.unit_id: one.titles for one in self.in_effect}


def usage_of(item_ids: Collection[int]) -> dict[int, Usage]:
    """{question's item: its uses}; all are there. Seven queries at most, however many questions."""
    entries = QuestionEntry.objects.filter(item__in=item_ids).select_related("item", "bank")
    uses: dict[int, list[Use]] = {item: [] for item in item_ids}
    slots = QuizSlot.objects.filter(quiz__archived_at=None).order_by("quiz__course", "quiz__position", "position")
    columns = ("quiz_id", "quiz__titles", "quiz__course_id", "quiz__course__titles", "position")
    named = slots.filter(Q(entry__item__in=item_ids) | Q(pinned__version__item__in=item_ids))
    of = ("entry__item_id", "pinned__version__item_id", "pinned__version__number")
    for *place, latest, pinned, number in named.values_list(*columns, *of):
        uses[latest or pinned].append(_use(place, "latest" if latest else "pinned", number or 0))
    draws: list[Any] = list(slots.filter(draw__isnull=False).values_list(*columns, "draw"))
    if draws:
        for entry in entries:
            if entry.life == Life.OPERATIONAL and entry.item.archived_at is None:
                taken = candidate(entry)
                uses[entry.item_id] += [_use(place, "draw") for *place, draw in draws if pools.fits(draw, taken)]
    held = releases_holding(item_ids, timezone.now())
    return {item: Usage(tuple(found), tuple(held.get(item, ()))) for item, found in uses.items()}


def _use(place: Sequence[Any], how: str, number: int = 0) -> Use:
    quiz, titles, course, course_titles, position = place
    return Use(quiz, titles, course, course_titles, position, how, number)
