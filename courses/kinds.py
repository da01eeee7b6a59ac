"""The two registries that let packages above plug into courses: kinds of units, and kinds of toolkit content.

`assessments` (and a host) register in `ready()`. A system check fails on a Unit subclass without a kind.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path as FilePath
from typing import Any, Final, Protocol

from courses.errors import NoRefresherMaker, UnknownUnitKind
from courses.ledger import PeopleGroup

STOP: Final = "stop"
REASON: Final = "reason"  # stops until somebody writes why it goes out all the same
NOTE: Final = "note"  # may go out; who approves sees it


@dataclass(frozen=True, slots=True)
class Problem:
    """A reason why a unit can't be published: a sentence in the active language, and where to mend it.

    `weight` is `stop`, `reason` (stops until somebody writes why it goes out all the same) or `note` (goes out, and is shown).
    """

    unit_key: str  # "" = several units, or the course
    country: str  # "" = every country
    sentence: str
    url: str = ""
    weight: str = STOP


@dataclass(frozen=True, slots=True)
class Held:
    """An item version that a frozen unit rests on in a country. `shown_only`: comparison or distractor."""

    item_version_id: int
    country: str
    shown_only: bool = False


@dataclass(frozen=True, slots=True)
class Frozen:
    """A unit as it will be read: its configuration (JSON; per country where it differs) and what it rests on."""

    config: Mapping[str, Any]
    held: tuple[Held, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a kind computed about one learner and one unit. `key` makes it count once per enrolment.

    `state` is an OutcomeState value; `score` is a percentage with two places or None; `code` and `params` become a
    sentence by the kind; `waits_on` is learner, assessor, facilitator, coordinator, invigilator, decider or "".
    """

    key: str
    state: str
    earned_at: datetime
    unit_version_id: int | None
    score: Decimal | None = None
    code: str = ""
    params: Mapping[str, Any] = field(default_factory=dict)
    waits_on: str = ""
    due: datetime | None = None
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SpecField:
    """A name in a unit's entry of a course file: what is meant when it is missing, whether it is written even so, and how a
    value that may be written in several ways is written in the canonical one."""

    default: Any = None
    always: bool = False
    canonical: Callable[[Any], Any] | None = None


class UnitKind(Protocol):
    """What courses asks of a kind of unit."""

    def items(self, *, unit_id: int) -> Sequence[int]:
        """Ids of the items that the draft rests on directly (sections, questions, case, rubric), every language.

        Publishing a course publishes their drafts first, with all that those cite (facts, sources, resources are found
        by `Citation`). A kind that rests on no item returns ().
        """
        ...

    def problems(self, *, unit_id: int, countries: Sequence[str]) -> Sequence[Problem]:
        """Why the draft can't be published for these countries. Asked *before* its items are published: look at an
        item's draft (`item.draft or item.published`) and ask `courses.api.law(…, drafts=True)`.

        A kind that may stand many times in a course also has `problems_of_units(*, unit_ids, countries)` and
        `items_of_units(*, unit_ids) -> Mapping[int, Sequence[int]]`: the same for all of them in a few queries. Whether the
        facts are in date and their sources may be used is asked by courses, by what the items cite."""
        ...

    def freeze(self, *, unit_id: int, countries: Sequence[str], on: date) -> Frozen:
        """The draft as it will be read. Asked *after* its items were published, perhaps to take effect later: read
        `courses.api.versions_on(item_ids, on)` and `courses.api.law(key, country, on)`. Two freezes of the same draft give
        equal values: no clock, no `on` in `config`, no ids that another database would number otherwise where a key will do."""
        ...

    def url(self, *, enrolment_id: int, unit_id: int) -> str: ...

    def sentence(self, *, code: str, params: Mapping[str, object]) -> str: ...

    def label(self) -> str:
        """The kind in the reader's language: «Lección»."""
        ...

    def icon(self) -> str:
        """Name of the kind's drawing in the sprite."""
        ...

    def check_spec(self, spec: Mapping[str, Any]) -> Sequence[str]:
        """Sentences about what is wrong with a unit's entry in a course file (before anything is written)."""
        ...

    def save_draft(self, *, course_id: int, module_id: int | None, position: int, spec: Mapping[str, Any]) -> int:
        """Make or change the draft unit of a course file's entry; returns the unit's id. Safe to repeat."""
        ...

    @property
    def spec_fields(self) -> Mapping[str, SpecField]:
        """What a course file says of this kind's own, in the order it is written."""
        ...

    def spec(self, *, unit_id: int, config: Mapping[str, Any] | None = None) -> Mapping[str, Any]:
        """The values of `spec_fields` of the draft: `save_draft` would make the same draft of them. With `config`: of the
        unit as it was frozen."""
        ...


