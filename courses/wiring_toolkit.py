"""What the toolkit's half of courses registers when the site starts: its contents, its unit kind, its work."""

from courses.kinds import register_content_kind, register_draft_kind, register_unit_kind
from courses.services.importing_courses import CoursesKind
from courses.services.importing_items import KINDS
from courses.services.importing_recordings import RecordingsKind
from courses.services.ledger_writing import RETIRE, retire_item
from courses.services.lessons import LessonKind
from courses.services.publishing_items import APPLY, apply_log_entry
from lms.jobs.api import handler


def register_toolkit() -> None:
    """Called once by CoursesConfig.ready()."""
    for kind in KINDS:
        register_content_kind(kind())
    register_draft_kind(RecordingsKind())
    register_draft_kind(CoursesKind())
    register_unit_kind("lesson", LessonKind())
    handler(APPLY, apply_log_entry)
    handler(RETIRE, retire_item)
