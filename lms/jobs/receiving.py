"""Hearing an event without being able to spoil it: a savepoint, and a job that delivers again when a receiver fails."""

import logging
import uuid
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.dispatch import Signal

from lms.jobs.outbox import Claim, request_job
from lms.jobs.registry import handler

log = logging.getLogger(__name__)


Work = Callable[..., Any]  # called with the ids of an event; safe to repeat


def receive(event: Signal, name: str, work: Work) -> None:
    """Connect `work` to an event, in `ready()`. `name` is unique: "<package>.<verb>".

    The work runs in a savepoint of the announcer's transaction and writes rows of its own package only. If it raises,
    the savepoint goes, a Job `redeliver.<name>` stays, and what was announced stands.
    """
    kind = f"redeliver.{name}"

    def deliver(sender: Any, **given: Any) -> None:
        ids = {key: value for key, value in given.items() if key != "signal"}
        try:
            with transaction.atomic():
                work(**ids)
        except Exception:  # a receiver's fault must not undo what was announced
            log.exception("receiver %s failed; it will be delivered again", name)
            # a key of its own each time: the same ids may be announced, and fail, again
            request_job(kind=kind, key=f"{kind}:{uuid.uuid4()}", args=ids)

    def again(claim: Claim) -> None:
        with transaction.atomic():
            work(**claim.args)

    handler(kind, again)
    event.connect(deliver, weak=False, dispatch_uid=f"lms.{name}")
