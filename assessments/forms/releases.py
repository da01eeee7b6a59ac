"""What was ticked on the page of results to release."""

import re
from typing import Final

from django.http import QueryDict

from assessments.selectors.releases import ALONE

_REF: Final = re.compile(r"[0-9A-Z]{4}-[0-9A-Z]{4}")
_TOKEN: Final = re.compile(r"[0-9a-f-]{36}")


def read_refs(data: QueryDict) -> list[str]:
    """The references that were ticked, each once; from the confirmation they come back in one field."""
    sent = [*data.getlist("one"), *data.get("refs", "").split()]
    return list(dict.fromkeys(ref for ref in sent if _REF.fullmatch(ref)))


def read_group(data: QueryDict) -> str:
    """The id of a group, "none", or '' for all."""
    group = data.get("group", "")
    return group if group == ALONE or (group.isdecimal() and len(group) < 18) else ""


def read_token(data: QueryDict) -> str:
    """The number that the confirmation carries, so that a second click asks for nothing new; '' when it came back broken."""
    token = data.get("token", "")
    return token if _TOKEN.fullmatch(token) else ""
