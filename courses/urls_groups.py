"""Pages of groups: making one, its days, more time, links to join by."""

from django.urls import URLPattern, path

from courses.views import deadlines, groups

urlpatterns: list[URLPattern] = [
    path("groups/new/", groups.group_new, name="group-new"),
    path("groups/<int:cohort_id>/edit/", groups.group_edit, name="group-edit"),
    path("groups/enrolments/<int:enrolment_id>/deadlines/", deadlines.enrolment_deadlines, name="enrolment-deadlines"),
    path(
        "groups/extensions/<int:extension_id>/withdraw/", deadlines.module_extension_withdraw, name="module-extension-withdraw"
    ),
]
