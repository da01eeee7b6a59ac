"""A course is complete: the snapshot of what was taught and done, once, and the word that goes up."""

from collections.abc import Collection, Sequence

from django.utils import timezone

from courses import events
from courses.models import (
    Completion,
    Enrolment,
    EnrolmentState,
    Manifest,
    ManifestUnit,
    OutcomeRecord,
    UnitProgress,
    UnitVersion,
)
from courses.progress import Entry, Tally
from courses.selectors.releases import releases_at
from courses.services.announce import announce
from courses.services.projecting import moment_of
from lms.kernel.canonical import digest


def complete_course(enrolment: Enrolment, entries: Sequence[Entry], counted: Tally) -> None:
    """Write the snapshot, once, and say course_completed inside the transaction."""
    rows = UnitProgress.objects.filter(enrolment=enrolment, state__in=("passed", "recognised"))
    standing = list(rows.values_list("unit_id", "unit_version_id", "state"))
    passed = {unit: version for unit, version, _state in standing}
    known = {unit for unit, _version, state in standing if state == "recognised"}
    manifest = _manifest(enrolment, [(entry, passed[entry.unit_id]) for entry in entries if entry.unit_id in passed], known)
    law_as_of = releases_at(enrolment.course_id, enrolment.country, moment_of(enrolment)).values_list("law_as_of", flat=True)[0]
    records = OutcomeRecord.objects.filter(enrolment=enrolment, unit_id__in=passed)
    evidence = sorted({one for found in records.values_list("evidence", flat=True) for one in found})
    completed_at = timezone.now()
    snapshot = {
        "enrolment": enrolment.pk, "course": enrolment.course_id, "country": enrolment.country, "manifest": manifest.digest,
        "score": counted.score, "law_as_of": law_as_of, "evidence": evidence, "completed_at": completed_at,
    }  # fmt: skip
    completion = Completion.objects.create(
        enrolment=enrolment, manifest=manifest, score=counted.score, law_as_of=law_as_of, evidence=evidence,
        digest=digest(snapshot), completed_at=completed_at,
    )  # fmt: skip
    enrolment.state = EnrolmentState.COMPLETED
    enrolment.save(update_fields=["state"])
    announce(events.course_completed, completion_id=completion.pk)


def _manifest(enrolment: Enrolment, taught: Sequence[tuple[Entry, int | None]], known: Collection[int]) -> Manifest:
    """What was taught: the versions passed, shared by all who were taught the same. A recognised unit (`known`) counts as it
    stands, and the manifest says that it was recognised."""
    version_ids = [version_id or entry.unit_version_id for entry, version_id in taught]
    digests = dict(UnitVersion.objects.filter(pk__in=version_ids).values_list("id", "digest"))
    course = enrolment.course.key
    body = {
        "course": course,
        "country": enrolment.country,
        "units": [
            [entry.unit_key, digests[version_id], *(["recognised"] if entry.unit_id in known else [])]
            for (entry, _), version_id in zip(taught, version_ids, strict=True)
        ],
    }
    manifest, made = Manifest.objects.get_or_create(
        digest=digest(body), defaults={"course_id": enrolment.course_id, "country": enrolment.country}
    )
    if made:
        ManifestUnit.objects.bulk_create(
            ManifestUnit(
                manifest=manifest, unit_id=entry.unit_id, unit_version_id=version_id, recognised=entry.unit_id in known
            )
            for (entry, _), version_id in zip(taught, version_ids, strict=True)
        )
    return manifest
