"""Rows for reports: what happened to an institution's awards, in a constant number of queries."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef

from certificates.models import Award, AwardEvent, Certificate, Credential, CredentialCourse, Ruling, RulingState
from certificates.models.enrolled import enrolled_for
from certificates.serial import in_groups
from certificates.standing import DECIDING, Act, Happening
from courses import api as courses

Spell = tuple[str, datetime, str]  # act, moment, class of reason


@dataclass(frozen=True, slots=True)
class AwardFigure:
    """One award as a report counts it, by its serial as printed.

    `spells` is what happened, [(act, moment, reason class)], in order of time. A paper that was issued anew in force is two:
    the old number ends `superseded`, the new one begins `reissued`. `person_id` joins what is kept elsewhere; no row has it.
    """

    serial: str
    credential: str
    country: str
    spells: tuple[Spell, ...]
    expires_at: datetime | None = None
    person_id: int = 0


def award_figures(institution_id: int, *, until: datetime, using: str = "default") -> list[AwardFigure]:
    """Every award granted for an institution before `until`, with an `expired` act where its validity has ended. 4 queries.

    A renewal before the end counts as nothing: the two rounds are one award here, told under the number of the newer paper
    (F11: a person holds a credential once). One that was renewed with another institution ends here on that day.
    An award that holds for a part holds: a reduction is told as what it is only after a suspension (`reinstated`). So is a
    suspension that ended by itself, written down yet or not. What was decided after the end changes nothing that is counted.
    """
    awards = list(
        Award.objects.using(using).filter(institution_id=institution_id, granted_at__lt=until)
        .order_by("round", "id")
        .values_list("pk", "person_id", "credential_id", "credential__key", "country", "round", "granted_at", "expires_at")
    )  # fmt: skip
    papers: dict[int, list[tuple[datetime | None, str]]] = defaultdict(list)
    for award_id, issued_at, serial in (
        Certificate.objects.using(using)
        .filter(award__institution_id=institution_id, paper="certificate")
        .order_by("award_id", "edition")
        .values_list("award_id", "issued_at", "serial")
    ):
        if award_id is not None and (not papers[award_id] or (issued_at is not None and issued_at < until)):
            papers[award_id].append((issued_at, serial))
    events: dict[int, list[Happening]] = defaultdict(list)
    for award_id, *facts in (
        AwardEvent.objects.using(using)
        .filter(award__institution_id=institution_id, act__in=DECIDING)
        .order_by("award_id", "number")
        .values_list("award_id", "number", "act", "effective_at", "reason_class", "until")
    ):
        events[award_id].append(Happening(*facts))
    elsewhere = _renewed_elsewhere(institution_id, until, using)
    chains: dict[tuple[int, int, str], list[_Held]] = defaultdict(list)
    for award_id, person_id, credential_id, key, country, number, granted_at, expires_at in awards:
        chain = chains[person_id, credential_id, country]
        spells = _spells(events[award_id], expires_at, until)
        mine = list(papers[award_id])
        if chain and _holds(chain[-1].spells, granted_at):
            before = chain.pop()
            spells = [*(one for one in before.spells if one[1] < granted_at), *spells]
            mine = [*before.papers[:-1], (before.papers[-1][0], mine[0][1]), *mine[1:]] if mine and before.papers else mine
        moved = [at for at, later in elsewhere[person_id, credential_id, country] if later > number]
        if moved and _holds(spells, min(moved)):
            spells = [*(one for one in spells if one[1] < min(moved)), ("expired", min(moved), "")]
        chain.append(_Held(key, country, tuple(spells), tuple(mine), expires_at, person_id))
    return [figure for chain in chains.values() for held in chain for figure in _by_paper(held)]


@dataclass(frozen=True, slots=True)
class _Held:
    """Rounds that follow one another without a gap, with their papers [(issued at, serial)]: the first paper of a later round
    takes the place of the last one before it."""

    credential: str
    country: str
    spells: tuple[Spell, ...]
    papers: tuple[tuple[datetime | None, str], ...]
    expires_at: datetime | None
    person_id: int


def _by_paper(held: _Held) -> list[AwardFigure]:
    """A figure a paper: where one was issued anew while it was in force, the old one ends and the new one begins."""
    found: list[AwardFigure] = []
    rest, serial = list(held.spells), held.papers[0][1] if held.papers else ""
    for moment, newer in held.papers[1:]:
        if moment is not None and _holds(rest, moment):
            old: list[Spell] = [*(one for one in rest if one[1] < moment), ("superseded", moment, "")]
            found.append(AwardFigure(in_groups(serial), held.credential, held.country, tuple(old), None, held.person_id))
            rest = [("reissued", moment, ""), *(one for one in rest if one[1] >= moment)]
        serial = newer
    last = AwardFigure(in_groups(serial), held.credential, held.country, tuple(rest), held.expires_at, held.person_id)
    return [*found, last]


def _holds(spells: Sequence[Spell], at: datetime) -> bool:
    """Whether an award is in force just before a moment."""
    before = [act for act, moment, _reason in spells if moment < at]
    return bool(before) and before[-1] in (Act.GRANTED, Act.REINSTATED, "reissued")


def _renewed_elsewhere(
    institution_id: int, until: datetime, using: str
) -> dict[tuple[int, int, str], list[tuple[datetime, int]]]:
    """{(person, credential, country): [(granted at, round)]} of later rounds with other institutions. One query."""
    here = Award.objects.filter(
        institution_id=institution_id, person=OuterRef("person"), credential=OuterRef("credential"),
        country=OuterRef("country"), round__lt=OuterRef("round"),
    )  # fmt: skip
    rows = Award.objects.using(using).exclude(institution_id=institution_id).filter(Exists(here), granted_at__lt=until)
    found: dict[tuple[int, int, str], list[tuple[datetime, int]]] = defaultdict(list)
    for person, credential, country, at, number in rows.values_list(
        "person_id", "credential_id", "country", "granted_at", "round"
    ):
        found[person, credential, country].append((at, number))
    return found


def _spells(events: Sequence[Happening], expires_at: datetime | None, until: datetime) -> list[Spell]:
    """What happened to one award, in the order of its moments."""
    spells: list[Spell] = []
    for at, one in enumerate(events):
        act = Act.REINSTATED if one.act in (Act.REDUCED, Act.RESUMED) else Act(one.act)
        spells.append((act.value, one.effective_at, one.reason_class))
        after = events[at + 1].effective_at if at + 1 < len(events) else until
        if one.act == Act.SUSPENDED and one.until is not None and one.until < after:
            spells.append((Act.REINSTATED.value, one.until, ""))
    spells.sort(key=lambda spell: spell[1])
    if expires_at is None or expires_at >= until:
        return spells
    return [*(spell for spell in spells if spell[1] < expires_at), ("expired", expires_at, "")]


def holders(institution_id: int, *, using: str = "default") -> set[tuple[int, str, str]]:
    """(person id, credential key, country) of every award of an institution's people."""
    return set(
        Award.objects.using(using).filter(institution_id=institution_id).values_list("person_id", "credential__key", "country")
    )


