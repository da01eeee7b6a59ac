"""Reading pictures and their permissions, and whether the pictures of a design may be shown."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from hashlib import sha256

from django.db.models import Q, QuerySet
from django.utils import timezone

from certificates import papers, permitting
from certificates.models import Design, Permission, Picture
from certificates.papers.designs import FOLDER
from certificates.permitting import Allowance, Lack
from lms.institutions.api import Scope
from lms.kernel.places import COUNTRIES


@dataclass(frozen=True, slots=True)
class Gap:
    """A protected picture that may not be shown, and why. `until`: the last day of a permission that ended."""

    picture: str
    lack: Lack
    until: date | None = None


@dataclass(frozen=True, slots=True)
class PictureStanding:
    """A picture with how its permission stands today."""

    picture: Picture
    lack: Lack | None
    until: date | None
    soon: bool


@cache
def shipped_pictures() -> dict[str, papers.Picture]:
    """The pictures that come with the software, by name. They are its own and need no permission."""
    return {path.stem: papers.Picture(path.read_bytes()) for path in sorted((FOLDER / "pictures").iterdir())}


def pictures_in_reach(scope: Scope) -> QuerySet[Picture]:
    """Pictures that a person may see and place: everybody's, and those of the institutions that the person coordinates."""
    rows = Picture.objects.select_related("institution").order_by("key").defer("body", "institution__logo")
    if scope.administrator or scope.decider:
        return rows
    return rows.filter(Q(institution=None) | Q(institution_id__in=scope.coordinator_of))


def pictures_for(institution_id: int | None) -> QuerySet[Picture]:
    """Pictures that a design of this institution (None: everybody's) may show."""
    own = Q(institution=None) | Q(institution_id=institution_id) if institution_id else Q(institution=None)
    return Picture.objects.filter(own, archived_at=None)


def allowances(picture_ids: Iterable[int]) -> dict[int, list[Allowance]]:
    """The recorded permissions of pictures, by picture, in order. One query."""
    found: dict[int, list[Allowance]] = defaultdict(list)
    for row in Permission.objects.filter(picture_id__in=list(picture_ids)).order_by("picture_id", "number"):
        found[row.picture_id].append(
            Allowance(row.number, tuple(row.countries), tuple(row.papers), row.starts_on, row.ends_on, row.withdrawn)
        )
    return found


def gaps(names: Collection[str], *, country: str, paper: str, day: date | None = None) -> list[Gap]:
    """The protected ones of these pictures that may not be shown on a paper in a country ('' = in all of them). ≤ 2 queries."""
    return gaps_among(protected_among(names), names, country=country, paper=paper, day=day)


def protected_among(names: Collection[str]) -> dict[str, list[Allowance]]:
    """The protected ones of these pictures with their permissions. Two queries, none when all of them ship."""
    asked = set(names) - set(shipped_pictures())
    shown = dict(Picture.objects.filter(key__in=asked, protected=True).values_list("pk", "key")) if asked else {}
    rows = allowances(shown) if shown else {}
    return {key: rows.get(picture_id, []) for picture_id, key in shown.items()}


def gaps_among(
    protected: Mapping[str, Sequence[Allowance]],
    names: Collection[str],
    *,
    country: str,
    paper: str,
    day: date | None = None,
) -> list[Gap]:
    """`gaps` where the permissions are at hand already (for many designs at once)."""
    today = day or timezone.localdate()
    found = []
    for key in sorted(set(names) & set(protected)):
        why = permitting.lack(protected[key], today, countries=[country] if country else COUNTRIES, paper=paper)
        if why is not None:
            now = permitting.current(protected[key], today)
            found.append(Gap(key, why, now.ends_on if now and why is Lack.ENDED else None))
    return found


def standings(pictures: Sequence[Picture], day: date | None = None) -> list[PictureStanding]:
    """Pictures with the standing of their permissions; scope is not asked here. One query."""
    today = day or timezone.localdate()
    rows = allowances([one.pk for one in pictures if one.protected])
    found = []
    for one in pictures:
        own = rows.get(one.pk, [])
        why = permitting.lack(own, today, countries=[], paper="") if one.protected else None
        if why is Lack.PAPER:  # some paper is allowed
            why = None
        until = permitting.last_day(own, today)
        found.append(PictureStanding(one, why, until, soon=permitting.ends_soon(own, today) is not None))
    return found


def permissions_ending(day: date | None = None) -> list[tuple[Picture, date]]:
    """Protected pictures whose permission ends within 60 days, with its last day, soonest first. 2 queries."""
    today = day or timezone.localdate()
    pictures = {one.pk: one for one in Picture.objects.filter(protected=True, archived_at=None).defer("body")}
    rows = allowances(pictures)
    found = [(pictures[key], end) for key, own in rows.items() if (end := permitting.ends_soon(own, today))]
    return sorted(found, key=lambda pair: (pair[1], pair[0].key))


def designs_showing(key: str) -> list[str]:
    """Keys of the designs in use (not archived) whose draft or published version shows a picture."""
    rows = Design.objects.filter(archived_at=None).select_related("published").order_by("key")
    return [
        one.key
        for one in rows
        if key in papers.Design(one.html, one.css).tree.pictures or (one.published and key in one.published.pictures)
    ]


def pictures_named(html: str, institution_id: int | None) -> Mapping[str, papers.Picture]:
    """The pictures that a text names and that exist for this institution's designs. One query, none for shipped ones."""
    named = set(papers.Design(html, "").tree.pictures)
    found = {name: picture for name, picture in shipped_pictures().items() if name in named}
    if missing := named - set(found):
        rows = pictures_for(institution_id).filter(key__in=missing).values_list("key", "body")
        found |= {key: papers.Picture(bytes(body)) for key, body in rows}
    return found


def digest_of(picture: papers.Picture) -> str:
    """The hash under which a picture's bytes are kept."""
    return sha256(picture.data).hexdigest()
