"""Requests that leave no trace: each in a savepoint that is rolled back, with what it wrote, mailed and answered."""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

from django.conf import settings
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.http import HttpResponseBase
from django.shortcuts import resolve_url
from django.test import Client

BACKEND: Final = "allauth.account.auth_backends.AuthenticationBackend"
_WRITE: Final = re.compile(r"^\s*(INSERT INTO|UPDATE|DELETE FROM|REPLACE INTO)\s+\"?(\w+)", re.IGNORECASE)
_TOKEN: Final = re.compile(r'(name="csrfmiddlewaretoken" value=")[^"]+')
_OWN: Final = frozenset({"django_session"})


# Below 400 it was done; these were refused by a rule that speaks of the object, so the door was open. 503: /readyz says no.
OPEN: Final = frozenset({400, 409, 410, 422, 503})


@dataclass
class Answer:
    """What came back, and what it did: tables written, mails sent."""

    status: int
    location: str = ""
    text: str = ""
    writes: list[str] = field(default_factory=list)
    mails: int = 0
    broken: str = ""

    @property
    def outcome(self) -> str:
        """login, 404, 405, ok (done, or refused by a rule that speaks of the object), else the status."""
        if self.broken:
            return f"broken: {self.broken}"
        if self.status == 302 and self.location.startswith(resolve_url(settings.LOGIN_URL)):
            return "login"
        if self.status in (404, 405):
            return str(self.status)
        return "ok" if self.status < 400 or self.status in OPEN else str(self.status)


@contextmanager
def watched() -> Iterator[list[str]]:
    """The tables that are written meanwhile, sessions apart."""
    writes: list[str] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        found = _WRITE.match(sql)
        if found and found[2] not in _OWN:
            writes.append(found[2])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield writes


class Asker:
    """A signed-in browser for each person of the world."""

    def __init__(self, people: Mapping[str, Any]) -> None:
        self.browsers: dict[str, Client] = {}
        for name, person in people.items():
            client = Client(raise_request_exception=True)
            if person is not None:
                client.force_login(getattr(person, "user", person), backend=BACKEND)
            self.browsers[name] = client

    def ask(
        self, who: str, method: str, path: str, body: Any = None, *, json: bool = False, then: Callable[[], None] | None = None
    ) -> Answer:
        """One request by one person; nothing of it stays. `then` looks at what it did before that is undone."""
        client = self.browsers[who]
        cookies = client.cookies.copy()
        headers = {"accept": "application/json"} if json else {}
        outbox = getattr(mail, "outbox", [])
        before = len(outbox)
        answer = Answer(0)
        try:
            with transaction.atomic(), watched() as answer.writes:
                try:
                    response = self._send(client, method, path, body, headers)
                    answer.status, answer.location = response.status_code, response.headers.get("Location", "")
                    answer.text = _text_of(response)
                except Exception as broken:  # a page that breaks is a finding, not the end of the walk
                    answer.broken = f"{type(broken).__name__}: {broken}"[:300]
                if then is not None:
                    then()
                transaction.set_rollback(True)
        finally:
            client.cookies = cookies
        answer.mails = len(outbox) - before
        return answer

    @staticmethod
    def _send(client: Client, method: str, path: str, body: Any, headers: dict[str, str]) -> HttpResponseBase:
        if method == "GET":
            return client.get(path, headers=headers)
        if method == "POST" and isinstance(body, str):
            return client.post(path, body, content_type="application/json", headers=headers)
        if method == "POST":
            return client.post(path, _fresh(body or {}), headers=headers)
        return client.generic(method, path, headers=headers)


def _fresh(body: Mapping[str, Any]) -> dict[str, Any]:
    """A body whose files are read from their start. A file is given as (name, bytes)."""
    return {key: SimpleUploadedFile(value[0], value[1]) if isinstance(value, tuple) else value for key, value in body.items()}


def _text_of(response: HttpResponseBase) -> str:
    content = b"".join(response) if response.streaming else response.content  # type: ignore[attr-defined, arg-type]
    return content.decode("utf-8", errors="replace")


def masked(text: str, path: str) -> str:
    """A page without its token and without its own address: what must be equal for a missing and a foreign object."""
    return _TOKEN.sub(r"\1", text).replace(path, "(here)")
