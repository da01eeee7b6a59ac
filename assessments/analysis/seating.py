"""Which question of a sitting stood in which place of the latest sheet. Pure.

A *place* is what an author put on the quiz: one question, or a draw of some from a pool. The other people's questions in a
drawn place differ, so what is said of a place and what is said of a question are two things (MoodleDocs, "Quiz statistics
report": a random question has figures as a position, and each question that was drawn for it has its own).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assessments.analysis.records import WORTH, Answer, Place, Sitting

Seats = tuple[tuple[Answer, ...], ...]  # by place: the answers that stood there, in the order of the sheet


@dataclass(frozen=True, slots=True)
class Plan:
    """The places of the latest sheet, ready to look questions up in."""

    places: tuple[Place, ...]
    of: Mapping[str, tuple[int, ...]]  # question → the places that may ask it

    @property
    def drawn(self) -> bool:
        return any(place.drawn for place in self.places)


def plan_of(places: Sequence[Place]) -> Plan:
    """Index the places by question."""
    of: dict[str, tuple[int, ...]] = {}
    for index, place in enumerate(places):
        for key in place.pool:
            of[key] = (*of.get(key, ()), index)
    return Plan(tuple(places), of)


def numbers(places: Sequence[Place]) -> dict[str, str]:
    """What a question is called: «4» where it stands for everybody, «3.2» for the second that the draw in place 3 may take."""
    found: dict[str, str] = {}
    for number, place in enumerate(places, start=1):
        for nth, key in enumerate(place.pool, start=1):
            if not place.drawn:
                found[key] = str(number)  # a fixed place goes before a draw that could have taken it
            else:
                found.setdefault(key, f"{number}.{nth}")
    return found


def seats(sitting: Sitting, plan: Plan) -> Seats | None:
    """The sitting's answers by place; None when its sheet was not of this make-up: a place is empty, or a question has none.

    Where pools overlap, a question goes to any place that lets all have one (augmenting paths, Kuhn 1955).
    """
    held: list[list[str]] = [[] for _ in plan.places]
    for key, one in sitting.answers.items():
        if not one.maximum:
            continue  # on trial: it stands in no place that counts
        if not _put(key, sitting.answers, held, plan, set()):
            return None
    if any(len(keys) != place.count for keys, place in zip(held, plan.places, strict=True)):
        return None
    order = {key: nth for nth, key in enumerate(sitting.answers)}
    return tuple(tuple(sitting.answers[key] for key in sorted(keys, key=order.__getitem__)) for keys in held)


def _put(key: str, answers: Mapping[str, Answer], held: list[list[str]], plan: Plan, tried: set[int]) -> bool:
    for index in plan.of.get(key, ()):
        place = plan.places[index]
        if index in tried or answers[key].maximum != int(place.maximum * WORTH):
            continue
        tried.add(index)
        if len(held[index]) < place.count:
            held[index].append(key)
            return True
        for nth, other in enumerate(held[index]):
            if len(plan.of[other]) > 1 and _put(other, answers, held, plan, tried):
                held[index][nth] = key
                return True
    return False
