"""Settings of the processes in fault tests: their own database and broker, and impatient clocks."""

import os
from pathlib import Path

from lms.config.databases import database
from tests.settings import *  # noqa: F403
from tests.settings import CELERY_BROKER_TRANSPORT_OPTIONS, INSTALLED_APPS, VAR_DIR

SECRET_KEY = "faults-only"
INSTALLED_APPS = [*INSTALLED_APPS, "tests.faults.apps.FaultsConfig"]
DATABASES = {"default": database(os.environ["FAULTS_DATABASE"], var=Path(VAR_DIR))}
CELERY_BROKER_URL = os.environ["LMS_BROKER"]
CELERY_BROKER_TRANSPORT_OPTIONS = {
    **CELERY_BROKER_TRANSPORT_OPTIONS,
    "visibility_timeout": 4,
    "unacked_restore_interval": 1,
    "unacked_restore_throttle": 1,
    "unacked_mutex_expire": 3,
}
CELERY_BEAT_SCHEDULE = {"lms-jobs-sweep": {"task": "lms.jobs.sweep", "schedule": 2.0}}
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
