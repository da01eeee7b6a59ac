"""What the programme page registers: its work and its file."""

from django.utils.translation import gettext_lazy as _

from lms.exports.api import register_table
from lms.jobs.api import handler
from lms.reporting.programme_table import TABLE
from lms.reporting.services.programme import COUNT, count_quarter


def register_programme() -> None:
    """Called once by ReportingConfig.ready()."""
    register_table(TABLE)
    handler(COUNT, count_quarter, _("Counting the figures of the programme"))
