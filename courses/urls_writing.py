"""Pages for writing the toolkit: editor, remarks, requests to publish, texts behind their origin, facts."""

from django.urls import URLPattern, path

from courses.views import (
    author_comments,
    author_editor,
    author_facts,
    author_items,
    author_requests,
    author_shelves,
    author_stale,
)

urlpatterns: list[URLPattern] = [
    path("library/sections/new/", author_editor.section_new, name="section-new"),
    path("library/sections/<int:item_id>/edit/", author_editor.section_edit, name="section-edit"),
    path("library/sections/<int:item_id>/preview/", author_editor.section_preview, name="section-preview"),
    path("library/sections/<int:item_id>/translate/", author_editor.section_translate, name="section-translate"),
    path("library/all/", author_shelves.item_all, name="item-all"),
    path("library/behind/", author_stale.stale_list, name="stale-list"),
    path("library/sections/<int:item_id>/behind/", author_stale.stale_translation, name="stale-translation"),
    path("library/sections/<int:item_id>/behind/<str:country>/", author_stale.stale_variant, name="stale-variant"),
    path("library/facts/new/", author_facts.fact_new, name="fact-new"),
    path("library/facts/<int:item_id>/edit/", author_facts.fact_edit, name="fact-edit"),
    path("library/facts/<int:item_id>/stays/", author_facts.fact_sentence_decline, name="fact-sentence-decline"),
    path("library/handed-in/", author_requests.item_request_list, name="item-request-list"),
    path("library/handed-in/new/", author_requests.item_request_new, name="item-request-new"),
    path("library/handed-in/<int:request_id>/", author_requests.item_request_detail, name="item-request-detail"),
    path("library/handed-in/<int:request_id>/approve/", author_requests.item_request_approve, name="item-request-approve"),
    path("library/handed-in/<int:request_id>/return/", author_requests.item_request_return, name="item-request-return"),
    path("library/handed-in/<int:request_id>/withdraw/", author_requests.item_request_withdraw, name="item-request-withdraw"),
    path("library/handed-in/<int:request_id>/revert/", author_requests.item_request_revert, name="item-request-revert"),
    path("library/items/new/<str:kind>/", author_items.item_new, name="item-new"),
    path("library/items/plain/<str:kind>/", author_items.item_gauge, name="item-gauge"),
    path("library/items/<int:item_id>/", author_items.item_detail, name="item-detail"),
    path("library/items/<int:item_id>/edit/", author_items.item_edit, name="item-edit"),
    path("library/items/<int:item_id>/owner/", author_items.item_owner, name="item-owner"),
    path("library/items/<int:item_id>/retire/", author_requests.item_retire, name="item-retire"),
    path("library/items/<int:item_id>/revert/", author_requests.item_revert, name="item-revert"),
    path("library/pick/facts/", author_editor.fact_picker, name="fact-picker"),
    path("library/items/<int:item_id>/comments/", author_comments.comment_add, name="comment-add"),
    path("library/comments/<int:comment_id>/resolve/", author_comments.comment_resolve, name="comment-resolve"),
    path("library/comments/<int:comment_id>/reopen/", author_comments.comment_reopen, name="comment-reopen"),
]
