"""Importing a text as a file of a format, through the command."""

import json
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from courses.models import Item

FILES = Path(__file__).parent / "files"
Run = Callable[..., dict[str, Any]]


@pytest.fixture(autouse=True)
def english() -> Any:
    """Sentences in English."""
    with translation.override("en"):
        yield


@pytest.fixture
def run(tmp_path: Path, db: None) -> Run:
    """Import what is given (a text, bytes, or the path of a file) and return the JSON."""

    def importing(content: str | bytes | Path, form: str, *flags: str, bank: str = "banco") -> dict[str, Any]:
        path = content if isinstance(content, Path) else tmp_path / "file"
        if not isinstance(content, Path):
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        out = StringIO()
        try:
            call_command("import_questions", str(path), "--format", form, "--bank", bank, "--json", *flags, stdout=out)
        except CommandError:
            if not out.getvalue():
                raise
        return json.loads(out.getvalue())  # type: ignore[no-any-return]

    return importing


def bodies(bank: str = "banco") -> dict[str, dict[str, Any]]:
    """The drafts of a bank by key, in the order they were read."""
    rows = Item.objects.filter(kind="question", draft__body__bank__key=bank, archived_at=None).order_by("pk")
    return {key: {n: v for n, v in body.items() if n != "bank"} for key, body in rows.values_list("key", "draft__body")}
