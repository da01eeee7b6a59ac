"""The Celery app of the stand-alone site. A host loads the tasks into its own app (docs/host.md)."""

import os
from typing import Any

from celery import Celery
from celery.signals import beat_init, worker_ready

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.config.settings")
app = Celery("lms")
app.set_default()  # `current_app` is kept by thread: this makes it ours in every thread of the web server, too
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_ready.connect
def _worker_is_here(sender: Any, **kwargs: Any) -> None:
    """A worker that starts says so at once: the site is ready without waiting for beat's next round."""
    sender.app.send_task("lms.jobs.heartbeat")


@beat_init.connect
def _beat_is_here(sender: Any, **kwargs: Any) -> None:
    """Beat that starts sweeps at once: what waited while nobody was there goes on."""
    sender.app.send_task("lms.jobs.sweep")
