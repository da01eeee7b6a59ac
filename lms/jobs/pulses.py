"""How long the background processes have been silent."""

from django.utils import timezone

from lms.jobs.models import Pulse


def silent_for() -> dict[str, float | None]:
    """Seconds since `worker` and `beat` were last seen; None for one that never was."""
    now = timezone.now()
    seen = dict(Pulse.objects.filter(name__in=["worker", "beat"]).values_list("name", "at"))
    return {name: (now - seen[name]).total_seconds() if name in seen else None for name in ("worker", "beat")}
