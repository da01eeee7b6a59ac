"""The record of a review: sign-offs with their time and the hash, the sample with its findings, the remarks."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lms.audit import api as audit
from lms.kernel.canonical import digest
from lms.reporting.models import ReportEdition
from lms.reporting.services.book import subject_of
from lms.reporting.services.sampling import findings_record


@dataclass(frozen=True, slots=True)
class SignOff:
    """One act of the review: what, when, and who (name on paper, reference in JSON); nobody for what time did."""

    act: str
    at: datetime
    name: str
    ref: str


@dataclass(frozen=True, slots=True)
class Record:
    """Everything that the record shows."""

    sha256: str
    edition: int
    state: str
    signed: tuple[SignOff, ...]
    findings: dict[str, Any] | None
    findings_sha256: str
    remarks: tuple[tuple[int | None, str, int], ...]  # (line, reference of who, answers): the words stay on the page
    chain: tuple[tuple[int, str, str], ...]  # (number in the book, act, hash of the line)

    def as_json(self) -> dict[str, Any]:
        """Without names."""
        return {
            "sha256": self.sha256, "edition": self.edition, "state": self.state,
            "signed": [{"act": one.act, "at": one.at, "by": one.ref} for one in self.signed],
            "sample": self.findings, "sample_sha256": self.findings_sha256,
            "remarks": [{"line": line, "by": by, "answers": answers} for line, by, answers in self.remarks],
            "register": [{"number": number, "act": act, "hash": hashed} for number, act, hashed in self.chain],
        }  # fmt: skip


def record_of(edition: ReportEdition) -> Record:
    """The record of a decided edition. Six queries whatever its size."""
    acts = (
        ("submitted", edition.submitted_at, edition.submitted_by),
        ("endorsed_by_silence" if edition.by_silence else "endorsed", edition.endorsed_at, edition.endorsed_by),
        (edition.state, edition.decided_at, edition.decided_by),
    )
    found = findings_record(edition)
    remarks = edition.lms_comments.order_by("at", "pk").prefetch_related("lms_replies").select_related("by")
    return Record(
        edition.sha256, edition.number, edition.state,
        tuple(
            SignOff(act, at, by.full_name if by else "", str(by.ref) if by else "") for act, at, by in acts if at is not None
        ),
        found, digest(found) if found else "",
        tuple((one.line, str(one.by.ref), len(one.lms_replies.all())) for one in remarks),
        tuple(
            (int(str(line["number"])), str(line["act"]), str(line["hash"]))
            for line in audit.entries_about([subject_of(edition.pk)])
        ),
    )  # fmt: skip