@dataclass(frozen=True, slots=True)
class FileProblem:
    """A mistake in a file: where, what, and what to do."""

    path: str
    line: int
    sentence: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.sentence}"


@dataclass(frozen=True, slots=True)
class Parsed:
    """One item read from files, before anything is written.

    `identity` is (kind, key, country, language); `body` is the canonical JSON of the version; `citations` are dicts with
    block, slot, kind, key, part, shown_only; `typed` is what the package writes beside the version (by `apply`). `behind`: a
    translation whose blocks are not those of its Spanish text: it was made from an older one.
    """

    identity: tuple[str, str, str, str]
    body: Mapping[str, Any]
    path: str
    line: int = 1
    citations: tuple[Mapping[str, Any], ...] = ()
    change_class: str = "editorial"
    typed: Any = None
    head: Mapping[str, Any] = field(default_factory=dict)
    behind: bool = False


@dataclass(frozen=True, slots=True)
class Written:
    """One item to be written to files, in the order of its file. `head` is what the file says beside its entries."""

    identity: tuple[str, str, str, str]
    body: Mapping[str, Any]
    path: str = ""
    head: Mapping[str, Any] = field(default_factory=dict)


class ContentKind(Protocol):
    """A folder of a toolkit directory that a package reads and writes, one `Parsed` an item.

    `read` is pure: it touches files under `root / folder` only and appends every mistake to `problems` (with the path
    relative to `root`). `lms.kernel.textfiles` reads UTF-8 and YAML with the line of every entry. What a citation names is
    checked by courses: a fact must exist for its slot's country, or for all four (for any one when `shown_only` or
    `anywhere`); add `line` to a citation to have the mistake shown there. `apply` writes the typed row beside a *new*
    version, inside the import's transaction; an unchanged item is not applied.

    `path_of` is the file of an item that was never in one. `write` is the inverse of `read`, pure and canonical: reading
    what it wrote gives the same items, writing them again the same bytes; a picture is written as bytes, all else as text.
    `items` are the kinds of items it writes. A kind whose items have a page of their own says where by `page_of(item_id)`; one
    with items that don't belong in a public folder says which by `is_private(body)`.
    """

    folder: str

    @property
    def items(self) -> tuple[str, ...]: ...

    def read(self, root: FilePath, problems: list[FileProblem]) -> list[Parsed]: ...

    def apply(self, *, item_version_id: int, parsed: Parsed) -> None: ...

    def path_of(self, one: Written) -> str: ...

    def write(self, items: Sequence[Written]) -> Mapping[str, str | bytes]: ...


def page_of(item_kind: str, item_id: int) -> str:
    """Where an author looks at an item of another package's kind; '' when its content kind has no page."""
    for kind in content_kinds():
        if item_kind in kind.items and (page := getattr(kind, "page_of", None)):
            return str(page(item_id))
    return ""


def by_file(items: Sequence[Written], path_of: Callable[[Written], str]) -> dict[str, list[Written]]:
    """The items of each file in their order; one that was in no file goes to the end of its own."""
    found: dict[str, list[Written]] = {}
    for one in items:
        found.setdefault(one.path or path_of(one), []).append(one)
    return found


def note_of(items: Sequence[Written]) -> str:
    """What a file says before its entries."""
    return next((str(one.head["note"]) for one in items if one.head.get("note")), "")


class Typeless:
    """A content kind whose version holds everything in its body."""

    def apply(self, *, item_version_id: int, parsed: Parsed) -> None:
        """Nothing is typed."""


@dataclass(frozen=True, slots=True)
class Drafted:
    """One thing read from files that is a draft and no item: a course, a credential."""

    key: str
    body: Mapping[str, Any]
    path: str = ""
    line: int = 1
    head: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Known:
    """What the files and the database hold together: {kind: keys} of items, keys of courses."""

    items: Mapping[str, frozenset[str]]
    courses: frozenset[str] = frozenset()


