"""A file, or the part of it that a player asks for (RFC 9110, §14): without this nobody jumps within a sound."""

import re
from typing import Final

from django.http import HttpRequest, HttpResponse

_RANGE: Final = re.compile(r"bytes=(\d*)-(\d*)")


def part_of(request: HttpRequest, content: bytes, *, content_type: str, etag: str) -> HttpResponse:
    """The bytes asked for: all, one range (206), or 416 beyond the end. Kept by the reader's browser for ever: another file
    has another address. Several ranges at once get the whole, as the standard allows."""
    known = request.headers.get("If-Range", etag) == etag
    found = _RANGE.fullmatch(request.headers.get("Range", "")) if known else None
    first, last = _bounds(found, len(content)) if found else (0, len(content) - 1)
    if found and first > last:
        response = HttpResponse(status=416, headers={"Content-Range": f"bytes */{len(content)}"})
    else:
        response = HttpResponse(content[first : last + 1], content_type=content_type, status=206 if found else 200)
        if found:
            response["Content-Range"] = f"bytes {first}-{last}/{len(content)}"
        response["Cache-Control"] = "private, max-age=31536000, immutable"
        response["ETag"] = etag
    response["Accept-Ranges"] = "bytes"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _bounds(found: re.Match[str], size: int) -> tuple[int, int]:
    """The first and last byte; the last ones for `-n`; (size, size - 1) where there are none."""
    first, last = found.groups()
    if not first:
        return max(0, size - int(last or 0)), size - 1
    return min(int(first), size), min(int(last), size - 1) if last else size - 1
