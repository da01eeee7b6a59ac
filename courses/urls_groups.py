"""Pages of groups: making one, its days, more time, links to join by."""

from django.urls import URLPattern, path

from courses.views import deadlines, group_people, groups, joining

urlpatterns: list[URLPattern] = [
    path("groups/new/", groups.group_new, name="group-new"),
    path("groups/<int:cohort_id>/edit/", groups.group_edit, name="group-edit"),
    path("groups/enrolments/<int:enrolment_id>/deadlines/", deadlines.enrolment_deadlines, name="enrolment-deadlines"),
    path(
        "groups/extensions/<int:extension_id>/withdraw/", deadlines.module_extension_withdraw, name="module-extension-withdraw"
    ),
    path("groups/<int:cohort_id>/people/invite/", group_people.group_invite, name="group-invite"),
    path("groups/<int:cohort_id>/people/<int:person_id>/withdraw/", group_people.person_withdraw, name="person-withdraw"),
    path("groups/<int:cohort_id>/people/<int:person_id>/return/", group_people.person_return, name="person-return"),
    path("groups/<int:cohort_id>/links/", joining.join_links, name="join-links"),
    path("groups/<int:cohort_id>/links/answer/", joining.join_answer, name="join-answer"),
    path("groups/links/<int:link_id>/close/", joining.join_link_close, name="join-link-close"),
    path("join/<str:token>/", joining.join, name="join"),
]
