"""The Celery app of the stand-alone site. A host loads the tasks into its own app (docs/host.md)."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.config.settings")
app = Celery("lms")
app.set_default()  # `current_app` is kept by thread: this makes it ours in every thread of the web server, too
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