def credential_courses(*, using: str = "default") -> Mapping[str, frozenset[int]]:
    """{credential key: ids of the courses it asks for}, archived credentials left out."""
    found: dict[str, set[int]] = defaultdict(set)
    for key, course_id in (
        CredentialCourse.objects.using(using).filter(credential__archived_at=None).values_list("credential__key", "course_id")
    ):
        found[key].add(course_id)
    return {key: frozenset(ids) for key, ids in found.items()}


def credential_titles() -> dict[str, Mapping[str, str]]:
    """{key: titles} of every credential, archived ones too. One query."""
    return dict(Credential.objects.values_list("key", "titles"))


def counts_by_country() -> dict[str, dict[str, int]]:
    """{country: {state: awards}} over the whole programme, for WIPO's first page."""
    from django.db.models import Count

    found: dict[str, dict[str, int]] = defaultdict(dict)
    for country, state, n in (
        Award.objects.values("country", "state").annotate(n=Count("id")).values_list("country", "state", "n")
    ):
        found[country][state] = n
    return dict(found)


def measures_decided(*, start: datetime, end: datetime, using: str = "default") -> list[tuple[str, str, str]]:
    """(country, act, class of reason) of every suspension and revocation that was decided within [start, end) (F16)."""
    rows = AwardEvent.objects.using(using).filter(
        act__in=[Act.SUSPENDED, Act.REVOKED], effective_at__gte=start, effective_at__lt=end
    )
    return list(rows.order_by("pk").values_list("award__country", "act", "reason_class"))


@dataclass(frozen=True, slots=True)
class RulingFigure:
    """An exception (`exempt`) or a bar (`barred`) that two people put in force."""

    person_code: str
    credential: str
    country: str
    kind: str
    decided_at: datetime | None


def rulings_decided(institution_id: int, *, start: datetime, end: datetime, using: str = "default") -> list[RulingFigure]:
    """Exceptions and bars put in force in [start, end) about people who were ever enrolled for an institution (F10), also
    those that ended since. One query."""
    rows = Ruling.objects.using(using).filter(
        enrolled_for(institution_id, "person"), state__in=(RulingState.IN_FORCE, RulingState.ENDED), decided_at__gte=start,
        decided_at__lt=end,
    )  # fmt: skip
    values = rows.order_by("pk").values_list("person__ref", "credential__key", "country", "kind", "decided_at")
    return [RulingFigure(courses.person_code(ref), key, country, kind, at) for ref, key, country, kind, at in values]
