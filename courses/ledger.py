"""Whom a change of the toolkit touches, and the impact set as values and as JSON. Pure.

A change is a `Step` of one item from one text to the next. The countries it touches are computed from what their readers
get before and after; nobody types them.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from lms.kernel.places import COUNTRIES, TIME_ZONES, jurisdictions_of

LEAST_QUESTIONS: Final = 3  # bound to what a mandatory change says, for its refresher
TO_ASK: Final = "to ask"
NOTHING: Final = "nothing"
KINDS: Final[Mapping[str, str]] = {  # kind of a line → its list in the JSON
    "section": "sections", "unit": "units", "question": "questions", "case": "cases", "checklist": "checklists",
    "fact": "facts", "term": "terms", "stage": "stages", "comparison": "comparisons", "resource": "resources",
    "office": "offices", "figure": "figures",
    "enrolment": "enrolments", "completion": "completions", "certificate": "certificates",
}  # fmt: skip
ALWAYS: Final = ("section", "unit", "question", "case", "checklist", "enrolment", "completion", "certificate")
CONTENT: Final = tuple(kind for kind in KINDS if kind not in ("enrolment", "completion", "certificate"))
_READ: Final = ("kind", "titles", "values", "sentence", "short", "law", "article", "in_force_from", "transitional")
_BY_COUNTRY: Final = frozenset({"section", "term"})  # their versions hold what each country's reader gets
_PROVENANCE: Final = frozenset({"note", "raw", "checked_on", "review_by", "shared", "against"})


@dataclass(frozen=True, slots=True)
class Text:
    """A version, written or only planned (`version_id` None), with the digests of what each country's reader gets."""

    version_id: int | None
    body: Mapping[str, Any]
    parts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Step:
    """One item from one text to the next; `before` None: new, `after` None: retired. `part` narrows it to a fact's part."""

    kind: str
    key: str
    country: str
    language: str
    before: Text | None
    after: Text | None
    part: str = ""


def reader_gets(kind: str, body: Mapping[str, Any]) -> dict[str, Any]:
    """What of a body reaches readers: of a fact its law, not its notes or sources; of anything else all but provenance."""
    if kind != "fact":
        return {name: value for name, value in body.items() if name not in _PROVENANCE}
    unsure = bool(body.get("needs_check")) or body.get("confidence") == "low"
    return {**{name: body.get(name) or None for name in _READ}, "unsure": unsure}


def resolved(texts: Mapping[str, Text], country: str) -> tuple[str, Text] | None:
    """The rule that a country's reader gets, and whose it is: its own, the Andean, the treaty's; the first wins whole."""
    return next(((j, texts[j]) for j in jurisdictions_of(country) if j in texts), None)


def countries_reached(jurisdiction: str) -> tuple[str, ...]:
    """The countries in which an item of this jurisdiction can be read ('' and INT: all four)."""
    return tuple(code for code in COUNTRIES if not jurisdiction or jurisdiction in jurisdictions_of(code))


def touched(step: Step, siblings: Mapping[str, Text] | None = None) -> tuple[str, ...]:
    """The countries whose readers get something else. `siblings`: {jurisdiction: text} of a fact's other items."""
    if step.kind == "fact":
        others = dict(siblings or {})
        others.pop(step.country, None)
        before = {**others, **({step.country: step.before} if step.before else {})}
        after = {**others, **({step.country: step.after} if step.after else {})}
        return tuple(code for code in COUNTRIES if _fact_read(before, code) != _fact_read(after, code))
    reached = countries_reached(step.country)
    return tuple(code for code in reached if _read(step, step.before, code) != _read(step, step.after, code))


def _fact_read(texts: Mapping[str, Text], country: str) -> Any:
    found = resolved(texts, country)
    return found and (found[0], reader_gets("fact", found[1].body))


def _read(step: Step, text: Text | None, country: str) -> Any:
    if text is None:
        return None
    if step.kind in _BY_COUNTRY and country in text.parts:
        return text.parts[country]
    return reader_gets(step.kind, text.body)


def same_for_readers(step: Step, body: Mapping[str, Any], parts: Mapping[str, str], country: str) -> bool:
    """Whether an older text says in this country just what the new one says: who learned it needs nothing."""
    if step.after is None:
        return False
    if step.kind in _BY_COUNTRY and country in parts and country in step.after.parts:
        return parts[country] == step.after.parts[country]
    return reader_gets(step.kind, body) == reader_gets(step.kind, step.after.body)


