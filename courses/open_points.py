"""What people still have to confirm in the toolkit that ships: curriculum/open_points.yaml. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from lms.kernel.places import COUNTRIES
from lms.kernel.textfiles import read_yaml

EVERYWHERE: Final = "INT"
WHO: Final = ("lawyer", "office", "reader", "assessor")  # who confirms: a native reader reads words, not law


@dataclass(frozen=True, slots=True)
class OpenPoint:
    """Something that somebody has to confirm. `country` is one of the four, or INT: in all of them."""

    key: str
    country: str
    who: str
    what: Mapping[str, str]


@cache
def open_points() -> tuple[OpenPoint, ...]:
    """All that is open, in the file's order; none without a file. Read once a process."""
    file = files("courses") / "curriculum" / "open_points.yaml"
    said = (read_yaml(file.read_text("utf-8")) or {}).get("open_points", ()) if file.is_file() else ()
    found = tuple(OpenPoint(str(one["key"]), str(one["country"]), str(one["who"]), dict(one["what"])) for one in said)
    for one in found:
        if one.country not in (*COUNTRIES, EVERYWHERE) or one.who not in WHO:
            raise ValueError(f"open_points.yaml: {one.key}: no such country or no such people")
    return found
