"""System checks that hold in any site, ours or a host's: each with an id and a cure. Listed in docs/operations.md."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.urls import URLPattern, URLResolver, get_resolver

from lms.kernel import conf
from lms.kernel.policy import policy_of

Apps = Sequence[AppConfig] | None


@register("lms")
def known_settings(app_configs: Apps, **kwargs: Any) -> list[CheckMessage]:
    """lms.E001: a key in `LMS` that does not exist is a typing mistake."""
    unknown = sorted(set(getattr(settings, "LMS", None) or {}) - set(conf.DEFAULTS))
    return [
        Error(f"LMS has an unknown key '{key}'.", hint=f"Known keys: {', '.join(sorted(conf.DEFAULTS))}.", id="lms.E001")
        for key in unknown
    ]


@register("lms")
def base_url_is_absolute(app_configs: Apps, **kwargs: Any) -> list[CheckMessage]:
    """lms.E002: e-mails, PDFs and QR codes carry whole addresses."""
    if conf.base_url().startswith(("http://", "https://")):
        return []
    return [
        Error("LMS['BASE_URL'] is not an absolute address.", hint="For example https://asesores.example.org", id="lms.E002")
    ]


@register("lms")
def database_is_supported(app_configs: Apps, **kwargs: Any) -> list[CheckMessage]:
    """lms.E003: write-once triggers, locks and constraints are made for SQLite and PostgreSQL."""
    engine = str(settings.DATABASES["default"].get("ENGINE", ""))
    if engine.rpartition(".")[2] in ("sqlite3", "postgresql", "postgis", "spatialite"):
        return []
    return [Error(f"The database engine '{engine}' is not supported.", hint="Use PostgreSQL, or SQLite.", id="lms.E003")]


@register("lms")
def frame_is_installed(app_configs: Apps, **kwargs: Any) -> list[CheckMessage]:
    """lms.E004, lms.E005, lms.E006: what pages need of the settings' middleware, context processors and routers."""
    wanted = ["lms.institutions.middleware.PersonLanguageMiddleware", "lms.kernel.http.ErrorMiddleware"]
    cure = "Add it after AuthenticationMiddleware (docs/host.md)."
    missing = [name for name in wanted if name not in settings.MIDDLEWARE]
    found: list[CheckMessage] = [Error(f"MIDDLEWARE lacks '{name}'.", hint=cure, id="lms.E004") for name in missing]
    engines: Any = settings.TEMPLATES
    processors = [name for engine in engines for name in engine.get("OPTIONS", {}).get("context_processors", [])]
    if "lms.home.context.page" not in processors:
        hint = "Add it to TEMPLATES[…]['OPTIONS']['context_processors'] (docs/host.md)."
        found.append(Error("The context processor 'lms.home.context.page' is missing.", hint=hint, id="lms.E005"))
    if "lms_snapshot" in settings.DATABASES and "lms.kernel.routers.SnapshotRouter" not in settings.DATABASE_ROUTERS:
        hint = "Add 'lms.kernel.routers.SnapshotRouter' to DATABASE_ROUTERS (docs/host.md)."
        found.append(Error("The alias 'lms_snapshot' would be migrated.", hint=hint, id="lms.E006"))
    return found


@register("lms")
def every_view_has_a_policy(app_configs: Apps, **kwargs: Any) -> list[CheckMessage]:
    """lms.E010: a view of ours says who may open it, or it can't ship."""
    return [
        Error(
            f"The view '{name}' at /{route} has no policy.",
            hint="Decorate it with @policy(…) from lms.kernel.policy.",
            id="lms.E010",
        )
        for route, name, view in views_of_the_site("lms")
        if policy_of(view) is None
    ]


def views_of_the_site(app_name: str | None = None) -> Iterator[tuple[str, str, Any]]:
    """(route, name, view) of every URL, or of those inside the namespaces that an app's urls declare by `app_name`."""

    def walk(resolver: URLResolver, route: str, inside: bool, spaces: tuple[str, ...]) -> Iterator[tuple[str, str, Any]]:
        inside = inside or app_name is None or resolver.app_name == app_name
        spaces = (*spaces, resolver.namespace) if resolver.namespace else spaces
        for pattern in resolver.url_patterns:
            here = route + str(pattern.pattern)
            if isinstance(pattern, URLResolver):
                yield from walk(pattern, here, inside, spaces)
            elif isinstance(pattern, URLPattern) and inside:
                yield here, ":".join([*spaces, str(pattern.name or pattern.lookup_str)]), pattern.callback

    return walk(get_resolver(), "", False, ())
