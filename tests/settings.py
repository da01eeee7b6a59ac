"""Settings that expose bugs: another time zone, fast hashing, no broker, mail in memory."""

import atexit
import os
import shutil
import tempfile

if "LMS_VAR" not in os.environ:
    os.environ["LMS_VAR"] = tempfile.mkdtemp(prefix="lms-test-")
    atexit.register(shutil.rmtree, os.environ["LMS_VAR"], ignore_errors=True)

from lms.config.settings import *  # noqa: F403
from lms.config.settings import DATABASES, LMS, MIDDLEWARE, STORAGES

TIME_ZONE = "America/Lima"
# A test's transaction is one instant already, and a second connection would not see it: reports read `default`.
DATABASES = {"default": DATABASES["default"]}
# How long one waits: a test is one transaction whatever it does in between, and twenty threads of one interpreter on a busy
# machine wait for one another longer than a person should.
if DATABASES["default"]["ENGINE"].endswith("postgresql"):
    DATABASES["default"]["OPTIONS"]["options"] = "-c lock_timeout=60000 -c idle_in_transaction_session_timeout=0"
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # In a file, as in life: Django gives the threads of a live server one shared connection to a database in memory, and two
    # requests then stand in one another's transactions. Nothing of it need outlive a crash of the machine.
    DATABASES["default"] |= {"TEST": {"NAME": os.path.join(os.environ["LMS_VAR"], "test.sqlite3")}}
    DATABASES["default"]["OPTIONS"]["timeout"] = 60
    DATABASES["default"]["OPTIONS"]["init_command"] += "PRAGMA synchronous=OFF;"
SECRET_KEY = "tests-only"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CELERY_BROKER_URL = "memory://"
CELERY_TASK_ALWAYS_EAGER = False
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
MIDDLEWARE = [m for m in MIDDLEWARE if "whitenoise" not in m and "GZip" not in m]
# Mail goes out at any hour of the machine that tests; tests/messages sets quiet hours of its own.
LMS = {**LMS, "QUIET_HOURS": None}
