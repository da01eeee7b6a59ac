"""A kind of message with templates of its own, and a relay that can be told what to say."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.mail.backends import locmem

from lms.messages import api, kinds


@pytest.fixture
def greeting(settings: Any, tmp_path: Path) -> Iterator[str]:
    """The kind `test_greeting`: its templates say the name given, in the language of the reader."""
    folder = tmp_path / "lms" / "messages"
    folder.mkdir(parents=True)
    (folder / "test_greeting.txt").write_text(
        '{% if LANGUAGE_CODE == "es" %}Hola{% else %}Hello{% endif %} {{ name }}\n\n{{ person.given_name }}: {{ base_url }}/x\n'
    )
    (folder / "test_greeting.html").write_text("<p>{{ name }}</p>")
    templates = [{**settings.TEMPLATES[0], "DIRS": [tmp_path, *settings.TEMPLATES[0]["DIRS"]]}]
    settings.TEMPLATES = templates
    kept = dict(kinds._kinds)
    api.register_kind("test_greeting")
    yield "test_greeting"
    kinds._kinds.clear()
    kinds._kinds.update(kept)


@pytest.fixture
def relay(monkeypatch: pytest.MonkeyPatch) -> Callable[[Exception | None], None]:
    """`relay(error)`: the relay raises that at every letter from now on; `relay(None)`: it takes them again."""
    original = locmem.EmailBackend.send_messages

    def says(error: Exception | None) -> None:
        def send(self: Any, letters: Any) -> int:
            if error is not None:
                raise error
            return int(original(self, letters))

        monkeypatch.setattr(locmem.EmailBackend, "send_messages", send)

    return says
