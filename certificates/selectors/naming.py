"""Papers that print another name than their holders have now: what is to be issued again."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Case, CharField, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Concat, Trim
from django.utils import timezone

from certificates.models import Award, AwardState, Certificate, CertificateState
from certificates.serial import in_groups


@dataclass(frozen=True, slots=True)
class Misnamed:
    """An award whose paper prints `printed` where its holder's name is `name` now. Personal data: both names."""

    award_id: int
    serial: str
    printed: str
    name: str
    credential: dict[str, str]
    country: str


def misnamed(mine: Q) -> QuerySet[Any]:
    """Papers in force whose holders changed their name since, the newest first; of those that one may issue again.

    Left out: what has ended, what a later round continues, and people who were erased.
    """
    later = Award.objects.filter(
        person=OuterRef("award__person"), credential=OuterRef("award__credential"), country=OuterRef("award__country"),
        round__gt=OuterRef("award__round"),
    )  # fmt: skip
    full = Trim(Concat("award__person__given_name", Value(" "), "award__person__family_name"))
    present = Case(When(award__person__certificate_name="", then=full), default=F("award__person__certificate_name"))
    rows = (
        Certificate.objects.filter(paper="certificate", superseded_by=None, state=CertificateState.ISSUED)
        .filter(award__state__in=[AwardState.GRANTED, AwardState.REDUCED], award__person__erased_at=None)
        .filter(Q(award__expires_at=None) | Q(award__expires_at__gt=timezone.now()))
        .exclude(Exists(later))
        .annotate(prints=Cast(KeyTextTransform("name", "fields"), CharField()), present=present)
        .exclude(prints="")
        .exclude(prints=F("present"))
    )
    return rows.filter(mine)


def misnamed_rows(mine: Q, limit: int = 200) -> list[Misnamed]:
    """The same as values. One query."""
    rows = misnamed(mine).order_by("-pk").values_list(
        "award_id", "serial", "prints", "present", "award__credential__titles", "award__country"
    )  # fmt: skip
    return [
        Misnamed(award_id, in_groups(serial), prints, present, titles, country)
        for award_id, serial, prints, present, titles, country in rows[:limit]
    ]
