"""System checks of the keys that sign papers and badges: what would make papers wait, or prove nothing, is said first."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error, Info, Warning, register
from django.utils import timezone

from certificates import badge_keyring, keyring
from certificates.badges.keys import KeyUnfit
from certificates.signing.keys import KeyProblem, Signer
from certificates.signing.tokens import token_key
from lms.kernel import conf

Apps = Sequence[AppConfig] | None
SOON: Final = timedelta(days=60)
_MANUAL: Final = "docs/operations.md, «The key that signs papers»."


@register("lms")
def the_key_signs(app_configs: Apps, **kwargs: Any) -> list[CheckMessage]:
    """lms.E040 development key in production; lms.E041 a key that can't sign; lms.W042 it ends soon; lms.I043 none.

    A token is not asked (that would be a log-in for every command): only its address is read.
    """
    if not keyring.has_key():
        return _no_key()
    try:
        if uri := str(conf.get("CERTIFICATE_PKCS11")):
            token_key(uri)
            return []
        one = keyring.configured()
    except KeyProblem as problem:
        return [Error(f"The key that signs papers can't be used: {problem}.", hint=f"See {_MANUAL}", id="lms.E041")]
    if one.is_development and keyring.in_production():
        hint = f"Anybody can make such a key: papers signed with it prove nothing. Set CERTIFICATE_KEY. See {_MANUAL}"
        return [Error("The key that signs papers was made for development.", hint=hint, id="lms.E040")]
    return _its_end(one)


def _no_key() -> list[CheckMessage]:
    named = str(conf.get("CERTIFICATE_KEY"))
    if named and not keyring.is_for_development(named):
        return [Error(f"The key that signs papers is not there: {named}.", hint=f"See {_MANUAL}", id="lms.E041")]
    if keyring.in_production():
        hint = f"Set CERTIFICATE_KEY and CERTIFICATE_FILE, or CERTIFICATE_PKCS11. See {_MANUAL}"
        return [Info("No key signs papers: certificates wait until there is one.", hint=hint, id="lms.I043")]
    return []


def _its_end(one: Signer) -> list[CheckMessage]:
    until, now = one.x509.not_valid_after_utc, timezone.now()
    if now > until:
        hint = f"Papers wait. Put a new key in place; papers signed before stay valid. See {_MANUAL}"
        return [Error(f"The certificate of the key that signs papers ended on {until:%Y-%m-%d}.", hint=hint, id="lms.E041")]
    if now + SOON > until:
        hint = f"Have a new one made in time; papers signed before stay valid. See {_MANUAL}"
        return [Warning(f"The certificate of the key that signs papers ends on {until:%Y-%m-%d}.", hint=hint, id="lms.W042")]
    return []


@register("lms")
def time_stamps_make_sense(app_configs: Apps, **kwargs: Any) -> list[CheckMessage]:
    """lms.E044: the service is no http address, the level is none, or the service's certificates can't be read."""
    url, level = str(conf.get("CERTIFICATE_TSA")), str(conf.get("CERTIFICATE_LEVEL"))
    problems = []
    if url and not url.startswith(("http://", "https://")):
        problems.append("CERTIFICATE_TSA is not an address that begins with https://")
    if level and level not in keyring.LEVELS:
        problems.append(f"CERTIFICATE_LEVEL is '{level}': it is one of {', '.join(keyring.LEVELS)}")
    elif level not in ("", "B-B") and not url:
        problems.append(f"CERTIFICATE_LEVEL is {level}, and CERTIFICATE_TSA names no time-stamping service")
    if url and not conf.get("CERTIFICATE_TSA_TRUST"):
        problems.append("CERTIFICATE_TSA_TRUST names no certificates: the service's time stamps would prove nothing")
    try:
        keyring.tsas()
    except KeyProblem as problem:
        problems.append(f"CERTIFICATE_TSA_TRUST: {problem}")
    return [Error(f"{problem}.", hint=f"See {_MANUAL}", id="lms.E044") for problem in problems]


@register("lms")
def the_badge_key_signs(app_configs: Apps, **kwargs: Any) -> list[CheckMessage]:
    """lms.E046 a badge key that can't sign; lms.I047 none in production. Papers are issued all the same."""
    try:
        key = badge_keyring.badge_key()
    except KeyUnfit as problem:
        hint = "Make one: openssl genpkey -algorithm ed25519 -out FILE, and set BADGE_KEY (docs/operations.md)."
        return [Error(f"The key that signs badges can't be used: {problem}.", hint=hint, id="lms.E046")]
    if key is None and keyring.in_production():
        hint = "Set BADGE_KEY (docs/operations.md); a development key signs nothing here."
        return [Info("No key signs badges: certificates are issued without them.", hint=hint, id="lms.I047")]
    return []
