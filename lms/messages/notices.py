"""Notices of delivery as mail servers send them (RFC 3464, RFC 3463): read, and what they say. Pure: no database, no clock."""

import mailbox
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import Message as Mail
from hashlib import sha256
from pathlib import Path
from typing import Final

from lms.messages.errors import NotANotice

_STATUS: Final = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
# The address itself is wrong or closed (RFC 3463 §3.2, §3.3; 5.1.10: RFC 7505). All else may pass: full, too big, a rule.
_FOR_GOOD: Final = frozenset({"5.1.0", "5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1", "5.4.4"})
_CODES_FOR_GOOD: Final = frozenset({550, 551, 553})
MOST_BYTES: Final = 2 * 1024 * 1024  # of one notice; longer ones are read up to there


@dataclass(frozen=True, slots=True)
class Notice:
    """What one notice says about one recipient of one mail."""

    digest: str  # SHA-256 of the notice's own id (else of its bytes), the mail and the recipient
    about: str  # where the Message-ID of the mail stands
    recipients: frozenset[str]  # the addresses it names for the recipient, in small letters
    action: str  # failed, delayed, delivered, relayed, expanded
    status: str  # 5.1.1
    said: str

    @property
    def hard(self) -> bool:
        """The address failed for good."""
        return self.action == "failed" and for_good(self.status, self.said)


def for_good(status: str, said: str = "") -> bool:
    """Whether an enhanced status, or where there is none the words with a code of SMTP, say that the address is wrong."""
    found = _STATUS.search(said)
    plain = status in ("", "5.0.0")
    if plain and found:
        status = found.group()
        plain = False
    if not plain:
        return status in _FOR_GOOD
    code = re.search(r"\b([45]\d\d)\b", said)
    return int(code[1]) in _CODES_FOR_GOOD if code else status == "5.0.0"


def mails_in(path: Path) -> Iterator[bytes]:
    """The mails of an mbox, an .eml or a Maildir, as bytes. Raises NotANotice for anything else."""
    if path.is_dir():
        if not (path / "cur").is_dir() and not (path / "new").is_dir():
            raise NotANotice(name=path.name)
        for folder in ("new", "cur"):
            for one in sorted((path / folder).iterdir() if (path / folder).is_dir() else ()):
                if one.is_file():
                    yield _read(one)
        return
    if not path.is_file():
        raise NotANotice(name=path.name)
    with path.open("rb") as file:
        head = file.read(4096)
    if head.startswith(b"From "):
        box = mailbox.mbox(path, create=False)
        try:
            for key in box.keys():  # noqa: SIM118  a mailbox iterates over its mails, not its keys
                yield box.get_bytes(key)[:MOST_BYTES]
        finally:
            box.close()
    elif re.match(rb"[!-9;-~]+:", head):
        yield _read(path)
    else:
        raise NotANotice(name=path.name)


def _read(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(MOST_BYTES)


def read_notices(raw: bytes) -> list[Notice] | None:
    """What one mail says, a line a recipient; [] when it is no notice; None for a notice in a form that we do not know."""
    mail = message_from_bytes(raw, policy=policy.compat32)
    report = next((part for part in mail.walk() if part.get_content_type() == "message/delivery-status"), None)
    if report is None:
        return None if _looks_like_one(mail) else []
    about = _about(mail, raw)
    own = str(mail.get("Message-ID", "")).strip() or sha256(raw).hexdigest()
    groups = [part for part in report.get_payload() if isinstance(part, Mail)] if report.is_multipart() else []
    found = [one for group in groups if (one := _one(group, own, about)) is not None]
    return found or None


def _one(group: Mail, own: str, about: str) -> Notice | None:
    action = str(group.get("Action", "")).split(";")[0].split("(")[0].strip().lower()
    if not action:
        return None
    recipients = frozenset(
        str(group[name]).partition(";")[2].strip().strip("<>").lower()
        for name in ("Original-Recipient", "Final-Recipient")
        if group.get(name)
    ) - {""}
    status = _STATUS.search(str(group.get("Status", "")))
    said = " ".join(str(group.get("Diagnostic-Code", "")).partition(";")[2].split()) or str(group.get("Status", ""))
    digest = sha256("\n".join([own, about, *sorted(recipients), action]).encode("utf-8", "replace")).hexdigest()
    return Notice(digest, about, recipients, action, status.group() if status else "", _clean(said)[:300])


def _about(mail: Mail, raw: bytes) -> str:
    """The Message-ID of the mail that is spoken of: in what was sent back, else in the notice's references, else anywhere."""
    for part in mail.walk():
        if part.get_content_type() == "message/rfc822" and part.is_multipart():
            inner = part.get_payload(0)
            if isinstance(inner, Mail) and inner.get("Message-ID"):
                return str(inner["Message-ID"])
        if part.get_content_type() == "text/rfc822-headers":
            head = re.search(r"^message-id:\s*(\S+)", str(part.get_payload()), re.IGNORECASE | re.MULTILINE)
            if head:
                return head[1]
    near = f"{mail.get('In-Reply-To', '')} {mail.get('References', '')}"
    found = re.search(r"<lms-[^\s<>]+>", near) or re.search(r"<lms-[^\s<>]+>", raw.decode("latin-1"))
    return found.group() if found else ""


def _looks_like_one(mail: Mail) -> bool:
    sender = f"{mail.get('From', '')} {mail.get('Return-Path', '')}".lower()
    return (
        mail.get_content_type() == "multipart/report"
        or bool(mail.get("X-Failed-Recipients"))
        or "mailer-daemon" in sender
        or "postmaster@" in sender
        or str(mail.get("Return-Path", "")).strip() == "<>"
    )


def _clean(text: str) -> str:
    return "".join(c if c.isprintable() else " " for c in text).encode("utf-8", "replace").decode()
