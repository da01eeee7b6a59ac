"""The host's own page."""

from django.http import HttpRequest, HttpResponse

from hostsite.courses.models import Course


def cooking(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"Cooking courses: {Course.objects.count()}")
