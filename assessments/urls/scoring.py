"""Scoring letters. What has a fixed name comes before what has a letter's."""

from django.urls import path

from assessments.views import discussions, saved_comments, scoring, scripts

urlpatterns = [
    path("scoring/", scripts.script_list, name="submission-list"),
    path("scoring/next/", scripts.script_next, name="script-next"),
    path("scoring/phrases/", saved_comments.saved_comment_list, name="saved-comment-list"),
    path("scoring/phrases/remove/", saved_comments.saved_comment_remove, name="saved-comment-remove"),
    path("scoring/<slug:ref>/", scoring.script_form, name="script-form"),
    path("scoring/<slug:ref>/claim/", scripts.script_claim, name="script-claim"),
    path("scoring/<slug:ref>/draft/", scoring.script_draft, name="script-draft"),
    path("scoring/<slug:ref>/review/", scoring.script_review, name="script-review"),
    path("scoring/<slug:ref>/score/", scoring.script_score, name="script-score"),
    path("scoring/<slug:ref>/return/", scoring.script_return, name="script-return"),
    path("scoring/<slug:ref>/discussion/", discussions.script_discussion, name="script-discussion"),
    path("scoring/<slug:ref>/discussion/notes/", discussions.script_note, name="script-note"),
    path("scoring/<slug:ref>/files/<uuid:file_ref>/", scripts.script_file, name="script-file"),
]
