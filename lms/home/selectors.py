"""What needs a person: gathered from every package, in order of urgency."""

from typing import Any

from lms.institutions.api import Scope


def sections_of(person: Any, scope: Scope) -> dict[str, Any]:
    return {}
