"""The host's one dictionary `LMS = {…}`, read late, with the defaults here. Documented in docs/operations.md."""

from typing import Any, Final

from django.conf import settings

DEFAULTS: Final[dict[str, Any]] = {
    "SITE_NAME": "Asesores PI",
    "SITE_SUBTITLE": {"es": "OMPI · Alianza del Pacífico", "en": "WIPO · Pacific Alliance"},
    "LANGUAGES": ("es", "en"),  # that screens are shown in; another one needs its locale files (docs/host.md)
    "BASE_URL": "http://localhost:8000",  # for links in e-mails, PDFs and QR codes
    "PUBLIC_TOOLKIT": False,
    "UPLOAD_MAX_BYTES": 10 * 1024 * 1024,
    "UPLOAD_MAX_FILES": 5,
    "UPLOAD_MAX_PAGES": 30,  # of a PDF, DOCX or ODT that says how many it has
    "UPLOAD_SCAN": "",  # dotted path of scan(body: bytes) -> None, or a few words on what was found; '' = no scanner
    "INVITATION_DAYS": 14,
    "RETENTION": {},  # {class of records: months, None for ever}, in place of the usual ones (docs/operations.md)
    "QUIET_HOURS": (20, 8),  # on each reader's clock nothing but urgent mail goes out from .. to; None: at any hour
    "REFRESHER_GRACE_DAYS": 30,  # to pass a refresher, from the day it is asked or, if later, from the day the law is in force
    "PROXIES": 0,  # trusted proxies in front: the visitor's address is that many from the right in X-Forwarded-For
    "BADGE_KEY": "",  # PEM file of the Ed25519 key that signs Open Badges; '' or no such file: certificates have no badges
    "CERTIFICATE_KEY": "",  # PEM file of the key that signs papers; '' or no such file: papers wait
    "CERTIFICATE_FILE": "",  # PEM file of its certificate; '': in the same file as the key
    "CERTIFICATE_CHAIN": "",  # PEM file of those above it, up to the root
    "CERTIFICATE_PASSWORD_FILE": "",  # file with the password of an encrypted key
    "CERTIFICATE_PKCS11": "",  # instead of a key file: a token (RFC 7512)
    "CERTIFICATE_TSA": "",  # address of a time-stamping service (RFC 3161); '': papers are B-B
    "CERTIFICATE_TSA_TRUST": "",  # PEM file of the certificates, the service's or its root's, that are believed
    "CERTIFICATE_LEVEL": "",  # B-T (with a service the default) or B-LT
    "HEARTBEAT_SECONDS": 60,  # a worker or beat silent for longer is not ready
}


def get(name: str) -> Any:
    """The value of one setting. Raises KeyError for a name that does not exist."""
    return (getattr(settings, "LMS", None) or {}).get(name, DEFAULTS[name])


def base_url() -> str:
    """The public address of the site, without a slash at the end."""
    return str(get("BASE_URL")).rstrip("/")
