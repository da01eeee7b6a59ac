"""Which tables of courses can be had as a file."""

from courses.enrolment_table import TABLE
from lms.exports.api import register_table


def register_exports() -> None:
    """Called once by CoursesConfig.ready()."""
    register_table(TABLE)