class DraftKind(Protocol):
    """Files of a toolkit directory that are written as drafts, after the items: courses here, credentials above.

    `order` says who goes first (courses 10). `check` finds mistakes before anything is written. `apply` writes; it returns
    "new", "changed" or "unchanged", and may be repeated. `stored` is what the database holds now (`published`: what is in
    effect), as `read` would have read it; `path_of` and `write` are as in ContentKind.
    """

    name: str
    order: int

    def read(self, root: FilePath, problems: list[FileProblem]) -> list[Drafted]: ...

    def check(self, drafted: Drafted, known: Known) -> Sequence[FileProblem]: ...

    def apply(self, drafted: Drafted) -> str: ...

    def stored(self, *, published: bool) -> list[Drafted]: ...

    def path_of(self, drafted: Drafted) -> str: ...

    def write(self, drafted: Sequence[Drafted]) -> dict[str, str]: ...


class PeopleImpact(Protocol):
    """Papers (or anything else above courses) that rest on completions, for the impact set of a change.

    Asked with {country: manifests that hold the old text there}; `asks` says whether the change asks these people.
    """

    def __call__(self, *, manifests: Mapping[str, Sequence[int]], asks: bool) -> Sequence[PeopleGroup]: ...


class RefresherMaker(Protocol):
    """Makes the hidden unit (purpose `refresher`) that a mandatory change asks finishers of one course and country to pass.

    A draft only: courses freezes it by its kind (`UnitKind.freeze`) and keeps its version out of every release. Called once
    for a change, country and course, under the change's lock.
    """

    def make(self, *, change_id: int, country: str, course_id: int) -> int: ...


_makers: list[RefresherMaker] = []
_units: dict[str, UnitKind] = {}
_impacts: dict[str, PeopleImpact] = {}
_contents: dict[str, ContentKind] = {}
_drafts: dict[str, DraftKind] = {}


def register_unit_kind(kind: str, implementation: UnitKind) -> None:
    """Called in a package's ready(): `Unit.kind` → implementation."""
    _units[kind] = implementation


def kind_of(kind: str) -> UnitKind:
    """Raises UnknownUnitKind."""
    try:
        return _units[kind]
    except KeyError:
        raise UnknownUnitKind(kind=kind) from None


def may_recognise(kind: str, config: Mapping[str, Any]) -> bool:
    """Whether what somebody learned elsewhere can stand for a unit, as it was frozen. Closed by default: a kind that says
    nothing (`may_recognise(config=…) -> bool`) refuses; so do exams and cases that certify, practice and reviews of law."""
    ask = getattr(_units.get(kind), "may_recognise", None)
    return bool(ask and ask(config=config))


def unit_kinds() -> dict[str, UnitKind]:
    """All registered kinds by name."""
    return dict(_units)


def units_on(item_ids: Collection[int]) -> dict[int, set[int]]:
    """{draft unit: the items among these that it is made of}. One query a kind that has `units_on`.

    A kind may have `units_on(item_ids=…) -> Mapping[unit id, item ids]`; what has none is found when it is published.
    """
    found: dict[int, set[int]] = {}
    for implementation in _units.values():
        ask = getattr(implementation, "units_on", None)
        for unit, items in (ask(item_ids=item_ids) if ask and item_ids else {}).items():
            found.setdefault(unit, set()).update(items)
    return found


def register_impact(kind: str, implementation: PeopleImpact) -> None:
    """Called in a package's ready(): what of its people's papers a change touches ("certificate")."""
    _impacts[kind] = implementation


def people_impacts() -> list[PeopleImpact]:
    """All registered, by kind."""
    return [_impacts[kind] for kind in sorted(_impacts)]


def register_refresher_maker(implementation: RefresherMaker) -> None:
    """Called in a package's ready(): who makes refreshers. The last one registered counts, so that a host may bring its own."""
    _makers[:] = [implementation]


def refresher_maker() -> RefresherMaker:
    """Raises NoRefresherMaker."""
    if not _makers:
        raise NoRefresherMaker
    return _makers[0]


def register_content_kind(implementation: ContentKind) -> None:
    """Called in a package's ready(): the folder it reads in a toolkit directory."""
    _contents[implementation.folder] = implementation


def content_kinds() -> list[ContentKind]:
    """All registered folders, by name."""
    return [_contents[name] for name in sorted(_contents)]


def register_draft_kind(implementation: DraftKind) -> None:
    """Called in a package's ready(): the files it reads as drafts in a toolkit directory."""
    _drafts[implementation.name] = implementation


def draft_kinds() -> list[DraftKind]:
    """All registered draft kinds, in their order."""
    return sorted(_drafts.values(), key=lambda kind: kind.order)
