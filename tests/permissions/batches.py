"""Bulk issues of the owner's institution: one with a paper that failed, one that was stopped."""

from typing import Any

from certificates.models import Certificate, CertificateState
from certificates.services.batches import start_batch, stop_batch
from tests.conftest import House


def batch_samples(house: House, cohort_course_id: int) -> dict[str, Any]:
    """The group's course has both advisors; the coordinator asks for two kinds of paper."""
    who = {"institution_id": house.institution.pk, "cohort_course_id": cohort_course_id, "by": house.coordinator.pk}
    batch, stopped = (start_batch(paper=paper, **who) for paper in ("enrolment", "transcript"))
    stop_batch(batch_id=stopped, by=house.coordinator.pk)
    failed = Certificate.objects.filter(batch_id=batch).order_by("-pk")[0]
    Certificate.objects.filter(pk=failed.pk).update(state=CertificateState.WAITING, problem="drawing: no paper", attempts=5)
    return {"batch": batch, "stopped_batch": stopped, "failed_proof": failed.pk, "group_course": cohort_course_id}


def batch_bodies(samples: dict[str, Any]) -> dict[str, Any]:
    """A paper that nobody of the group has yet."""
    return {"lms:certificates:batch-list": {"place": samples["group_course"], "paper": "hours"}}
