"""Every URL of the site with what its view declares, and the table of them: docs/authz.tsv.

`.venv/bin/python -m tests.permissions` writes the table anew.
"""

import inspect
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from django.urls import URLPattern, URLResolver, get_resolver

from lms.kernel.policy import Policy, policy_of

TABLE: Final = Path(__file__).resolve().parents[2] / "docs" / "authz.tsv"
HEAD: Final = ("url name", "route", "methods", "who", "objects", "why")


@dataclass(frozen=True)
class Route:
    """One URL: its name with namespaces, its path, the names of its arguments, its view."""

    name: str
    route: str
    named: bool
    arguments: tuple[str, ...]
    view: Any

    @property
    def policy(self) -> Policy | None:
        return policy_of(self.view)

    @property
    def package(self) -> str:
        """'admin', 'account' and so on for pages of others; 'lms' for ours; '' for the site's own."""
        return self.name.split(":")[0] if ":" in self.name else ""

    @property
    def methods(self) -> frozenset[str] | None:
        """What the view's `require_…` decorator lets through; None: whatever is sent."""
        seen: Any = self.view
        while seen is not None:
            if inspect.isfunction(seen) and "request_method_list" in seen.__code__.co_freevars:
                return frozenset(inspect.getclosurevars(seen).nonlocals["request_method_list"])
            seen = getattr(seen, "__wrapped__", None)
        return None


def routes() -> list[Route]:
    """Every URL of the site, in the order of the resolver."""

    def walk(resolver: URLResolver, before: str, spaces: tuple[str, ...], given: tuple[str, ...]) -> Iterator[Route]:
        spaces = (*spaces, resolver.namespace) if resolver.namespace else spaces
        for pattern in resolver.url_patterns:
            here = before + str(pattern.pattern)
            arguments = (*given, *(pattern.pattern.converters or pattern.pattern.regex.groupindex))
            if isinstance(pattern, URLResolver):
                yield from walk(pattern, here, spaces, arguments)
            elif isinstance(pattern, URLPattern):
                name = ":".join([*spaces, str(pattern.name or pattern.lookup_str)])
                yield Route(name, f"/{here}", pattern.name is not None, arguments, pattern.callback)

    return list(walk(get_resolver(), "", (), ()))


def declared() -> list[Route]:
    """The URLs that carry a policy of ours."""
    return [route for route in routes() if route.policy is not None]


def table() -> str:
    """docs/authz.tsv: a line a URL of ours, and one for each package of others that the site serves."""
    from lms.config.checks import POLICIES_OF_OTHERS

    lines = ["\t".join(HEAD)]
    for route in declared():
        policy, methods = route.policy, route.methods
        assert policy is not None
        reach = " ".join(f"{argument}={policy.sample.get(argument, '?')}" for argument in route.arguments)
        sent = " ".join(sorted((methods or {"GET", "POST"}) - {"HEAD"}))
        lines.append("\t".join((route.name, route.route, sent, " ".join(sorted(policy.who)), reach, policy.why)))
    for module, why in POLICIES_OF_OTHERS.items():
        lines.append("\t".join((f"({module}*)", "", "", "", "", why)))
    return "\n".join(lines) + "\n"
