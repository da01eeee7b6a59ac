"""Sending an event up: each receiver in its own savepoint, so that a broken one never undoes the learner's act."""

import importlib
import logging
import uuid
from typing import Any

from django.db import transaction
from django.dispatch import Signal

from courses import events
from lms.jobs.api import Claim, JobRefused, request_job

log = logging.getLogger(__name__)
REDELIVER = "courses.redeliver_event"


def announce(signal: Signal, **ids: int) -> None:
    """Call every receiver of an event inside the caller's transaction.

    A receiver that raises loses only its own writes: its savepoint goes, a Job stays that calls it again, and the act that
    was announced stands. `ids` are the event's arguments.
    """
    with transaction.atomic():
        for receiver in receivers_of(signal):
            try:
                with transaction.atomic():
                    receiver(signal=signal, sender=None, **ids)
            except Exception:  # whatever breaks above must not undo what happened here
                log.exception("receiver %s of %s failed; it will be called again", name_of(receiver), event_name(signal))
                request_job(
                    kind=REDELIVER,
                    key=f"redeliver:{uuid.uuid4().hex}",
                    args={"event": event_name(signal), "receiver": name_of(receiver), "ids": ids},
                )


def redeliver_event(claimed: Claim) -> None:
    """The job: call the one receiver that failed again. A receiver that is gone refuses the job for good."""
    signal: Signal = getattr(events, claimed.args["event"])
    wanted = claimed.args["receiver"]
    importlib.import_module(wanted.split(":")[0])
    receiver = next((r for r in receivers_of(signal) if name_of(r) == wanted), None)
    if receiver is None:
        raise JobRefused(why=f"{wanted} no longer listens to {claimed.args['event']}")
    with transaction.atomic():
        receiver(signal=signal, sender=None, **claimed.args["ids"])


def receivers_of(signal: Signal) -> list[Any]:
    """The live, synchronous receivers of an event, in the order in which they were connected."""
    synchronous, *_ = signal._live_receivers(None)
    return list(synchronous)


def name_of(receiver: Any) -> str:
    """module:name of a receiver, the same after a restart."""
    return f"{receiver.__module__}:{receiver.__qualname__}"


def event_name(signal: Signal) -> str:
    """The name of one of our events in courses.events."""
    return next(name for name, value in vars(events).items() if value is signal)
