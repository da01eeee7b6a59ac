"""One sitting as a calendar file (RFC 5545). Pure."""

from datetime import UTC, datetime
from typing import Final

_STAMP: Final = "%Y%m%dT%H%M%SZ"


def _escaped(text: str) -> str:
    for sign in ("\\", ";", ","):
        text = text.replace(sign, f"\\{sign}")
    return " ".join(text.split())


def _folded(line: str) -> str:
    """Lines of at most 75 octets (RFC 5545, 3.1); no sign is cut in two."""
    parts: list[str] = []
    rest = line.encode()
    while len(rest) > 75 - bool(parts):
        at = 75 - bool(parts)
        while rest[at] & 0xC0 == 0x80:
            at -= 1
        parts.append(rest[:at].decode())
        rest = rest[at:]
    return "\r\n ".join([*parts, rest.decode()])


def calendar_file(
    *, uid: str, revision: int, opens_at: datetime, closes_at: datetime, title: str, place: str, url: str, cancelled: bool,
    now: datetime,
) -> str:  # fmt: skip
    """The file; a later one of the same `uid` with a higher `revision` takes its place in a calendar."""
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//advisor-lms//sittings//EN",
        f"METHOD:{'CANCEL' if cancelled else 'PUBLISH'}", "BEGIN:VEVENT",
        f"UID:{uid}", f"SEQUENCE:{revision}", f"DTSTAMP:{now.astimezone(UTC).strftime(_STAMP)}",
        f"DTSTART:{opens_at.astimezone(UTC).strftime(_STAMP)}", f"DTEND:{closes_at.astimezone(UTC).strftime(_STAMP)}",
        f"SUMMARY:{_escaped(title)}", f"LOCATION:{_escaped(place)}", f"URL:{url}",
        f"STATUS:{'CANCELLED' if cancelled else 'CONFIRMED'}", "END:VEVENT", "END:VCALENDAR",
    ]  # fmt: skip
    return "\r\n".join(_folded(line) for line in lines) + "\r\n"
