"""Suspend, revoke or reinstate a certificate, by two people."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from certificates.models import Certificate
from certificates.serial import in_groups, normalise
from certificates.services import deciding
from certificates.standing import ReasonClass
from lms.institutions.api import person_by_email
from lms.kernel.errors import LmsError


class Command(BaseCommand):
    help = (
        "Suspends, revokes or reinstates a certificate. Two people decide: --by is a decider, --approved-by another decider "
        "or a reviewer. The class of reason is public, the note never."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("act", choices=["suspend", "revoke", "reinstate"])
        parser.add_argument("serial")
        parser.add_argument("--by", required=True, metavar="EMAIL")
        parser.add_argument("--approved-by", required=True, metavar="EMAIL")
        parser.add_argument("--reason", choices=ReasonClass.values, default="")
        parser.add_argument("--note", default="")

    def handle(self, *args: Any, **options: Any) -> None:
        row = Certificate.objects.filter(serial=normalise(options["serial"])).values_list("award_id", "serial").first()
        if row is None or row[0] is None:
            raise CommandError(f"No certificate has the number {options['serial']}.")
        who: dict[str, Any] = {
            "award_id": row[0], "by": self._person(options["by"]), "approved_by": self._person(options["approved_by"]),
            "note": options["note"],
        }  # fmt: skip
        try:
            if options["act"] == "reinstate":
                deciding.reinstate_award(**who)
            elif options["act"] == "suspend":
                deciding.suspend_award(**who, reason_class=options["reason"])
            else:
                deciding.revoke_award(**who, reason_class=options["reason"])
        except LmsError as refused:
            raise CommandError(refused.sentence()) from None
        self.stdout.write(f"{options['act']}: {in_groups(row[1])}")

    def _person(self, email: str) -> int:
        found = person_by_email(email)
        if found is None:
            raise CommandError(f"Nobody has the address {email}.")
        return found
