"""The letter's form: blocks, steps in rows, and one block as JSON."""

import json
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from assessments import letters
from lms.kernel.errors import BadInput


def read_blocks(post: QueryDict) -> dict[str, Any]:
    """The blocks that stood on the page that was sent."""
    blocks: dict[str, Any] = {name: post[name] for name in letters.BLOCKS if name not in letters.LISTS and name in post}
    columns = {name: post.getlist(f"step-{name}") for name in letters.STEP_FIELDS}
    if any(columns.values()):
        rows = max(len(values) for values in columns.values())
        blocks["steps"] = [
            {name: values[n] if n < len(values) else "" for name, values in columns.items()} for n in range(rows)
        ]
    if "places" in post:  # the list was on the page: nothing chosen is a choice
        blocks["places"] = [{"key": key, "for": post.get(f"for-{key}", "")} for key in post.getlist("place")]
    return blocks


def read_revision(value: Any) -> int:
    """The revision of the page that was sent; 0 when it says none, so that nothing newer is overwritten."""
    text = str(value)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


@dataclass(frozen=True, slots=True)
class BlockSave:
    """One block and the revision of the page it was written on."""

    block: str
    value: Any
    revision: int


def read_block(request: HttpRequest) -> BlockSave:
    """JSON {block, value, revision}. Raises BadInput."""
    try:
        body = json.loads(request.body)
        return BlockSave(str(body["block"]), body["value"], read_revision(body.get("revision", 0)))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise BadInput(what=_("This part of the letter could not be read. Reload the page and save again.")) from None
