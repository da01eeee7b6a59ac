"""What a host project adds to its own settings: the apps, in order, and the beat schedule.

from lms.plugin import LMS_APPS, LMS_BEAT
INSTALLED_APPS += LMS_APPS
CELERY_BEAT_SCHEDULE |= LMS_BEAT
CELERY_TASK_ROUTES = LMS_ROUTES  # optional: without it everything shares the default queue
"""

from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from django.core.exceptions import ImproperlyConfigured

LMS_APPS: Final[list[str]] = [
    "polymorphic",
    "django_htmx",
    "lms.home.apps.HomeConfig",
    "lms.records.apps.RecordsConfig",
    "lms.reporting.apps.ReportingConfig",
    "certificates.apps.CertificatesConfig",
    "assessments.apps.AssessmentsConfig",
    "courses.apps.CoursesConfig",
    "lms.messages.apps.MessagesConfig",
    "lms.exports.apps.ExportsConfig",
    "lms.institutions.apps.InstitutionsConfig",
    "lms.jobs.apps.JobsConfig",
    "lms.audit.apps.AuditConfig",
    "lms.apps.LmsConfig",
]

LMS_BEAT: Final[dict[str, dict[str, Any]]] = {
    "lms-jobs-sweep": {"task": "lms.jobs.sweep", "schedule": 15.0},
    "lms-jobs-heartbeat": {"task": "lms.jobs.heartbeat", "schedule": 15.0},
    "lms-reporting-open-periods": {"task": "lms.reporting.open_periods", "schedule": 3600.0},
    "lms-reporting-run-schedules": {"task": "lms.reporting.run_schedules", "schedule": 300.0},
    "lms-reporting-pass-by-silence": {"task": "lms.reporting.pass_by_silence", "schedule": 3600.0},
    "lms-reporting-compare": {"task": "lms.reporting.compare", "schedule": 86400.0},
    "lms-assessments-ask-later": {"task": "lms.assessments.ask_later", "schedule": 3600.0},
    "lms-assessments-close-surveys": {"task": "lms.assessments.close_surveys", "schedule": 3600.0},
    "lms-reporting-digests": {"task": "lms.reporting.send_digests", "schedule": 3600.0},
    "lms-reporting-count-programme": {"task": "lms.reporting.count_programme", "schedule": 3600.0},
    "lms-assessments-watch-drift": {"task": "lms.assessments.watch_drift", "schedule": 86400.0},
    "lms-exports-forget": {"task": "lms.exports.forget", "schedule": 3600.0},
    "lms-records-purge": {"task": "lms.records.purge", "schedule": 86400.0},
    "lms-courses-reconcile": {"task": "lms.courses.reconcile", "schedule": 86400.0},
    "lms-courses-watch-calls": {"task": "lms.courses.watch_calls", "schedule": 3600.0},
    "lms-courses-remind": {"task": "lms.courses.remind", "schedule": 3600.0},
    "lms-certificates-sweep-entitled": {"task": "lms.certificates.sweep_entitled", "schedule": 86400.0},
    "lms-certificates-remind": {"task": "lms.certificates.remind", "schedule": 86400.0},
    "lms-certificates-settle": {"task": "lms.certificates.settle", "schedule": 3600.0},
    "lms-certificates-sign-heads": {"task": "lms.certificates.sign_heads", "schedule": 3600.0},
    "lms-certificates-watch-register": {"task": "lms.certificates.watch_register", "schedule": 86400.0},
}

# A queue each for what must not wait behind the rest, or must not hold it up. Nothing is lost when a queue is not consumed:
# the rows are the truth.
LMS_QUEUES: Final = ("celery", "certificates", "designs", "mail")
LMS_ROUTES: Final[dict[str, dict[str, str]]] = {
    "lms.certificates.draw*": {"queue": "certificates"},
    "lms.certificates.preview_design": {"queue": "designs"},
    "lms.certificates.publish_design": {"queue": "designs"},
    "lms.messages.deliver": {"queue": "mail"},
}


def refuse_shadowed_packages() -> None:
    """Fail early, in plain words, when a host's own package hides one of ours.

    Raises ImproperlyConfigured. App labels can be prefixed; import names can not (docs/host.md).
    """
    home = Path(__file__).resolve().parent.parent
    for name in ("courses", "assessments", "certificates"):
        spec = find_spec(name)
        places = list(spec.submodule_search_locations or []) if spec else []
        if not any(Path(place).resolve() == home / name for place in places):
            raise ImproperlyConfigured(
                f"advisor-lms needs its own package '{name}' but Python finds another one at {places or 'nowhere'}. "
                f"Rename or move the host's '{name}' (its app label may stay). See docs/host.md."
            )
