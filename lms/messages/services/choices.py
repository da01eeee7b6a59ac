"""What a person chose about mail: optional kinds, quiet hours, and the signed link that stops a kind without a log-in."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final

from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from lms.institutions.api import PersonCard, person_cards
from lms.kernel import conf
from lms.messages.errors import LinkNotGood, MandatoryMessage, QuietHoursWrong, UnknownMessageKind
from lms.messages.kinds import Kind, kind_of
from lms.messages.models import KindChoice, QuietHours
from lms.messages.quiet import is_quiet, next_open

_SALT: Final = "lms.messages.stop"


def wants(*, person_id: int, kind: str) -> bool:
    """Whether an optional kind reaches a person; it does until they say no. One query."""
    return not KindChoice.objects.filter(person_id=person_id, kind=kind, wanted=False).exists()


def without(kind: str, people: Iterable[int]) -> frozenset[int]:
    """Those of some people who do without a kind. One query."""
    rows = KindChoice.objects.filter(kind=kind, wanted=False, person_id__in=list(people))
    return frozenset(rows.values_list("person_id", flat=True))


def choices_of(person_id: int) -> Mapping[str, bool]:
    """{optional kind: what the person said}, of those they spoke about. One query."""
    return dict(KindChoice.objects.filter(person_id=person_id).values_list("kind", "wanted"))


@transaction.atomic
def choose_kind(*, person_id: int, kind: str, wanted: bool) -> None:
    """Take or stop an optional kind. Safe to repeat. Raises UnknownMessageKind and MandatoryMessage."""
    if kind_of(kind).mandatory:
        raise MandatoryMessage
    KindChoice.objects.update_or_create(person_id=person_id, kind=kind, defaults={"wanted": wanted, "at": timezone.now()})


def quiet_hours(person_id: int) -> tuple[int, int] | None:
    """(from, to) as the person chose, else the usual ones; None: at any hour. One query."""
    own = QuietHours.objects.filter(person_id=person_id).values_list("starts", "ends").first()
    usual: tuple[int, int] | None = conf.get("QUIET_HOURS")
    found = own or (tuple(usual) if usual else None)
    return None if found is None or found[0] == found[1] else (int(found[0]), int(found[1]))


@transaction.atomic
def choose_quiet_hours(*, person_id: int, starts: int, ends: int) -> None:
    """Set the hours in which nothing is mailed; both the same: none. Safe to repeat. Raises QuietHoursWrong."""
    if not (0 <= starts <= 23 and 0 <= ends <= 23):
        raise QuietHoursWrong
    QuietHours.objects.update_or_create(person_id=person_id, defaults={"starts": starts, "ends": ends})


def opens_at(person: PersonCard, now: datetime) -> datetime | None:
    """When a mail may go out that has to wait for a person's morning; None: now."""
    hours = quiet_hours(person.id)
    zone = person.time_zone or timezone.get_default_timezone_name()
    if hours is None or not is_quiet(now, zone=zone, starts=hours[0], ends=hours[1]):
        return None
    return next_open(now, zone=zone, starts=hours[0], ends=hours[1])


def stop_link(person_id: int, kind: str) -> str:
    """The whole address at which one person stops one kind: signed, without a log-in, good for as long as our key is."""
    return conf.base_url() + reverse("lms:messages:stop", args=[signing.Signer(salt=_SALT).sign_object([person_id, kind])])


def read_stop_link(token: str) -> tuple[PersonCard, Kind]:
    """Whom and which kind a link speaks of. Raises LinkNotGood, also of a person who is erased and of a kind that is gone."""
    try:
        person_id, kind = signing.Signer(salt=_SALT).unsign_object(token)
        found = kind_of(kind)
    except (signing.BadSignature, UnknownMessageKind, ValueError, TypeError) as wrong:
        raise LinkNotGood from wrong
    card = person_cards([person_id]).get(person_id)
    if card is None or card.erased or found.mandatory:
        raise LinkNotGood
    return card, found
