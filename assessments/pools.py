"""Which questions a draw may take, and which of them one sheet takes. Pure.

A sheet never asks the same thing twice: two questions of a family, or two about the same part of the same fact, share a
*subject*. Places and subjects are matched by augmenting paths (Kuhn 1955): a sheet is found whenever there is one.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

FILTERS = ("bank", "topic", "stage", "tags", "difficulty")


@dataclass(frozen=True, slots=True)
class Candidate:
    """What a draw asks of a question in a bank."""

    key: str
    bank: str
    topic: str
    stage: str
    difficulty: int
    tags: frozenset[str]


def fits(draw: Mapping[str, Any], one: Candidate) -> bool:
    """Whether a draw may take a question. `difficulty` is a list of levels, `tags` are words that it must all have."""
    return (
        one.bank == draw["bank"]
        and draw.get("topic", one.topic) == one.topic
        and draw.get("stage", one.stage) == one.stage
        and (not draw.get("difficulty") or one.difficulty in draw["difficulty"])
        and set(draw.get("tags", ())) <= one.tags
    )


def plan_of(config: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The places of a frozen quiz: of one that was frozen before there were plans, each slot is one."""
    plan = config.get("plan")
    if plan is not None:
        return list(plan)
    return [{"pool": [slot["key"]], "count": 1, "maximum": slot["maximum"], "section": 0} for slot in config["slots"]]


def asked(config: Mapping[str, Any]) -> int:
    """How many questions a sheet has."""
    return sum(int(place["count"]) for place in plan_of(config))


def is_asked_in(slot: Mapping[str, Any], country: str) -> bool:
    """Whether a question of a frozen quiz may stand on a sheet of a country."""
    return not slot.get("only") or country in slot["only"]


def subject(slot: Mapping[str, Any]) -> str:
    """What a question is about: its family, the part of a fact that is its key, or only itself."""
    return str(slot.get("subject") or slot["key"])


def is_pilot(place: Mapping[str, Any]) -> bool:
    """Whether what stands in a place is on trial: asked, and left out of every sum."""
    return bool(place.get("pilot"))


def is_unsure(slot: Mapping[str, Any], country: str) -> bool:
    """Whether a question rests, in a country, on law that is to be confirmed: there it is on trial, wherever it stands."""
    return bool((slot.get("countries") or {}).get(country, {}).get("pilot"))


def may_take(place: Mapping[str, Any], slot: Mapping[str, Any], country: str) -> bool:
    """Whether a draw may take a question for a sheet of a country: what is asked there and, but for a trial, is sure."""
    return is_asked_in(slot, country) and (is_pilot(place) or not is_unsure(slot, country))


def scored(config: Mapping[str, Any]) -> int:
    """How many questions of a sheet count."""
    return sum(int(place["count"]) for place in plan_of(config) if not is_pilot(place))


