"""The stand-alone site. Importing it makes its Celery app the current one, so that a web process can send."""

from lms.config.celery import app as celery_app

__all__ = ["celery_app"]
