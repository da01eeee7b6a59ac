"""Pages for authors: the library and the publishing of courses."""

from django.urls import URLPattern, path

from courses.views import author_courses, author_library, confirming, figures

urlpatterns: list[URLPattern] = [
    path("library/", author_library.item_list, name="item-list"),
    path("library/facts/", author_library.fact_list, name="fact-list"),
    path("library/facts/<str:key>/", author_library.fact_detail, name="fact-detail"),
    path("library/sections/<int:item_id>/", author_library.section_detail, name="section-detail"),
    path("library/figures/<int:item_id>/", figures.figure_detail, name="figure-detail"),
    path("library/confirm/", confirming.confirm_home, name="confirm-home"),
    path("library/confirm/<str:country>/", confirming.confirm_list, name="confirm-list"),
    path("library/confirm/<str:country>/hand-in/", confirming.confirm_submit, name="confirm-submit"),
    path("library/confirm/<str:country>/<int:version_id>/", confirming.confirm_form, name="confirm-form"),
    path("library/courses/", author_courses.draft_list, name="draft-list"),
    path("library/courses/<int:course_id>/", author_courses.draft_detail, name="draft-detail"),
    path("library/courses/<int:course_id>/publish/", author_courses.publish_form, name="publish-form"),
    path("library/requests/<int:request_id>/approve/", author_courses.request_approve, name="request-approve"),
    path("library/requests/<int:request_id>/return/", author_courses.request_return, name="request-return"),
    path("library/requests/<int:request_id>/withdraw/", author_courses.request_withdraw, name="request-withdraw"),
]
