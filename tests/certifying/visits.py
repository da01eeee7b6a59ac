"""A person at a browser without JavaScript: follows addresses, sends the forms that stand on the page, and reads what it says.

Every page that is opened is noted once with what it cost, and read for sentences that nobody translated. A form is only sent
when it stands on the page with each field that is filled in: so a step that passes can be taken by a person.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from urllib.parse import urljoin, urlsplit

import lxml.html
from django.core.files.uploadedfile import UploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import resolve
from django.utils import timezone

from lms.institutions.models import Person
from tests.words import sentences_of_the_other

LEARNER, STAFF = 10, 15  # queries that a page may cost
SIGNED_IN: Final = timedelta(hours=4)
_QUIET: Final = frozenset({"script", "style", "svg", "textarea"})


@dataclass
class Book:
    """What the pages of one journey cost and what they say in the wrong language. `clock` moves a second a request."""

    clock: Any = None
    costs: dict[tuple[str, str], int] = field(default_factory=dict)  # (role, view) → most queries
    wrong: dict[str, set[str]] = field(default_factory=dict)  # view → sentences
    secrets: dict[str, set[int]] = field(default_factory=dict)  # a word → who alone may read it
    _read: set[tuple[str, str]] = field(default_factory=set)

    def tick(self) -> None:
        if self.clock is not None:
            self.clock.shift(timedelta(seconds=1))

    def note(self, role: str, view: str, cost: int) -> None:
        self.costs[role, view] = max(cost, self.costs.get((role, view), 0))

    def read(self, view: str, language: str, doc: Any) -> None:
        """Each text once."""
        for text in texts_of(doc):
            if (language, text) not in self._read:
                self._read.add((language, text))
                if found := sentences_of_the_other(language, text):
                    self.wrong.setdefault(f"{view} ({language})", set()).update(found)

    def keep_secrets(self, who: int, path: str, body: bytes) -> None:
        """Nobody reads what is not theirs, whatever page or file it is."""
        for word, readers in self.secrets.items():
            assert who in readers or word.encode() not in body, f"{word} stands on {path}, read by {who}"

    def dear(self, most: Mapping[str, int]) -> list[str]:
        """Pages that cost more than they may: 10 queries for a learner, 15 for others, or what `most` says of a page."""
        return [
            f"{view} costs {role} {cost} queries"
            for (role, view), cost in sorted(self.costs.items())
            if cost > most.get(view, LEARNER if role == "learner" else STAFF)
        ]


def texts_of(node: Any) -> Iterator[str]:
    """What a reader reads, piece by piece, each in one line."""
    if isinstance(node.tag, str) and node.tag not in _QUIET and (node.tag == "html" or not node.get("lang")):
        yield from _line(node.text)
        for child in node:
            yield from texts_of(child)
            yield from _line(child.tail)


def _stands(form: Any) -> Iterator[tuple[str, str]]:
    """What a browser would send of a form as it stands: no button, nothing that is off."""
    for one in form.xpath(".//input[@name]|.//select[@name]|.//textarea[@name]"):
        kind = one.get("type", "text") if one.tag == "input" else one.tag
        if one.get("disabled") is not None or one.xpath("ancestor::fieldset[@disabled]"):
            continue
        if kind == "select":
            chosen = one.xpath(".//option[@selected]") or (
                [] if one.get("multiple") is not None else one.xpath(".//option")[:1]
            )
            yield from ((one.get("name"), option.get("value", option.text_content())) for option in chosen)
        elif kind == "textarea":
            yield one.get("name"), one.text or ""
        elif kind in ("checkbox", "radio"):
            if one.get("checked") is not None:
                yield one.get("name"), one.get("value", "on")
        elif kind not in ("submit", "button", "image", "file", "reset"):
            yield one.get("name"), one.get("value", "")


def _line(text: str | None) -> Iterator[str]:
    if text and (one := " ".join(text.split())):
        yield one


class Visit:
    """One person (or nobody) and one browser. `role`: learner, staff or public, for what a page may cost."""

    def __init__(self, book: Book, person: Person | None = None, *, role: str = "staff", language: str = "") -> None:
        self.book, self.person, self.role = book, person, role if person else "public"
        self.language = language or (person.language if person else "es")
        self.client = Client(headers={"accept-language": self.language})
        if person is not None:
            assert person.user is not None
        self._last = datetime.min.replace(tzinfo=UTC)
        self.at, self.status, self.body, self.doc = "", 0, b"", None
        self.headers: Mapping[str, str] = {}

    def _awake(self) -> None:
        """Sign in, and again after some hours: sessions end."""
        self.book.tick()
        now = timezone.now()
        if self.person is not None and now - self._last > SIGNED_IN:
            self.client.force_login(self.person.user, backend="allauth.account.auth_backends.AuthenticationBackend")  # type: ignore[arg-type]
        self._last = now

    # --- going --------------------------------------------------------------------------------------------------------
    def go(self, path: str, *, status: int = 200, **query: str) -> "Visit":
        """Open a page; it answers with `status`."""
        self._awake()
        with CaptureQueriesContext(connection) as asked:
            answer = self.client.get(path, query, follow=True)
        self._take(answer, path, cost=len(asked))
        assert self.status == status, f"{path}: {self.status}\n{self.text[:1500]}"
        return self

    def bytes_of(self, path: str) -> bytes:
        """A file."""
        self._awake()
        answer = self.client.get(path)
        assert answer.status_code == 200, f"{path}: {answer.status_code}"
        return b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]

    def json(self, path: str) -> Any:
        self.book.tick()
        return self.client.get(path, headers={"accept": "application/json"}).json()

    def follow(self, part: str) -> "Visit":
        """A link of the page, by a part of its address."""
        return self.go(self.link(part))

    def link(self, part: str) -> str:
        assert self.doc is not None
        found = [str(one) for one in self.doc.xpath("//a/@href") if part in str(one)]
        assert found, f"no link to {part} on {self.at}: {self.doc.xpath('//a/@href')}"
        return urljoin(self.at, found[0])

    # --- doing --------------------------------------------------------------------------------------------------------
    def send(self, action: str = "", *, status: int = 200, **said: Any) -> "Visit":
        """Send the form of this page whose address ends so and that has these fields; the rest goes as it stands on the page.

        A value of None takes a field out (a box that is not ticked). Names with a hyphen: `**{"level-r1": "3"}`.
        """
        form = self._form(action, said)
        values: dict[str, Any] = {}
        for name, value in _stands(form):
            values.setdefault(name, []).append(value)
        for name, value in said.items():
            values.pop(name, None)
            if value is not None:
                values[name] = value if isinstance(value, list | UploadedFile) else [str(value)]
        path = urljoin(self.at, form.get("action") or self.at)
        self.book.tick()
        if form.method == "GET":
            return self.go(path, **{name: one[0] for name, one in values.items()})
        answer = self.client.post(path, values)
        self.posted = answer
        while answer.status_code in (301, 302, 303):
            path = urljoin(path, answer["Location"])
            self.book.tick()
            answer = self.client.get(path)
        self._take(answer, path)
        assert self.status == status, f"POST {path}: {self.status}\n{self.text[:2500]}"
        return self

    def _form(self, action: str, said: Mapping[str, Any]) -> Any:
        assert self.doc is not None
        found = []
        for form in self.doc.forms:
            target = urlsplit(urljoin(self.at, form.get("action") or self.at)).path
            if form.get("hx-get") or not target.endswith(action):
                continue
            names = {one.get("name") for one in form.xpath(".//input|.//select|.//textarea|.//button")}
            if set(said) <= names:
                found.append(form)
        here = [(form.get("action"), sorted(filter(None, form.inputs.keys()))) for form in self.doc.forms]
        assert found, f"no form for {action!r} with {sorted(said)} on {self.at} ({self.status}): {here}\n{self.text[:1500]}"
        return found[0]

    def choices(self, name: str) -> list[tuple[str, str]]:
        """(value, words) of a choice on the page."""
        assert self.doc is not None
        rows = self.doc.xpath(f"//select[@name='{name}']/option")
        options = [(one.get("value", ""), one.text_content().strip()) for one in rows]
        boxes = self.doc.xpath(f"//input[@name='{name}']")
        return options or [(box.get("value", ""), " ".join(box.getparent().text_content().split())) for box in boxes]

    # --- reading ------------------------------------------------------------------------------------------------------
    def _take(self, answer: Any, path: str, *, cost: int | None = None) -> None:
        final = answer.request["PATH_INFO"]
        query = answer.request.get("QUERY_STRING", "")
        self.at = f"{final}?{query}" if query else final
        self.status, self.headers = answer.status_code, answer.headers
        self.body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        self.doc = None
        self.book.keep_secrets(self.person.pk if self.person else 0, final, self.body)
        if not answer.get("Content-Type", "").startswith("text/html"):
            return
        assert self.body, f"{answer.request['REQUEST_METHOD']} {self.at}: {self.status}"
        self.doc = lxml.html.document_fromstring(self.body.decode())
        view = resolve(final).view_name
        if cost is not None and not getattr(answer, "redirect_chain", ()):
            self.book.note(self.role, view, cost)
        self.book.read(view, self.doc.get("lang") or self.language, self.doc)

    @property
    def text(self) -> str:
        """The page in one line, as a reader reads it (no-break spaces are spaces)."""
        if self.doc is None:
            return self.body[:500].decode(errors="replace")
        return " ".join(" ".join(texts_of(self.doc)).replace("\xa0", " ").split())

    def sees(self, *words: str) -> "Visit":
        for one in words:
            assert one in self.text, f"{one!r} is not on {self.at}:\n{self.text[:3000]}"
        return self

    def sees_not(self, *words: str) -> "Visit":
        page = self.body.decode(errors="replace")
        for one in words:
            assert one not in page, f"{one!r} stands on {self.at}"
        return self

    @contextmanager
    def speaking(self, language: str) -> Iterator["Visit"]:
        """For a while this person reads another language."""
        assert self.person is not None
        rows = Person.objects.filter(pk=self.person.pk)
        rows.update(language=language)
        try:
            yield self
        finally:
            rows.update(language=self.person.language)

    def in_english(self) -> "Visit":
        """The same page in English."""
        with self.speaking("en"):
            return self.go(self.at)