def concerns(part_changed: str, part_cited: str) -> bool:
    """Whether a citation meets a change: when either names no part, or both name the same."""
    return not part_changed or not part_cited or part_changed == part_cited


def takes_effect(in_force_from: date | None, countries: Sequence[str], now: datetime) -> datetime:
    """When a change is in effect: 00:00 of its day in the country's zone, never in the past.

    One log entry has one moment: for several countries it is the earliest of their midnights, so that no reader meets
    the old rule on the day the new one is in force.
    """
    if in_force_from is None:
        return now
    zones = {ZoneInfo(TIME_ZONES[code]) for code in countries or COUNTRIES}
    return max(now, min(datetime.combine(in_force_from, time.min, zone) for zone in zones))


def due_on(in_force_from: date | None, change_class: str, today: date) -> date:
    """By when an entry is to be decided: the eve of the day in force, with two weeks at least; four when nobody is asked."""
    least = today + timedelta(days=14 if change_class == "mandatory" else 28)
    return max(least, in_force_from - timedelta(days=1)) if in_force_from else least


@dataclass(frozen=True, slots=True)
class ContentLine:
    """One piece of content that rests on what changed in a country. `blocks`: those of a section that name it."""

    kind: str
    key: str
    country: str
    owner_id: int | None = None
    owner: str = ""  # e-mail
    blocks: tuple[str, ...] = ()
    shown_only: bool = False
    state: str = "to_do"


@dataclass(frozen=True, slots=True)
class PeopleGroup:
    """People of one kind, country, institution and state: `keys` are enrolment ids or serials, joined by commas."""

    kind: str
    country: str
    institution_id: int
    state: str
    keys: str
    owner: str = ""  # key of the institution

    @property
    def count(self) -> int:
        return self.keys.count(",") + 1 if self.keys else 0


@dataclass(frozen=True, slots=True)
class Impact:
    """All that rests on a change: the countries touched, content to decide on, people by institution."""

    countries: tuple[str, ...] = ()
    content: tuple[ContentLine, ...] = ()
    people: tuple[PeopleGroup, ...] = ()

    def of(self, kind: str) -> list[ContentLine]:
        """The content lines of one kind."""
        return [line for line in self.content if line.kind == kind]

    def count(self, kind: str) -> int:
        """How many there are of a kind, people or content."""
        return sum(group.count for group in self.people if group.kind == kind) + len(self.of(kind))

    def with_states(self, states: Mapping[tuple[str, str, str], str]) -> "Impact":
        """The same, with each content line's decided state."""
        lines = (replace(c, state=states.get((c.kind, c.key, c.country), c.state)) for c in self.content)
        return replace(self, content=tuple(lines))


def as_json(impact: Impact) -> str:
    """`{"sections": [{"key", "country", "owner", "state"}, …], …}`: one list a kind, those of `ALWAYS` even when empty.

    People come as joined keys of a group, so a hundred thousand lines are made by one replacement a group.
    """
    lists = ",\n ".join(f'"{KINDS[kind]}": [{", ".join(_lines(impact, kind))}]' for kind in KINDS if _shown(impact, kind))
    return f"{{{lists}}}"


def _shown(impact: Impact, kind: str) -> bool:
    return kind in ALWAYS or any(line.kind == kind for line in impact.content)


def _lines(impact: Impact, kind: str) -> Iterator[str]:
    for line in impact.of(kind):
        said: dict[str, Any] = {
            "key": line.key,
            "country": line.country,
            "owner": line.owner or None,
            "state": line.state.replace("_", " "),
        }
        if line.blocks:
            said["blocks"] = list(line.blocks)
        yield json.dumps(said, ensure_ascii=False)
    for group in impact.people:
        if group.kind == kind and group.keys:
            quote = '"' if kind == "certificate" else ""
            rest = json.dumps({"country": group.country, "owner": group.owner, "state": group.state}, ensure_ascii=False)[1:]
            head, tail = f'{{"key": {quote}', f"{quote}, {rest}"
            yield f"{head}{group.keys.replace(',', f'{tail}, {head}')}{tail}"