def seats(plan: Sequence[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """The places of a sheet, one by one: fixed questions, then the smallest pools; those on trial last: they displace none."""
    for place in sorted(plan, key=lambda one: (is_pilot(one), len(one["pool"]) > one["count"], len(one["pool"]))):
        for _n in range(place["count"]):
            yield place


NONE: Final[frozenset[str]] = frozenset()


def seated(
    plan: Sequence[Mapping[str, Any]], slots: Mapping[str, Mapping[str, Any]], *, country: str, rank: Mapping[str, Any],
    left_out: Collection[str] = NONE, spared: Collection[str] = NONE,
) -> list[tuple[Mapping[str, Any], str]]:  # fmt: skip
    """[(place, question key)] of one sheet, at most one question of a subject in all that is drawn.

    `slots` is {key: frozen question}, `rank` {key: what sorts it: the smallest is taken first}. No draw takes what is
    `left_out`; what is `spared` it takes only when the sheet is not whole without, and no more of it than are lacking. Places
    that can't be filled are missing from what comes back: the caller compares with `asked`. A fixed question has its place.
    """
    found: list[tuple[Mapping[str, Any], str]] = []
    held: dict[str, int] = {}  # subject → index in `drawn`
    fixed: set[str] = set()
    drawn: list[Mapping[str, Any]] = []
    pools: list[list[str]] = []
    ordered: dict[int, list[str]] = {}
    subjects = {key: subject(slot) for key, slot in slots.items()}
    for place in seats(plan):
        if "draw" not in place:
            pool = [key for key in place["pool"] if is_asked_in(slots[key], country)]
            found += [(place, key) for key in pool]
            fixed |= {subjects[key] for key in pool}
            continue
        if id(place) not in ordered:
            pool = [key for key in place["pool"] if key not in left_out and may_take(place, slots[key], country)]
            ordered[id(place)] = sorted(pool, key=lambda key: (rank[key], key))
        drawn.append(place)
        pools.append(ordered[id(place)])
    chosen: dict[int, str] = {}

    def take(seat: int, visited: set[str], avoided: Collection[str]) -> bool:
        for key in pools[seat]:
            what = subjects[key]
            if what in fixed or what in visited or key in avoided:
                continue
            visited.add(what)
            if what not in held or take(held[what], visited, avoided):
                held[what], chosen[seat] = seat, key
                return True
        return False

    empty = [seat for seat in range(len(drawn)) if not take(seat, set(), spared)]
    if spared and empty:
        offers = [_offer(pool, subjects, spared, fixed) for pool in pools]
        _fill(empty, offers, chosen, held, spared)
    return found + [(drawn[seat], key) for seat, key in sorted(chosen.items())]


def _offer(pool: Sequence[str], subjects: Mapping[str, str], spared: Collection[str], fixed: Collection[str]) -> dict[str, str]:
    """{subject: the question of it that a seat would take}, the best first: what is not spared, then by rank."""
    found: dict[str, str] = {}
    for key in sorted(pool, key=lambda key: key in spared):  # the pool comes by rank
        if subjects[key] not in fixed:
            found.setdefault(subjects[key], key)
    return found


def _fill(
    empty: Sequence[int], offers: Sequence[Mapping[str, str]], chosen: dict[int, str], held: dict[str, int],
    spared: Collection[str],
) -> None:  # fmt: skip
    """Fill empty seats with as few spared questions as can be. `offers`: by seat, {subject: the key it would take}.

    Shortest augmenting paths over the seats, a spared question costing 1 (successive shortest paths: Jewell 1958, Iri 1960;
    distances as Bellman 1958 finds them): each leaves the cheapest matching of its size, as the one before was.
    """
    what = {seat: subject for subject, seat in held.items()}
    while True:
        far = {seat: 0 for seat in empty if seat not in chosen}
        came: dict[int, tuple[int, str]] = {}
        ends: list[tuple[int, int, str]] = []
        waiting = sorted(far)
        while waiting:
            seat = waiting.pop(0)
            for subject, key in offers[seat].items():
                cost = far[seat] + (key in spared)
                holder = held.get(subject)
                if holder is None:
                    ends.append((cost, seat, subject))
                elif holder != seat and (cost := cost - (chosen[holder] in spared)) < far.get(holder, len(offers) + 1):
                    far[holder], came[holder] = cost, (seat, subject)
                    waiting.append(holder)
        reached = [end for end in ends if end[0] == far[end[1]] + (offers[end[1]][end[2]] in spared)]
        if not reached:
            return
        _cost, seat, subject = min(reached, key=lambda end: end[0])  # of equal ones the first by rank
        while True:
            before = what.get(seat)
            what[seat], held[subject], chosen[seat] = subject, seat, offers[seat][subject]
            if before is None:
                break
            seat, subject = came[seat][0], before


def unfilled(plan: Sequence[Mapping[str, Any]], slots: Mapping[str, Mapping[str, Any]], *, country: str) -> int:
    """How many places no sheet of a country can fill; 0: every sheet is whole."""
    wanted = sum(int(place["count"]) for place in plan)
    return wanted - len(seated(plan, slots, country=country, rank=dict.fromkeys(slots, 0)))
