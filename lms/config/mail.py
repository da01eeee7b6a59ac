"""EMAIL_URL → Django's mail settings. No Django settings are read here."""

from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import environ


def mail(url: str, *, var: Path) -> dict[str, Any]:
    """The mail settings of `url`, or files under `var`/mail when it is empty.

    `filemail:///folder` names an absolute folder, as three slashes do everywhere else: environ drops the first one, and
    then mail lands below whatever folder the process was started in.
    """
    if not url:
        return {"EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend", "EMAIL_FILE_PATH": str(var / "mail")}
    found: dict[str, Any] = dict(environ.Env.email_url_config(url))
    if urlsplit(url).scheme == "filemail":
        found["EMAIL_FILE_PATH"] = unquote(urlsplit(url).path)
    return found
