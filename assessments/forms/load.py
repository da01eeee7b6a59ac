"""Forms of hours, of the pool and of looks at a colleague's score."""

from collections.abc import Mapping
from typing import Any

from django.http import QueryDict

MARKS = ("1", "2", "3", "4")


def read_people(data: QueryDict) -> int | None:
    """How many people to reckon with instead of those enrolled; None for those enrolled."""
    text = data.get("people", "").strip()
    return int(text) if text.isdecimal() and len(text) <= 4 else None


def read_finding(post: QueryDict, rubric: list[Mapping[str, Any]]) -> dict[str, Any]:
    """What a colleague says; what is not a number of the rubric is left out."""
    criteria = {}
    for one in rubric:
        sent = post.get(f"level-{one['key']}", "")
        if sent.isdecimal() and int(sent) in {level["n"] for level in one["levels"]}:
            criteria[one["key"]] = int(sent)
    numbers = {name: int(sent) if (sent := post.get(name, "")) in MARKS else 0 for name in ("clear", "true", "useful")}
    return {"verdict": post.get("verdict", "")[:8], "criteria": criteria, "note": post.get("note", "")[:5000], **numbers}
