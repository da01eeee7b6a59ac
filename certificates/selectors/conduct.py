"""Who has accepted the code of conduct, and since when somebody has not."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone

from certificates.models import Award, AwardState, Claim, ConductAcceptance, ConductVersion, Credential


@dataclass(frozen=True, slots=True)
class Asked:
    """How the code of conduct stands for a person. From `accept_by` on their awards are suspended until they accept."""

    version: ConductVersion | None
    accepted_at: datetime | None  # the version in force
    accept_by: datetime | None  # set for who holds an award that rests on an older version

    @property
    def open(self) -> bool:
        """There is a version in force that this person has not accepted."""
        return self.version is not None and self.accepted_at is None


def asks_conduct(credential: Credential) -> bool:
    """A certification always asks for the code of conduct, another credential where its programme wants it."""
    return credential.asks_conduct or credential.claim == Claim.CERTIFICATION


def accepted_of(person_id: int) -> tuple[ConductVersion | None, datetime | None]:
    """The version in force, and when this person accepted it (None: not yet). One query."""
    mine = ConductAcceptance.objects.filter(version=OuterRef("pk"), person=person_id).values("at")[:1]
    version = ConductVersion.objects.order_by("-number").annotate(accepted=Subquery(mine)).first()
    return (version, version.accepted) if version is not None else (None, None)


def asked_of(person_id: int) -> Asked:
    """How it stands for one person. Two queries."""
    version, accepted_at = accepted_of(person_id)
    due = with_missed(_awards().filter(person=person_id)).values_list("conduct_due", flat=True)
    return Asked(version, accepted_at, min((one for one in due if one), default=None))


def with_missed(awards: QuerySet[Any], award: str = "") -> QuerySet[Any]:
    """Rows with `conduct_due`: until when their holder had or has to accept a newer code of conduct than the one that stands
    with the award (the last that was accepted); None where nothing is open. `award`: the path from the row to its award, with
    two underscores at the end. The earliest day among the newer versions.
    """
    newer = ConductVersion.objects.filter(number__gt=OuterRef(f"{award}conduct__number"))
    found: QuerySet[Any] = awards.annotate(conduct_due=Subquery(newer.order_by("accept_by").values("accept_by")[:1]))
    return found


def holders_to_ask() -> list[int]:
    """Ids of those who hold an award that rests on a code of conduct and have not accepted the version in force."""
    newest = ConductVersion.objects.order_by("-number").values("number")[:1]
    rows = _awards().filter(conduct__number__lt=Subquery(newest))
    return sorted(set(rows.values_list("person_id", flat=True)))


def missed_by(moment: datetime | None = None) -> QuerySet[Award]:
    """Awards that are suspended by themselves because their holder did not accept the code of conduct in time.

    Found by the version that stands with them: who accepted is not looked at.
    """
    at = moment or timezone.now()
    overdue = ConductVersion.objects.filter(accept_by__lte=at).order_by("-number").values("number")[:1]
    older = ConductVersion.objects.filter(number__lt=Subquery(overdue)).values("pk")
    return _awards().filter(conduct__in=older)


def _awards() -> QuerySet[Award]:
    now = timezone.now()
    rows = Award.objects.filter(conduct__isnull=False).exclude(state=AwardState.REVOKED)
    return rows.exclude(expires_at__lte=now)
