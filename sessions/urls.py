"""Addresses of the training app: uploads and files."""

from django.urls import URLPattern, URLResolver, path

from sessions.views.files import file
from sessions.views.tus import all_uploads, one_upload

urlpatterns: list[URLPattern | URLResolver] = [
    path("uploads/", all_uploads, name="uploads"),
    path("uploads/<uuid:upload_id>/", one_upload, name="upload"),
    path("files/<str:token>/", file, name="file"),
]
