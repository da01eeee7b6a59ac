"""What courses does when something below it happened."""

from courses.models import Enrolment, EnrolmentState
from courses.services.enrolment import close_enrolment
from lms.institutions import api as institutions


def close_enrolments_of_membership(*, membership_id: int) -> None:
    """An advisor's role ended: close what they take at that institution, unless another role as advisor there is open."""
    ended = institutions.membership_card(membership_id)
    if ended.role != "advisor" or ended.person_id in institutions.people_of(ended.institution_id, "advisor"):
        return
    mine = Enrolment.objects.filter(person_id=ended.person_id, institution_id=ended.institution_id, state=EnrolmentState.ACTIVE)
    for enrolment_id in mine.order_by("pk").values_list("pk", flat=True):
        close_enrolment(enrolment_id=enrolment_id, because="role ended", by=None)
