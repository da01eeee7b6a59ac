"""No view without a policy, no page of others that nobody spoke for, and nothing that needs an inline script or style."""

import re
from pathlib import Path

import pytest
from django.core.checks import run_checks

from lms.kernel.checks import views_of_the_site
from lms.kernel.policy import policy_of
from tests.architecture.sources import ROOT

TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
# Drawn by xhtml2pdf or read in a mail program: neither knows our stylesheet.
ON_PAPER = re.compile(r"_pdf\.html$|/messages/|/email/|/pdf/|/designs?/")


def test_every_view_of_ours_declares_who_may_open_it() -> None:
    assert [f"{name} at /{route}" for route, name, view in views_of_the_site("lms") if policy_of(view) is None] == []


def test_the_checks_find_nothing() -> None:
    assert [f"{message.id}: {message.msg}" for message in run_checks(tags=["lms"])] == []


def test_a_view_without_a_policy_and_a_stranger_page_are_found(settings: object, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.urls import clear_url_caches, include, path

    import lms.config.urls as root

    def bare(request: object) -> None: ...

    own = (path("bare/", bare, name="bare"),)
    monkeypatch.setattr(root, "urlpatterns", [path("x/", include((own, "lms"))), path("y/", bare, name="stranger")])
    clear_url_caches()
    try:
        found = {message.id: message.msg for message in run_checks(tags=["lms"])}
    finally:
        monkeypatch.undo()
        clear_url_caches()
    assert "'lms:bare' at /x/bare/" in found["lms.E010"]
    assert "lms.E011" in found


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_a_page_needs_no_inline_script_style_or_handler(path: Path) -> None:
    """The Content-Security-Policy is script-src 'self'; style-src 'self', and a host's may be stricter."""
    if ON_PAPER.search(path.as_posix()):
        return
    text = re.sub(r"\{#.*?#\}|\{% comment .*?endcomment %\}", "", path.read_text("utf-8"), flags=re.DOTALL)
    assert not re.search(r"<script(?![^>]*\ssrc=)[^>]*>", text)
    assert not re.search(r"<style|\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|javascript:", text)
