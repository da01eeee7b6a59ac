"""Suspend, limit, revoke or reinstate a certificate, by two people."""

from argparse import ArgumentParser
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.core.management.base import BaseCommand, CommandError

from certificates.models import Award, Certificate
from certificates.renewal import end_of
from certificates.serial import in_groups, normalise
from certificates.services import deciding
from certificates.standing import ReasonClass
from lms.institutions.api import person_by_email
from lms.kernel.errors import LmsError


class Command(BaseCommand):
    help = (
        "Suspends, limits (reduce), revokes or reinstates a certificate. Two people decide: --by is a decider, --approved-by "
        "another decider or a reviewer. The class of reason, the last day and the scope are public, the note never."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("act", choices=["suspend", "reduce", "revoke", "reinstate"])
        parser.add_argument("serial")
        parser.add_argument("--by", required=True, metavar="EMAIL")
        parser.add_argument("--approved-by", required=True, metavar="EMAIL")
        parser.add_argument("--reason", choices=ReasonClass.values, default="")
        parser.add_argument("--note", default="")
        parser.add_argument(
            "--last-day", type=date.fromisoformat, metavar="YYYY-MM-DD", help="of a suspension: it ends by itself"
        )
        parser.add_argument("--scope-es", default="", help="of a reduction: what it still covers, in Spanish")
        parser.add_argument("--scope-en", default="", help="the same in English")

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
                until = self._until(row[0], options["last_day"])
                deciding.suspend_award(**who, reason_class=options["reason"], until=until)
            elif options["act"] == "reduce":
                scope = {"es": options["scope_es"], "en": options["scope_en"]}
                deciding.reduce_award(**who, reason_class=options["reason"], scope=scope)
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

    def _until(self, award_id: int, last: date | None) -> datetime | None:
        if last is None:
            return None
        zone = Award.objects.values_list("institution__time_zone", flat=True).get(pk=award_id)
        return end_of(last, ZoneInfo(zone))
