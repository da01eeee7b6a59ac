"""The demonstration's passwords are public: it stays away from a production site."""

from typing import Any

import pytest
from django.core.management import CommandError, call_command


def test_the_demonstration_is_refused_in_production(settings: Any) -> None:
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="PRODUCTION=1"):
        call_command("seed_demo")
