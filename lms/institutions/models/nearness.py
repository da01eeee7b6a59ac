"""Who is too close to whom, as conditions on rows: for the queries of `models` modules, here and above.

The same rule as `lms.institutions.selectors_interests.conflicts`, which answers for many people at once; ties that packages
above register are theirs to add. `at` is the column of the moment that the work dates from; None: now.
"""

from datetime import datetime
from typing import Any

from django.db.models import DateTimeField, Exists, ExpressionWrapper, OuterRef, Q
from django.utils import timezone

from lms.institutions.impartiality import LASTING, WINDOW
from lms.institutions.models.interests import Interest
from lms.institutions.models.people import Membership, Role


def _moment(at: str | None) -> Any:
    return OuterRef(at) if at else timezone.now()


def _still(column: str, moment: Any) -> Q:
    """A role that is open, or ended less than the window before."""
    return Q(**{column: None}) | Q(_after(column, moment))


def _after(column: str, moment: Any) -> Q:
    before: Any = moment - WINDOW
    if not isinstance(moment, datetime):
        before = ExpressionWrapper(before, output_field=DateTimeField())
    return Q(**{f"{column}__gt": before})


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
    about_them = Interest.objects.filter(
        _holds(moment), Q(person_id=person_id, about_id=OuterRef(subject)) | Q(person_id=OuterRef(subject), about_id=person_id)
    )
    about_house = Interest.objects.filter(
        _holds(moment),
        _still("institution__lms_memberships__until", moment),
        person_id=person_id, institution__lms_memberships__person_id=OuterRef(subject),
    )  # fmt: skip
    found = Q(Exists(in_cohort)) | Q(Exists(in_house)) | Q(Exists(about_them)) | Q(Exists(about_house))
    return Q(**{subject: person_id}) | found


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
    declared = Interest.objects.filter(_holds(moment), person_id=person_id, institution_id=OuterRef(institution))
    return Q(Exists(mine)) | Q(Exists(declared))


def _holds(moment: Any) -> Q:
    return Q(ended_at=None) | Q(ended_at__gt=moment) | Q(_after("ended_at", moment), kind__in=LASTING)
