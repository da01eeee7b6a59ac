"""How long a decision about a cut score may hold. Pure."""

from typing import Final

USUAL: Final = 36  # months that a form offers
MOST: Final = 48
