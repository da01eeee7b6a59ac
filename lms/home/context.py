"""What every page's frame needs: who is looking, which places the menu shows, the name of the site."""

from typing import Any

from django.http import HttpRequest


def page(request: HttpRequest) -> dict[str, Any]:
    return {}
