"""Is it alive, is it ready? Two addresses for whoever runs the site; and the page of an unexpected fault."""

from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template import loader
from django.templatetags.static import static
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from lms.config.broker import answers
from lms.jobs.api import silent_for
from lms.kernel import conf
from lms.kernel.policy import policy


@never_cache
@policy("public", why="a load balancer asks without signing in; it tells nothing but that the process answers")
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """The process answers. Asks nobody else, so that a slow database does not get it restarted."""
    return JsonResponse({"status": "ok"})


@never_cache
@policy("public", why="a load balancer asks without signing in; it tells which part is missing and no more")
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Everything that a person's work needs is there: 200; else 503. The JSON says which part is missing, and why."""
    parts = readiness()
    ready = all(part["ok"] for part in parts.values())
    return JsonResponse({"status": "ready" if ready else "not ready", "parts": parts}, status=200 if ready else 503)


def readiness() -> dict[str, dict[str, Any]]:
    """Database, broker, worker and beat: each `ok` or with a `why`. Ages in seconds."""
    broker = answers(settings.CELERY_BROKER_URL)
    parts: dict[str, dict[str, Any]] = {"database": {"ok": True}, "broker": _part(broker, "does not answer PING")}
    limit = float(conf.get("HEARTBEAT_SECONDS"))
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        ages = silent_for()
    except DatabaseError as broken:
        parts["database"] = _part(False, f"does not answer: {type(broken).__name__}")
        ages = {"worker": None, "beat": None}
    for name, age in ages.items():
        never = "has never been seen" if parts["database"]["ok"] else "unknown without the database"
        why = never if age is None else f"silent for more than {limit:.0f} seconds"
        parts[name] = {**_part(age is not None and age <= limit, why), "silent_for": None if age is None else round(age, 1)}
    return parts


def _part(ok: bool, why: str) -> dict[str, Any]:
    return {"ok": True} if ok else {"ok": False, "why": why}


def server_error(request: HttpRequest) -> HttpResponse:
    """The page of a fault of ours: needs no database, no session and no context."""
    try:
        style = static("lms/lms.css")
    except ValueError:  # static files were not collected
        style = ""
    return HttpResponse(loader.get_template("500.html").render({"style": style}), status=500)
