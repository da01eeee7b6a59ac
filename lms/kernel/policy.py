"""Who may open a view: declared on the view, enforced by the declaration, walked by a test.

    @policy("advisor", "facilitator", sample={"enrolment_id": "enrolment"})
    def outline(request: AuthedRequest, enrolment_id: int) -> HttpResponse: ...

A view without a policy can't ship: the system check lms.E010 and tests/permissions refuse it. Which *object* a person may
reach is the business of the access functions; here only the role is asked. A wrong role sees the same 404 as a wrong id.
`lms.institutions` registers the resolver that turns a user into a person with a scope.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, Final, Protocol, cast

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase
from django.urls import Resolver404
from django.urls import resolve as resolve_path
from django.utils.cache import patch_cache_control

from lms.kernel.errors import NotFound

PUBLIC: Final = "public"  # anyone, signed in or not
PERSON: Final = "person"  # anyone who is signed in and has a Person
ROLES: Final[frozenset[str]] = frozenset(
    {"advisor", "facilitator", "assessor", "coordinator", "author", "focal", "reviewer", "decider", "administrator"}
)


class ScopeLike(Protocol):
    """What the policy asks of a scope; the whole is `lms.institutions.api.Scope`."""

    @property
    def roles(self) -> frozenset[str]: ...


class PersonLike(Protocol):
    """What the kernel knows of a person: the id, and the look and language chosen."""

    pk: int
    language: str


class AuthedRequest(HttpRequest):
    """A request whose policy has been met: `person` and `scope` are there."""

    person: Any
    scope: Any


@dataclass(frozen=True, slots=True)
class Policy:
    """One view's declaration. `sample` names the fixture that fills each URL argument in the permission walk."""

    who: frozenset[str]
    sample: Mapping[str, str] = field(default_factory=dict)
    why: str = ""

    @property
    def is_public(self) -> bool:
        return PUBLIC in self.who


type_view = Callable[..., HttpResponseBase]
Resolver = Callable[[HttpRequest], tuple[Any, ScopeLike] | None]
_resolver: list[Resolver] = []


def register_resolver(resolver: Resolver) -> None:
    """Called once by `lms.institutions` in ready(): user of a request → (person, scope), or None for a stranger."""
    _resolver[:] = [resolver]


def resolve(request: HttpRequest) -> tuple[Any, ScopeLike] | None:
    """The person and scope of a request, found once a request; None when nobody is signed in or the user has no Person."""
    known = getattr(request, "_lms_resolved", False)
    if known is False:
        known = _resolver[0](request) if _resolver and request.user.is_authenticated else None
        request._lms_resolved = known  # type: ignore[attr-defined]
    return cast("tuple[Any, ScopeLike] | None", known)


def policy(*who: str, sample: Mapping[str, str] | None = None, why: str = "") -> Callable[[type_view], type_view]:
    """Declare and enforce who may open a view. Raises ValueError at import for an unknown role."""
    unknown = set(who) - ROLES - {PUBLIC, PERSON}
    if unknown or not who:
        raise ValueError(f"unknown roles in policy: {sorted(unknown) or 'none given'}")
    declared = Policy(frozenset(who), dict(sample or {}), why)

    def decorate(view: type_view) -> type_view:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            found = resolve(request)
            if declared.is_public:
                request.person, request.scope = found or (None, None)  # type: ignore[attr-defined]
                return view(request, *args, **kwargs)
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path(), str(settings.LOGIN_URL))
            if found is None:
                raise NotFound
            person, scope = found
            if PERSON not in declared.who and not (declared.who & scope.roles):
                raise NotFound
            request.person, request.scope = person, scope  # type: ignore[attr-defined]
            response = view(request, *args, **kwargs)
            if not response.has_header("Cache-Control"):
                patch_cache_control(response, private=True, no_cache=True)
            return response

        guarded.lms_policy = declared  # type: ignore[attr-defined]
        return guarded

    return decorate


def policy_of(view: Any) -> Policy | None:
    """The declaration on a view function or class, or None."""
    return getattr(view, "lms_policy", None) or getattr(getattr(view, "view_class", None), "lms_policy", None)


def may_open(path: str, roles: Collection[str]) -> bool:
    """Whether the page at a path is one for people with these roles, so that a link to it leads somewhere."""
    try:
        view = resolve_path(path.partition("?")[0]).func
    except Resolver404:
        return False
    declared = policy_of(view)
    return declared is not None and (declared.is_public or PERSON in declared.who or bool(declared.who & set(roles)))
