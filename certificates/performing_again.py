"""The decision about an award from its evidence alone: every requirement met, its courses complete, its digest. Pure."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from certificates.standing import Happening, decided
from lms.kernel.canonical import digest
from lms.kernel.evidence import Check


def award_again(found: Mapping[str, Any], complete: Mapping[str, bool]) -> Iterator[Check]:
    """`found`: what `certificates.selectors.evidence` wrote; `complete`: {digest of a completion: whether its course came out
    complete again}."""
    award = found["award"]
    asked = [one for one in award["path"]["requirements"] if one["required"]]
    yield Check("award: every requirement met", True, bool(asked) and all(one["met"] for one in asked))
    yield Check("award: its courses are complete", True, all(complete.get(one, False) for one in award["completions"]))
    excused = {one["subject"] for one in found["rulings"] if one["kind"] == "exempt" and in_force(one, award["granted_at"])}
    done = [one for one in asked if str(one["subject"]).startswith("course:")]
    let_off = [one["subject"] for one in done if one["code"] == "exempted"]
    yield Check("award: exceptions were in force", True, set(let_off) <= excused)
    yield Check("award: a completion for each course", True, len(done) - len(let_off) <= len(award["completions"]))
    barred = any(one["kind"] == "barred" and in_force(one, award["granted_at"]) for one in found["rulings"])
    yield Check("award: no bar in force", False, barred)
    body = {
        "credential": award["credential"], "country": award["country"], "round": award["round"], "path": award["path"],
        "completions": award["completions"], "claim": award["claim"], "law_as_of": award["law_as_of"],
        "granted_at": award["granted_at"],
    }  # fmt: skip
    yield Check("award: digest", award["digest"], digest(body))
    for act in award["events"]:
        if act["act"] in ("suspended", "reduced", "revoked"):
            two = act["by"] is not None and act["approved_by"] is not None and act["by"] != act["approved_by"]
            yield Check(f"award: {act['act']} by two people", True, two)
    yield Check("award: what was decided", award["state"], _state(award["events"], found["at"]))


def in_force(ruling: Mapping[str, Any], at: str) -> bool:
    """Whether an exception or a bar held at a moment (ISO 8601)."""
    moment = datetime.fromisoformat(at)
    began = ruling["decided_at"] and ruling["state"] in ("in_force", "ended")
    ended = ruling["ended_at"] and datetime.fromisoformat(ruling["ended_at"]) <= moment
    return bool(began) and datetime.fromisoformat(ruling["decided_at"]) <= moment and not ended


def _state(events: list[Mapping[str, Any]], at: str) -> str:
    acts = [
        Happening(
            number=int(one["number"]), act=one["act"], effective_at=datetime.fromisoformat(one["effective_at"]),
            until=datetime.fromisoformat(one["until"]) if one["until"] else None,
        )
        for one in events
    ]  # fmt: skip
    found = decided(acts, datetime.fromisoformat(at))
    return "" if found is None else str(found.act)
