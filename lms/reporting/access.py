"""From an address to a report: the only way. Missing and foreign look alike."""

from lms.institutions import api as institutions
from lms.institutions.api import InstitutionCard, InstitutionNotFound, Scope, house_conflicts, institution_card
from lms.messages.api import NudgeCard, NudgeNotFound, nudge_card
from lms.reporting.delegates import widened
from lms.reporting.errors import (
    DelegationNotFound,
    RemarkNotFound,
    ReportNotFound,
    RuleNotFound,
    SampleItemNotFound,
    ScheduleNotFound,
)
from lms.reporting.models import Delegation, EditionState, PeopleRule, ReportComment, ReportEdition, ReportSchedule, SampleItem


def may_see_report(scope: Scope, institution_id: int, country: str, state: str) -> bool:
    """The institution's coordinators see every edition; WIPO and the focal point see what was submitted."""
    if institution_id in scope.coordinator_of or scope.administrator:
        return True
    if state in (EditionState.DRAFT, EditionState.REPLACED):
        return False
    return scope.reviewer or scope.decider or bool(scope.focal_of & {country, ""})


def access_place(scope: Scope, institution_id: int) -> InstitutionCard:
    """An institution one coordinates; any for the administrator. Raises InstitutionNotFound."""
    if institution_id in scope.coordinator_of or scope.administrator:
        return institution_card(institution_id)
    raise InstitutionNotFound


def access_edition(scope: Scope, edition_id: int) -> ReportEdition:
    """An edition that a person may read; a focal point's delegate reads what who is away does. Raises ReportNotFound."""
    beside = ("submitted_by", "endorsed_by", "decided_by", "lms_sample", "lms_precheck", "lms_drift")
    edition = ReportEdition.objects.select_related("report__institution", *beside).filter(pk=edition_id).first()
    if edition is None:
        raise ReportNotFound
    place = edition.report.institution
    if not may_see_report(widened(scope), place.pk, place.country, edition.state):
        raise ReportNotFound
    return edition


def too_close(person_id: int, institution_id: int) -> bool:
    """Whether this person teaches in, coordinates or has declared the institution: then others decide (ADR 0019)."""
    return bool(house_conflicts([person_id], [institution_id]))


def access_edition_to_decide(scope: Scope, edition_id: int) -> ReportEdition:
    """An edition about which this person endorses or decides. Raises ReportNotFound, also for who is too close."""
    edition = access_edition(scope, edition_id)
    if too_close(scope.person_id, edition.report.institution_id):
        raise ReportNotFound
    return edition


def access_rule(scope: Scope, rule_id: int, *, archived: bool = False) -> PeopleRule:
    """A group by rule of an institution one coordinates. Raises RuleNotFound."""
    rows = PeopleRule.objects.filter(pk=rule_id, institution_id__in=scope.coordinator_of)
    found = (rows if archived else rows.filter(archived_at=None)).first()
    if found is None:
        raise RuleNotFound
    return found


def may_write_to(scope: Scope, institution_id: int) -> frozenset[int]:
    """Whom of an institution one may write to: all of it for its coordinators and its own facilitators, the advisors of their
    groups for the groups' facilitators; nobody elsewhere. Never oneself. Two queries at most."""
    if institution_id in scope.coordinator_of | scope.facilitator_of:
        return institutions.everybody(institution_id) - {scope.person_id}
    here = [post.cohort_id for post in scope.posts if post.role == "facilitator" and post.institution_id == institution_id]
    mine: set[int] = set()
    for cohort_id in here:
        if cohort_id in scope.facilitator_cohorts:
            mine |= set(institutions.cohort_people(cohort_id, "advisor"))
    return frozenset(mine) - {scope.person_id}


def places_to_write(scope: Scope) -> list[int]:
    """The institutions in which one may write to people."""
    here = {post.institution_id for post in scope.posts if post.role == "facilitator" and post.institution_id}
    return sorted(scope.coordinator_of | scope.facilitator_of | {one for one in here if one})


def access_nudge(scope: Scope, nudge_id: int) -> NudgeCard:
    """What was sent in an institution one coordinates, or by oneself. Raises NudgeNotFound."""
    found = nudge_card(nudge_id)
    if found.institution_id in scope.coordinator_of or found.by_id == scope.person_id:
        return found
    raise NudgeNotFound


def access_item(scope: Scope, item_id: int) -> SampleItem:
    """An award of the evidence sample, for a reviewer who is not too close. Raises SampleItemNotFound."""
    item: SampleItem | None = SampleItem.objects.select_related("sample").filter(pk=item_id).first()
    if item is None or not scope.reviewer:
        raise SampleItemNotFound
    try:
        item.sample.edition = access_edition_to_decide(scope, item.sample.edition_id)
    except ReportNotFound:
        raise SampleItemNotFound from None
    return item


def access_remark(scope: Scope, remark_id: int) -> ReportComment:
    """A remark of an edition that a person may read. Raises RemarkNotFound."""
    remark: ReportComment | None = ReportComment.objects.filter(pk=remark_id).first()
    if remark is None:
        raise RemarkNotFound
    try:
        access_edition(scope, remark.edition_id)
    except ReportNotFound:
        raise RemarkNotFound from None
    return remark


def access_schedule(scope: Scope, schedule_id: int) -> ReportSchedule:
    """A schedule of an institution that a person coordinates. Raises ScheduleNotFound."""
    row = ReportSchedule.objects.select_related("institution", "owner").filter(pk=schedule_id).exclude(state="ended").first()
    if row is None or row.institution_id not in scope.coordinator_of:
        raise ScheduleNotFound
    return row


def access_delegation(scope: Scope, delegation_id: int) -> Delegation:
    """An arrangement, for who is away or who acts in it. Raises DelegationNotFound."""
    row = Delegation.objects.filter(pk=delegation_id).first()
    if row is None or scope.person_id not in (row.giver_id, row.taker_id):
        raise DelegationNotFound
    return row
