"""Who is too close to whom, as conditions on rows: for the queries of `models` modules, here and above.

The same rule as `lms.institutions.conflicts`, which answers for many people at once. `at` is the column of the moment when the
work was handed in that is scored or decided about; None: now.
"""

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any

from django.db.models import DateTimeField, Exists, ExpressionWrapper, OuterRef, Q
from django.utils import timezone

from lms.institutions.impartiality import LASTING, WINDOW
from lms.institutions.models.interests import Interest
from lms.institutions.models.people import Membership, Role

Moment = Any  # a datetime, or OuterRef of a column that holds one
RowsOfTie = Callable[[int, str, Moment], Q]
ties: dict[str, RowsOfTie] = {}  # what packages above know: condition on rows (person id, column of the subject, moment)


def _moment(at: str | None) -> Moment:
    return OuterRef(at) if at else timezone.now()


def _still(column: str, moment: Moment) -> Q:
    """A role that is open, or ended less than the window before."""
    return Q(**{column: None}) | Q(_after(column, moment))


def _after(column: str, moment: Moment) -> Q:
    return Q(**{f"{column}__gt": window_before(moment)})


def window_before(moment: Moment) -> Any:
    """The moment from which on a tie that ended still counts: 24 months before."""
    before = moment - WINDOW
    return before if isinstance(moment, datetime) else ExpressionWrapper(before, output_field=DateTimeField())


def near_person(person_id: int, subject: str, at: str | None = None) -> Q:
    """Rows whose column `subject` is this person, somebody they taught or coordinate, or whom an interest joins to them."""
    moment = _moment(at)
    mine = Membership.objects.filter(_still("until", moment), person_id=person_id)
    in_cohort = mine.filter(
        _still("cohort__lms_memberships__until", moment),
        role=Role.FACILITATOR, cohort__lms_memberships__person_id=OuterRef(subject),
    )  # fmt: skip
    in_house = mine.filter(
        Q(role=Role.COORDINATOR) | Q(role=Role.FACILITATOR, cohort=None),
        _still("institution__lms_memberships__until", moment),
        institution__lms_memberships__person_id=OuterRef(subject),
    )
    held = _leads(person_id) & (Q(Exists(in_cohort)) | Q(Exists(in_house)))
    found = held | declared_near(person_id, subject, at)
    for rows in ties.values():
        found |= rows(person_id, subject, moment)
    return Q(**{subject: person_id}) | found


def declared_near(person_id: int, subject: str, at: str | None = None, *, kinds: Collection[str] | None = None) -> Q:
    """Rows whose column `subject` is somebody whom a declared interest (of these kinds; None: any) joins to this person."""
    moment = _moment(at)
    rows = Interest.objects.filter(_holds(moment))
    if kinds is not None:
        rows = rows.filter(kind__in=kinds)
    them = rows.filter(Q(person_id=person_id, about_id=OuterRef(subject)) | Q(person_id=OuterRef(subject), about_id=person_id))
    house = rows.filter(
        _still("institution__lms_memberships__until", moment),
        person_id=person_id, institution__lms_memberships__person_id=OuterRef(subject),
    )  # fmt: skip
    return _named(person_id) & (Q(Exists(them)) | Q(Exists(house)))


def declared_house(person_id: int, institution: str, at: str | None = None, *, kinds: Collection[str] | None = None) -> Q:
    """Rows of an institution that this person has declared an interest (of these kinds; None: any) in."""
    rows = Interest.objects.filter(_holds(_moment(at)), person_id=person_id, institution_id=OuterRef(institution))
    return _named(person_id) & Q(Exists(rows if kinds is None else rows.filter(kind__in=kinds)))


def near_house(person_id: int, institution: str, cohort: str | None = None, at: str | None = None) -> Q:
    """Rows of an institution that this person coordinates or facilitates (a cohort of it, where the column is named), or has
    declared an interest in."""
    moment = _moment(at)
    role = Q(role=Role.COORDINATOR, institution_id=OuterRef(institution)) | Q(
        role=Role.FACILITATOR, cohort=None, institution_id=OuterRef(institution)
    )
    if cohort is not None:
        role |= Q(role=Role.FACILITATOR, cohort_id=OuterRef(cohort))
    mine = Membership.objects.filter(role, _still("until", moment), person_id=person_id)
    return (_leads(person_id) & Q(Exists(mine))) | declared_house(person_id, institution, at)


# Asked once a query, before any row: most people have no such role and no interest, and nothing is looked up for each letter.
def _leads(person_id: int) -> Q:
    rows = Membership.objects.filter(person_id=person_id, role__in=(Role.FACILITATOR, Role.COORDINATOR))
    return Q(Exists(rows))


def _named(person_id: int) -> Q:
    return Q(Exists(Interest.objects.filter(Q(person_id=person_id) | Q(about_id=person_id))))


def _holds(moment: Moment) -> Q:
    return Q(ended_at=None) | Q(ended_at__gt=moment) | Q(_after("ended_at", moment), kind__in=LASTING)
