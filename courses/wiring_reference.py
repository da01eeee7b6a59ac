"""What the quick reference registers when the site starts: search and papers follow what is published."""

from typing import Any

from django.db import connections
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from courses.events import items_published
from courses.search_tables import install_search
from courses.services.printing import DRAW, REFRESH, draw_paper, refresh_papers, request_refresh
from courses.services.search_index import INDEX, index_published, request_index
from lms.jobs.api import handler, receive


def register_reference() -> None:
    """Called once by CoursesConfig.ready()."""
    handler(INDEX, index_published, _("Making the toolkit searchable"))
    receive(items_published, "courses.request_index", request_index)
    handler(DRAW, draw_paper, _("Drawing a paper"))
    handler(REFRESH, refresh_papers, _("Drawing the papers again"))
    receive(items_published, "courses.request_papers", request_refresh)
    post_migrate.connect(_install, dispatch_uid="lms.courses.search")


def _install(*, app_config: Any, using: str, **kwargs: Any) -> None:
    if app_config.label == "lms_courses" and "lms_courses_searchentry" in connections[using].introspection.table_names():
        install_search(connections[using])
