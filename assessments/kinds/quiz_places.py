"""The places of a quiz's draft: what each may ask. A quiz with a blueprint has a place for each of its cells."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from assessments import pools
from assessments.kinds.cells import Blueprinted, Cell
from assessments.models import Life, QuestionEntry, Quiz, QuizSlot

_PINNED: Final = ("draft", "published", "lms_question_entry__bank")


@dataclass(frozen=True, slots=True)
class Ask:
    """A question that a place may ask: an entry's latest version, or the one that is `pinned` (id and number of it)."""

    key: str
    entry: QuestionEntry
    pinned: tuple[int, int] | None = None

    @property
    def place(self) -> tuple[int, int]:
        """What its row is found by."""
        return (self.entry.item_id, self.pinned[0] if self.pinned else 0)


@dataclass(frozen=True, slots=True)
class Place:
    """A slot, or a cell of a blueprint, with all that it may ask. `pilot`: what stands there is on trial."""

    asks: list[Ask]
    maximum: Decimal
    section: int
    draw: Mapping[str, Any] | None = None
    cell: Cell | None = None
    pilot: bool = False

    @classmethod
    def of(cls, slot: QuizSlot, drawn: Mapping[int, Sequence[QuestionEntry]]) -> "Place":
        """What a slot may ask."""
        if slot.draw is not None:
            asks = [Ask(entry.item.key, entry) for entry in drawn[slot.pk]]
        elif slot.pinned is not None:
            version = slot.pinned.version
            asks = [Ask(version.item.key, version.item.lms_question_entry, (version.pk, version.number))]
        else:
            assert slot.entry is not None  # by a constraint of the table
            asks = [Ask(slot.entry.item.key, slot.entry)]
        return cls(asks, slot.maximum, slot.section, slot.draw)

    def without(self, fixed: Collection[str]) -> "Place":
        """A draw never takes what every sheet has anyway."""
        asks = [ask for ask in self.asks if ask.key not in fixed]
        return Place(asks, self.maximum, self.section, self.draw, self.cell, self.pilot)

    def planned(self, known: Mapping[str, Any]) -> dict[str, Any]:
        """As a frozen quiz says it."""
        found: dict[str, Any] = {
            "pool": [ask.key for ask in self.asks if ask.key in known],
            "count": self.draw["count"] if self.draw else 1,
            "maximum": format(self.maximum.normalize(), "f"),
            "section": self.section,
        }
        if self.draw:
            found["draw"] = {name: self.draw[name] for name in pools.FILTERS if self.draw.get(name)}
        if self.cell:
            found["cell"] = self.cell.said()
        if self.pilot:
            found["pilot"] = True
        pinned = next((ask.pinned[1] for ask in self.asks if ask.pinned), 0)
        return found | ({"pinned": pinned} if pinned else {})


def entry_slots(*quiz_ids: int) -> list[QuizSlot]:
    """The slots of quizzes with their quiz and their entries' items and banks, in order. One query."""
    rows = QuizSlot.objects.filter(quiz_id__in=quiz_ids).select_related(
        "quiz", "entry__bank", "entry__item__draft", "entry__item__published",
        *(f"pinned__version__item__{name}" for name in _PINNED),
    )  # fmt: skip
    return list(rows.order_by("quiz", "position"))


def pool_entries(slots: Sequence[QuizSlot], life: str = Life.OPERATIONAL) -> dict[int, list[QuestionEntry]]:
    """{slot that draws: what it may take}, by key. One query for all, none when nothing is drawn."""
    draws = {slot.pk: slot.draw for slot in slots if slot.draw is not None}
    if not draws:
        return {}
    rows = QuestionEntry.objects.filter(
        bank__key__in={draw["bank"] for draw in draws.values()}, life=life, item__archived_at=None
    )
    entries = [
        (candidate(entry), entry)
        for entry in rows.select_related("item__draft", "item__published", "bank").order_by("item__key")
    ]
    return {slot: [entry for one, entry in entries if pools.fits(draw, one)] for slot, draw in draws.items()}


def trial_entries(slots: Sequence[QuizSlot]) -> dict[int, list[QuestionEntry]]:
    """The same of questions on trial, for quizzes whose sheets carry some. No query when there are none."""
    return pool_entries([slot for slot in slots if slot.quiz.certifying and slot.quiz.pilots], Life.PILOT)


def candidate(entry: QuestionEntry) -> pools.Candidate:
    """An entry of a bank as a draw looks at it."""
    return pools.Candidate(entry.item.key, entry.bank.key, entry.topic, entry.stage, entry.difficulty, frozenset(entry.tags))


def places_of(
    quiz: Quiz, slots: Sequence[QuizSlot], drawn: Mapping[int, Sequence[QuestionEntry]],
    trial: Mapping[int, Sequence[QuestionEntry]], blueprint: Blueprinted | None,
) -> list[Place]:  # fmt: skip
    """The places of a quiz. With a blueprint its one draw is spread over the cells; one more place takes what is on trial."""
    places = [Place.of(slot, drawn) for slot in slots]
    draws = [place for place in places if place.draw]
    if blueprint and draws == places and len(places) == 1:
        places = _cells(places[0], blueprint)
    if quiz.certifying and quiz.pilots and draws:
        last = draws[-1]
        pilots = {entry.item.key: Ask(entry.item.key, entry) for slot in slots for entry in trial.get(slot.pk, ())}
        bank = (last.draw or {})["bank"]
        draw = {"count": quiz.pilots, "bank": bank}
        places.append(Place([pilots[key] for key in sorted(pilots)], last.maximum, last.section, draw, pilot=True))
    return places


def _cells(place: Place, blueprint: Blueprinted) -> list[Place]:
    assert place.draw is not None
    return [
        Place(
            [ask for ask in place.asks if cell.fits(ask.entry, blueprint.domains)], place.maximum, place.section,
            {**place.draw, "count": need}, cell,
        )
        for cell, need in blueprint.shared_out(place.draw["count"])
        if need
    ]  # fmt: skip
