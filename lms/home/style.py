"""What the living style page lists: the colours, the themes and every drawing of the sprite."""

import re
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

SPRITE = Path(__file__).resolve().parent.parent / "static" / "lms" / "icons.svg"
SWATCHES = (
    "paper", "surface", "sunken", "ink", "ink-2", "line", "strong", "accent", "accent-soft", "ok", "warn", "bad", "focus",
)  # fmt: skip


@cache
def icon_names() -> tuple[str, ...]:
    """The drawings of the sprite, in its order."""
    return tuple(re.findall(r'id="i-([a-z0-9-]+)"', SPRITE.read_text("utf-8")))


def components() -> dict[str, Any]:
    """The lists of the style page."""
    themes = [
        {"key": "light", "name": _("Light")},
        {"key": "dark", "name": _("Dark")},
        {"key": "contrast", "name": _("High contrast")},
    ]
    return {"swatches": SWATCHES, "themes": themes, "icons": icon_names()}
