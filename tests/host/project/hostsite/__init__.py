"""A bare host project: somebody's own site, which adds the LMS under /aprende/."""

from hostsite.celery import app as celery_app

__all__ = ["celery_app"]
