"""Rows for reports: what happened to an institution's awards, in a constant number of queries."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef

from certificates.models import Award, AwardEvent, Certificate, Credential, CredentialCourse
from certificates.serial import in_groups
from certificates.standing import DECIDING, Act, Happening

Spell = tuple[str, datetime, str]  # act, moment, class of reason


@dataclass(frozen=True, slots=True)
class AwardFigure:
    """One award as a report counts it, by its serial as printed.

    `spells` is what happened, [(act, moment, reason class)], in order of time.
    """

    serial: str
    credential: str
    country: str
    spells: tuple[Spell, ...]


def award_figures(institution_id: int, *, until: datetime, using: str = "default") -> list[AwardFigure]:
    """Every award granted for an institution before `until`, with an `expired` act where its validity has ended. 4 queries.

    A renewal before the end counts as nothing: the two rounds are one award here, told under the number of the newer paper
    (F11: a person holds a credential once). One that was renewed with another institution ends here on that day.
    An award that holds for a part holds: a reduction is told as what it is only after a suspension (`reinstated`). So is a
    suspension that ended by itself, written down yet or not. What was decided after the end changes nothing that is counted.
    """
    awards = list(
        Award.objects.using(using).filter(institution_id=institution_id, granted_at__lt=until)
        .select_related("credential").defer("path").order_by("round", "id")
    )  # fmt: skip
    serials = dict(
        Certificate.objects.using(using)
        .filter(award__institution_id=institution_id, paper="certificate", superseded_by=None)
        .values_list("award_id", "serial")
    )
    events: dict[int, list[Happening]] = defaultdict(list)
    for award_id, *facts in (
        AwardEvent.objects.using(using)
        .filter(award__institution_id=institution_id, act__in=DECIDING)
        .order_by("award_id", "number")
        .values_list("award_id", "number", "act", "effective_at", "reason_class", "until")
    ):
        events[award_id].append(Happening(*facts))
    elsewhere = _renewed_elsewhere(institution_id, until, using)
    chains: dict[tuple[int, int, str], list[AwardFigure]] = defaultdict(list)
    for award in awards:
        chain = chains[award.person_id, award.credential_id, award.country]
        spells = _spells(events[award.pk], award.expires_at, until)
        if chain and _holds(chain[-1].spells, award.granted_at):
            spells = [*(one for one in chain.pop().spells if one[1] < award.granted_at), *spells]
        moved = [at for at, number in elsewhere[award.person_id, award.credential_id, award.country] if number > award.round]
        if moved and _holds(spells, min(moved)):
            spells = [*(one for one in spells if one[1] < min(moved)), ("expired", min(moved), "")]
        serial = in_groups(serials.get(award.pk, ""))
        chain.append(AwardFigure(serial, award.credential.key, award.country, tuple(spells)))
    return [one for chain in chains.values() for one in chain]


def _holds(spells: Sequence[Spell], at: datetime) -> bool:
    """Whether an award is in force just before a moment."""
    before = [act for act, moment, _reason in spells if moment < at]
    return bool(before) and before[-1] in (Act.GRANTED, Act.REINSTATED)


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
