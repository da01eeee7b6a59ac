"""System checks of the stand-alone site: mistakes in the environment, and who may open the pages that are not ours."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Info, register

from lms.kernel import conf
from lms.kernel.checks import views_of_the_site
from lms.kernel.policy import policy_of

Apps = Sequence[AppConfig] | None

# Pages of other packages: one declared policy for each, by the module that serves it.
POLICIES_OF_OTHERS: Final[dict[str, str]] = {
    "django.contrib.admin.": "a superuser: every ModelAdmin of ours is read-only (lms.kernel.admin)",
    "allauth.account.": "anyone: signing in and out, one's own password and address; nobody signs up",
    "allauth.mfa.": "whoever is signed in: one's own second factor",
    "allauth.usersessions.": "whoever is signed in: one's own sessions",
}
BROKERS: Final = ("redis", "rediss", "redis+socket", "sentinel", "memory")


@register("lms")
def secrets_are_secret(app_configs: Apps, **kwargs: Any) -> list[CheckMessage]:
    """lms.E020: in production the key that signs sessions and invitations comes from SECRET_KEY."""
    if settings.PRODUCTION and (len(settings.SECRET_KEY) < 50 or settings.SECRET_KEY.startswith("django-insecure")):
        hint = 'Set SECRET_KEY to the output of: python -c "import secrets; print(secrets.token_urlsafe(64))"'
        return [Error("SECRET_KEY is missing or too short for production.", hint=hint, id="lms.E020")]
    return []


@register("lms")
def addresses_are_public(app_configs: Apps, **kwargs: Any) -> list[CheckMessage]:
    """lms.E021, lms.E022: in production links are https and the site knows its own names."""
    found: list[CheckMessage] = []
    if settings.PRODUCTION and not conf.base_url().startswith("https://"):
        hint = "Set BASE_URL to the public address, for example https://asesores.example.org"
        found.append(Error(f"BASE_URL is '{conf.base_url()}': not https.", hint=hint, id="lms.E021"))
    if settings.PRODUCTION and not settings.ALLOWED_HOSTS:
        hint = "Set ALLOWED_HOSTS to the site's names, separated by commas."
        found.append(Error("ALLOWED_HOSTS is empty: every request would be refused.", hint=hint, id="lms.E022"))
    return found


@register("lms")
def sqlite_is_writable(app_configs: Apps, **kwargs: Any) -> list[CheckMessage]:
    """lms.E023: SQLite writes its file and, beside it, a log: the folder must be ours to write."""
    database = settings.DATABASES["default"]
    name = str(database.get("NAME", ""))
    if not database["ENGINE"].endswith("sqlite3") or ":memory:" in name or "mode=memory" in name:
        return []
    file = Path(name)
    if os.access(file.parent, os.W_OK) and (not file.exists() or os.access(file, os.W_OK)):
        return []
    hint = "Make the folder writable, or point DATABASE_URL (sqlite:////folder/file.sqlite3) or LMS_VAR to one that is."
    return [Error(f"SQLite can't write {file}.", hint=hint, id="lms.E023")]


@register("lms")
def broker_is_known(app_configs: Apps, **kwargs: Any) -> list[CheckMessage]:
    """lms.E024: background work goes through Redis or Valkey."""
    scheme = urlsplit(settings.CELERY_BROKER_URL).scheme
    if scheme in BROKERS and not (settings.PRODUCTION and scheme == "memory"):
        return []
    hint = "Use redis://host:6379/0, rediss://… or redis+socket:///path; leave REDIS_URL empty for the embedded broker."
    return [Error(f"REDIS_URL starts with '{scheme}:', which is no broker we support.", hint=hint, id="lms.E024")]


@register("lms")
def mail_leaves_the_house(app_configs: Apps, **kwargs: Any) -> list[CheckMessage]:
    """lms.I025: in production invitations written to files reach nobody."""
    if settings.PRODUCTION and settings.EMAIL_BACKEND.rpartition(".")[0].endswith(("filebased", "console", "dummy")):
        hint = "Set EMAIL_URL, for example smtp+tls://user:password@mail.example.org:587"
        return [Info("Mail is not sent: it goes to files or the console.", hint=hint, id="lms.I025")]
    return []


@register("lms")
def pages_of_others_are_declared(app_configs: Apps, **kwargs: Any) -> list[CheckMessage]:
    """lms.E011: a page of another package has a line in `POLICIES_OF_OTHERS`; one of ours outside `lms` has a policy."""
    if settings.ROOT_URLCONF != "lms.config.urls":
        return []
    return [
        Error(f"Nobody said who may open '{name}' at /{route}.", hint="See lms/config/checks.py.", id="lms.E011")
        for route, name, view in views_of_the_site()
        if policy_of(view) is None and not _module_of(view).startswith(tuple(POLICIES_OF_OTHERS))
    ]


def _module_of(view: Any) -> str:
    """The module that serves a view, through the wrappers that admin and class-based views put around it."""
    if owner := getattr(view, "model_admin", None) or getattr(view, "admin_site", None):
        return f"{type(owner).__module__}." if not _is_read_only(owner) else "django.contrib.admin."
    return f"{getattr(getattr(view, 'view_class', view), '__module__', '')}."


def _is_read_only(owner: Any) -> bool:
    from lms.kernel.admin import ReadOnlyAdmin

    return isinstance(owner, ReadOnlyAdmin)
