"""Settings that expose bugs: another time zone, fast hashing, no broker, mail in memory."""

import os
import tempfile

os.environ.setdefault("LMS_VAR", tempfile.mkdtemp(prefix="lms-test-"))

from lms.config.settings import *  # noqa: F403
from lms.config.settings import DATABASES, MIDDLEWARE, STORAGES

TIME_ZONE = "America/Lima"
# A test's transaction is one instant already, and a second connection would not see it: reports read `default`.
DATABASES = {"default": DATABASES["default"]}
SECRET_KEY = "tests-only"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CELERY_BROKER_URL = "memory://"
CELERY_TASK_ALWAYS_EAGER = False
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
MIDDLEWARE = [m for m in MIDDLEWARE if "whitenoise" not in m and "GZip" not in m]
