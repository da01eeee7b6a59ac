"""Who asks for unknown numbers, counted by network and minute. A genuine number writes nothing.

Guessing is what must be slow: 80 random bits make it hopeless, thirty misses a minute make it cheap for us too. A table and
not the cache: the count is exact over all processes, and a site without a shared cache is protected as well.
"""

import ipaddress
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import salted_hmac

from certificates.errors import TooManyLookups
from certificates.models import LookupMiss

MISSES_A_MINUTE: Final = 30
KEEP: Final = timedelta(hours=1)


def network_of(address: str, day: str) -> str:
    """A pseudonym for the visitor's network: the IPv4 address or the IPv6 /64, keyed with the site's secret and the day."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        name = "unknown"
    else:
        mapped = getattr(parsed, "ipv4_mapped", None)
        name = str(mapped or (ipaddress.ip_network(f"{parsed}/64", strict=False) if parsed.version == 6 else parsed))
    return salted_hmac("lms.certificates.lookups", f"{day} {name}", algorithm="sha256").hexdigest()[:32]


@transaction.atomic
def count_miss(*, address: str, now: datetime | None = None) -> None:
    """Note that an unknown number was asked for. Raises TooManyLookups beyond 30 a minute, and then writes nothing."""
    moment = now or timezone.now()
    minute = moment.replace(second=0, microsecond=0)
    network = network_of(address, f"{moment:%Y-%m-%d}")
    LookupMiss.objects.get_or_create(network=network, minute=minute)
    counted = LookupMiss.objects.filter(network=network, minute=minute, count__lt=MISSES_A_MINUTE).update(count=F("count") + 1)
    if not counted:
        raise TooManyLookups


def forget_lookups() -> int:
    """Delete the counts of more than an hour ago; returns how many."""
    return LookupMiss.objects.filter(minute__lt=timezone.now() - KEEP).delete()[0]
