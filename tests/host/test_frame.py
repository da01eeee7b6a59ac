"""docs/host.md says: put your own lms/base.html into a folder of templates, and every page of ours stands in it."""

import re
from typing import Final

from lms.kernel import conf
from tests.processes import ROOT

TEMPLATES: Final = ROOT / "templates"
_EXTENDS: Final = re.compile(
    r'{%\s*extends\s+(?:"([^"]+)"|layout )'
)  # `layout`: one of two that lead there (courses.views.reference_parts)


def frame_of(name: str) -> str:
    """The frame that a template stands in at last; its own name when in none."""
    found = _EXTENDS.match((TEMPLATES / name).read_text())
    return frame_of(found[1] or "lms/courses/toolkit_base.html") if found else name


def test_every_page_stands_in_the_one_frame_that_a_host_replaces() -> None:
    files = [path.relative_to(TEMPLATES).as_posix() for path in (TEMPLATES / "lms").rglob("*.html")]
    whole = [name for name in files if "/_" not in name and "lms/messages/" not in name and not name.endswith("_pdf.html")]
    assert len(whole) > 80
    assert {name: frame for name in whole if (frame := frame_of(name)) != "lms/base.html"} == {}


def test_there_is_one_way_to_give_a_frame() -> None:
    assert "BASE_TEMPLATE" not in conf.DEFAULTS
