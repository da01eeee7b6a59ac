"""Rows for reports: what happened to an institution's awards, in a constant number of queries."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

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
    """Every award granted for an institution before `until`, with an `expired` act where its validity has ended. 3 queries.

    An award that holds for a part holds: a reduction is told as what it is only after a suspension (`reinstated`). So is a
    suspension that ended by itself, written down yet or not. What was decided after the end changes nothing that is counted.
    """
    awards = list(Award.objects.using(using).filter(institution_id=institution_id).select_related("credential").order_by("id"))
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
    return [
        AwardFigure(
            in_groups(serials.get(award.pk, "")), award.credential.key, award.country,
            tuple(_spells(events[award.pk], award.expires_at, until)),
        )
        for award in awards
    ]  # fmt: skip


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
