"""What a process that only answers pages or counts need not load, it does not load (DESIGN §1, point 10: light)."""

import os
import subprocess
import sys
from pathlib import Path

HEAVY = (
    "PIL", "fontTools", "icalendar", "lxml", "openpyxl", "pyhanko", "pyld", "pypdf", "pypdfium2", "reportlab", "requests",
    "segno", "snowballstemmer", "xhtml2pdf",
)  # fmt: skip


def test_libraries_that_draw_clean_and_sign_are_loaded_by_who_does_that(tmp_path: Path) -> None:
    code = f"import django, sys; django.setup(); import lms.config.urls; print(*sorted(sys.modules.keys() & {set(HEAVY)!r}))"
    setting = {"DJANGO_SETTINGS_MODULE": "lms.config.settings", "LMS_VAR": str(tmp_path), "LMS_BROKER": "memory://"}
    done = subprocess.run(
        [sys.executable, "-c", code], env={**os.environ, **setting}, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == []
