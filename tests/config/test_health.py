"""/healthz and /readyz: what a load balancer and an alarm are told."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import DatabaseError
from django.test import Client
from django.utils import timezone

from lms.config import health
from lms.jobs.models import Pulse


@pytest.fixture
def pulse(db: None) -> Callable[..., None]:
    """`pulse(worker=3, beat=90)`: seen that many seconds ago."""

    def seen(**seconds: int) -> None:
        for name, ago in seconds.items():
            Pulse.objects.update_or_create(name=name, defaults={"at": timezone.now() - timedelta(seconds=ago)})

    return seen


def test_healthz_asks_nobody(client: Client) -> None:
    answer = client.get("/healthz")  # no database mark: a query would fail this test
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
    assert "no-store" in answer.headers["Cache-Control"]


def test_ready_when_database_broker_worker_and_beat_are_there(client: Client, pulse: Callable[..., None]) -> None:
    pulse(worker=3, beat=20)
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json()["status"] == "ready"
    assert set(answer.json()["parts"]) == {"database", "broker", "worker", "beat"}
    assert all(part["ok"] for part in answer.json()["parts"].values())


def test_a_silent_beat_is_named_with_its_silence(client: Client, pulse: Callable[..., None]) -> None:
    pulse(worker=3, beat=90)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    parts = answer.json()["parts"]
    assert [name for name, part in parts.items() if not part["ok"]] == ["beat"]
    assert parts["beat"]["why"] == "silent for more than 60 seconds"
    assert 89 < parts["beat"]["silent_for"] < 120


def test_a_worker_that_never_was_is_not_ready(client: Client, pulse: Callable[..., None]) -> None:
    pulse(beat=1)
    assert client.get("/readyz").json()["parts"]["worker"] == {"ok": False, "why": "has never been seen", "silent_for": None}


def test_a_dead_broker_is_not_ready(client: Client, pulse: Callable[..., None], settings: object) -> None:
    pulse(worker=1, beat=1)
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"  # type: ignore[attr-defined]
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["parts"]["broker"] == {"ok": False, "why": "does not answer PING"}


def test_a_dead_database_is_told_and_does_not_raise(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise DatabaseError("gone")

    monkeypatch.setattr(health.connection, "cursor", broken)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["parts"]["database"] == {"ok": False, "why": "does not answer: DatabaseError"}
    assert answer.json()["parts"]["worker"]["why"] == "unknown without the database"


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_nothing_can_be_posted(client: Client, path: str) -> None:
    assert client.post(path).status_code == 405


@pytest.mark.django_db
def test_an_unexpected_fault_shows_a_page_that_needs_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr(health, "readiness", broken)
    answer = Client(raise_request_exception=False).get("/readyz")
    assert answer.status_code == 500
    page = answer.content.decode()
    assert "Algo falló de nuestro lado" in page
    assert 'lang="en"' in page
    assert "RuntimeError" not in page
    assert "<style" not in page
