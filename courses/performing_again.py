"""A course's result from its evidence alone: records folded to standings, standings to a course. Pure, the sums of live."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from courses.progress import Entry, Recorded, Standing, fold, tally
from lms.kernel.canonical import digest
from lms.kernel.evidence import Check


def course_again(found: Mapping[str, Any]) -> Iterator[Check]:
    """`found`: what `courses.api.course_evidence` wrote about one completion."""
    name = f"course {found['course']}"
    entries = [_entry(one) for one in found["entries"]]
    standings: dict[int, Standing] = {}
    for one in sorted(found["outcomes"], key=lambda one: int(one["number"])):
        unit = int(one["unit"])
        standings[unit] = fold(standings.get(unit), _record(one))
    counted = tally(entries, standings)
    yield Check(f"{name}: complete", True, counted.complete)
    yield Check(f"{name}: score", found["snapshot"]["score"], counted.score)
    passed = {entry.unit_id for entry in entries if entry.unit_id in standings and standings[entry.unit_id].passing}
    taught = {str(one[0]) for one in found["manifest"]["units"]}
    yield Check(f"{name}: what was taught", sorted(taught), sorted(e.unit_key for e in entries if e.unit_id in passed))
    known = {str(one[0]) for one in found["manifest"]["units"] if one[2:] == ["recognised"]}
    recognised = {unit for unit, one in standings.items() if one.state == "recognised"}
    yield Check(f"{name}: recognised", sorted(known), sorted(e.unit_key for e in entries if e.unit_id in recognised))
    body = {"course": found["course"], "country": found["country"], "units": found["manifest"]["units"]}
    yield Check(f"{name}: manifest", found["snapshot"]["manifest"], digest(body))
    said = {each for one in found["outcomes"] if int(one["unit"]) in passed for each in one["evidence"]}
    yield Check(f"{name}: evidence", found["snapshot"]["evidence"], sorted(said))
    yield Check(f"{name}: digest", found["digest"], digest(found["snapshot"]))


def _entry(one: Mapping[str, Any]) -> Entry:
    return Entry(
        unit_id=int(one["unit"]), unit_key=one["key"], unit_version_id=int(one["version"]), digest=one["digest"],
        kind=one["kind"],
        titles=one["titles"], minutes=0, position=int(one["position"]), required=bool(one["required"]), choice=one["choice"],
        weight=Decimal(one["weight"]),
    )  # fmt: skip


def _record(one: Mapping[str, Any]) -> Recorded:
    return Recorded(
        state=one["state"], earned_at=datetime.fromisoformat(one["earned_at"]), unit_version_id=one["version"],
        score=None if one["score"] is None else Decimal(one["score"]), code=one["code"], revised=bool(one["revised"]),
    )  # fmt: skip
