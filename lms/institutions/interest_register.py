"""The register of interests as it is read: one's own, all of them for who keeps it, and who was asked long ago."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.institutions.errors import InterestNotFound
from lms.institutions.impartiality import CHECK_EVERY
from lms.institutions.models import Interest, InterestCheck, Membership, Person, Programme, ProgrammeRole, Role
from lms.institutions.scope import Scope
from lms.institutions.wording import interest_word
from lms.kernel.todo import Todo
from lms.kernel.words import in_language


@dataclass(frozen=True, slots=True)
class InterestCard:
    """What other packages may know of an interest; never its note."""

    id: int
    person_id: int
    about_id: int | None
    institution_id: int | None
    kind: str
    ended_at: datetime | None


def interest_card(interest_id: int) -> InterestCard:
    """One interest. Raises InterestNotFound."""
    row = Interest.objects.filter(pk=interest_id).first()
    if row is None:
        raise InterestNotFound
    return InterestCard(row.pk, row.person_id, row.about_id, row.institution_id, row.kind, row.ended_at)


# One's own ------------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class OwnLine:
    """One declaration of one's own. `whom`: the institution, or the person where the reader sees names anyway."""

    id: int
    whom: str
    what: str
    note: str
    since: date | None
    at: datetime
    ended_at: datetime | None


def sees_names(scope: Scope) -> bool:
    """Whether a list of people whom one has declared tells nothing: who scores without names must not learn from it which
    addresses have an account here."""
    return scope.decider or scope.reviewer or scope.administrator


def own_lines(scope: Scope) -> list[OwnLine]:
    """What this person declares, open ones first, the newest first. One query."""
    mine: Any = Interest.objects.filter(person_id=scope.person_id)
    if not sees_names(scope):
        mine = mine.filter(institution__isnull=False)
    rows = mine.select_related("institution", "about").defer("institution__logo").order_by("-at", "-pk")
    lines = [
        OwnLine(row.pk, _whom(row), interest_word(row.kind), row.note, row.since, row.at, row.ended_at) for row in rows
    ]  # fmt: skip
    return sorted(lines, key=lambda line: line.ended_at is not None)


def own_open_with(person_id: int, about_id: int | None) -> list[int]:
    """Ids of the open interests that this person has declared in another person. One query."""
    rows = Interest.objects.filter(person_id=person_id, about_id=about_id, about__isnull=False, ended_at=None)
    return list(rows.order_by("pk").values_list("pk", flat=True))


def institutions_to_name(scope: Scope) -> frozenset[int] | None:
    """The institutions that a person may choose from: None is all, for who works for the programme; else where they have a
    role, because they are not told here which others there are."""
    if any(post.institution_id is None for post in scope.posts):
        return None
    return frozenset(post.institution_id for post in scope.posts if post.institution_id)


def checked_at(person_id: int) -> datetime | None:
    """When this person last said that what they declare is whole. One query."""
    return InterestCheck.objects.filter(person_id=person_id).order_by("-at").values_list("at", flat=True).first()


def interest_todos(scope: Scope) -> list[Todo]:
    """The yearly look at one's own interests, as one line: for who scores or decides for the programme from the first day on,
    for others of the staff from a year after they began. One query, none for advisors."""
    if not scope.roles - {"advisor"}:
        return []
    before = timezone.now() - CHECK_EVERY
    late = Person.objects.filter(~Q(lms_interest_checks__at__gt=before), pk=scope.person_id)
    if not (scope.assessor or scope.decider or scope.reviewer):
        inside = Membership.objects.filter(person=OuterRef("pk"), until=None, since__lt=before).exclude(role=Role.ADVISOR)
        across = ProgrammeRole.objects.filter(person=OuterRef("pk"), until=None, since__lt=before)
        late = late.filter(Exists(inside) | Exists(across))
    if not late.exists():
        return []
    return [
        Todo(
            title=_("Say whom you are too close to"),
            why=_("Once a year you look at the interests that you have declared, so that nobody close to you is scored or "
                  "decided about by you."),
            url=reverse("lms:institutions:interest-list"), icon="people", weight=60, act=_("Look at them"),
        )
    ]  # fmt: skip


# The register ---------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class RegisterLine:
    """One declaration as the register shows it: who, what sort, whom; never the note."""

    who: str
    what: str
    whom: str
    since: date | None
    at: datetime
    ended_at: datetime | None


def register(*, ended: bool = False, query: str = "") -> QuerySet[Interest]:
    """The open declarations, or those that are over, the newest first; of people or about whom a word is part of the name."""
    rows = Interest.objects.filter(ended_at__isnull=not ended)
    for word in query.split():
        about = Q(about__given_name__icontains=word) | Q(about__family_name__icontains=word)
        rows = rows.filter(
            Q(person__given_name__icontains=word) | Q(person__family_name__icontains=word) | about
            | Q(institution__names__es__icontains=word) | Q(institution__names__en__icontains=word)
        )  # fmt: skip
    return rows.select_related("person", "about", "institution").defer("institution__logo").order_by("-at", "-pk")


def register_lines(rows: Iterable[Interest]) -> list[RegisterLine]:
    """Lines of `register`. No query of its own."""
    return [
        RegisterLine(row.person.full_name, interest_word(row.kind), _whom(row), row.since, row.at, row.ended_at) for row in rows
    ]


def register_table() -> Iterator[tuple[Any, ...]]:
    """The whole register for a file: a head, then a row a declaration, oldest first. No notes."""
    yield (
        _("person"), _("class"), _("about"), _("sort of subject"), _("since"), _("declared on"), _("ended on"),
    )  # fmt: skip
    rows = Interest.objects.select_related("person", "about", "institution").defer("institution__logo").order_by("at", "pk")
    for row in rows.iterator(500):
        yield (
            row.person.full_name, interest_word(row.kind), _whom(row),
            _("person") if row.about_id else _("institution"), row.since.isoformat() if row.since else "",
            timezone.localtime(row.at).date().isoformat(),
            timezone.localtime(row.ended_at).date().isoformat() if row.ended_at else "",
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Unchecked:
    """Somebody who scores or decides for the programme and has not looked at their interests for a year."""

    name: str
    last: datetime | None


_ASKED: Final = (Programme.ASSESSOR, Programme.REVIEWER, Programme.DECIDER)


def unchecked() -> list[Unchecked]:
    """Who scores or decides for the programme and was last heard of their interests more than a year ago, by name. Two
    queries."""
    holders = ProgrammeRole.objects.filter(role__in=_ASKED, until=None).values("person")
    people = list(Person.objects.filter(pk__in=holders, erased_at=None))
    looked = InterestCheck.objects.filter(person__in=people).values_list("person_id").annotate(last=Max("at")).order_by()
    last: dict[int, datetime] = dict(looked)
    before = timezone.now() - CHECK_EVERY
    late = [one for one in people if last.get(one.pk, before) <= before]
    return [Unchecked(one.full_name, last.get(one.pk)) for one in sorted(late, key=lambda one: (one.full_name, one.pk))]


def deciders() -> list[str]:
    """The names of those who decide for the programme now. One query."""
    holders = ProgrammeRole.objects.filter(role=Programme.DECIDER, until=None).values("person")
    return sorted(person.full_name for person in Person.objects.filter(pk__in=holders, erased_at=None))


def _whom(row: Interest) -> str:
    if row.institution is not None:
        return in_language(row.institution.names)
    return row.about.full_name if row.about is not None else ""
