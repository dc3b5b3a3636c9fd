"""Resumable uploads of videos at /uploads/: the tus 1.0 protocol over HTTP."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from rest_framework import exceptions
from rest_framework.authentication import SessionAuthentication

from athletes.access import Action, Actor, actor_of, require_for
from athletes.selectors.athletes import athlete_to_log_for
from coachhub.core import tus
from coachhub.core.tus import TusError
from sessions.knee_tracking import Task
from sessions.models import Upload
from sessions.services import uploads

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def speaks_tus(view: View[P]) -> View[P]:
    """What every answer of the protocol has, and how a refusal becomes one.

    A browser's session needs its CSRF token (header X-CSRFToken), an API key does not.
    """

    @csrf_exempt
    @wraps(view)
    def spoken(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            if request.method != "OPTIONS":
                tus.check_version(request)
            answer = view(request, *args, **kwargs)
        except TusError as error:
            answer = _refusal(error.status, error.message)
        except (PermissionDenied, exceptions.PermissionDenied) as error:
            answer = _refusal(403, str(error))
        except uploads.TooLargeError as error:
            answer = _refusal(413, " ".join(error.messages))
        except ValidationError as error:
            answer = _refusal(400, " ".join(error.messages))
        except uploads.NoSpaceError as error:
            answer = _refusal(507, str(error))
        answer["Tus-Resumable"] = tus.VERSION
        if answer.status_code == 412:
            answer["Tus-Version"] = tus.VERSION
        return answer

    return cast("View[P]", spoken)  # csrf_exempt hands back what it was given


@speaks_tus
def all_uploads(request: HttpRequest) -> HttpResponse:
    """OPTIONS says what the server can do; POST announces an upload."""
    if request.method == "OPTIONS":
        return _abilities()
    if request.method != "POST":
        return _refusal(405, "Uploads begin with POST.", Allow="OPTIONS, POST")
    actor = _actor(request)
    told = tus.metadata(request)
    upload = uploads.create_upload(
        actor=actor,
        athlete=athlete_to_log_for(actor, _id(told, "athlete")),
        length=tus.whole_number(request, "Upload-Length"),
        task=told.get("task") or Task.SQUAT,
        filename=told.get("filename", ""),
        set_id=_id(told, "set"),
    )
    headers = tus.progress(upload.offset, upload.length, upload.expires_at)
    return HttpResponse(status=201, headers=headers | {"Location": reverse("upload", args=[upload.pk])})


@speaks_tus
def one_upload(request: HttpRequest, upload_id: UUID) -> HttpResponse:
    """HEAD says how far it is, PATCH adds bytes, DELETE forgets it."""
    method = tus.method(request)
    if method == "OPTIONS":
        return _abilities()
    deed = {"HEAD": _how_far, "PATCH": _add, "DELETE": _forget}.get(method)
    if deed is None:
        return _refusal(405, "HEAD, PATCH or DELETE an upload.", Allow="OPTIONS, HEAD, PATCH, DELETE")
    actor = _actor(request)
    upload = Upload.objects.visible_to(actor).filter(pk=upload_id).first()
    if upload is None:
        raise TusError(404, "There is no such upload.")
    require_for(actor, Action.LOG, upload.athlete_id)
    try:
        return deed(request, upload)
    except uploads.UploadBusyError as error:
        raise TusError(423, "Another connection is sending this upload.") from error
    except uploads.WrongOffsetError as error:
        raise TusError(409, "The bytes do not follow those that are here.") from error
    except uploads.UploadGoneError as error:
        raise TusError(410, "This upload has to begin anew.") from error


def _how_far(request: HttpRequest, upload: Upload) -> HttpResponse:
    uploads.check_alive(upload=upload)
    headers = tus.progress(upload.offset, upload.length, upload.expires_at)
    return HttpResponse(status=204, headers=headers | {"Cache-Control": "no-store"})


def _add(request: HttpRequest, upload: Upload) -> HttpResponse:
    if request.content_type != tus.CONTENT_TYPE:
        raise TusError(415, f"Send the bytes as {tus.CONTENT_TYPE}.")
    offset = tus.whole_number(request, "Upload-Offset")
    if offset + int(request.headers.get("Content-Length") or 0) > upload.length:
        raise TusError(413, "These are more bytes than were announced.")
    reached = uploads.add_bytes(upload=upload, offset=offset, stream=request)
    return HttpResponse(status=204, headers=tus.progress(reached, upload.length, upload.expires_at))


def _forget(request: HttpRequest, upload: Upload) -> HttpResponse:
    if upload.finished_at:
        raise TusError(403, "This upload has become a video: delete that.")
    uploads.discard_upload(upload=upload)
    return HttpResponse(status=204)


def _actor(request: HttpRequest) -> Actor:
    actor = actor_of(request)
    if actor is None:
        raise TusError(401, "Sign in to upload.")
    if not getattr(request, "by_key", False):
        SessionAuthentication().enforce_csrf(request)  # type: ignore[arg-type]  # looks at cookie and header only
    return actor


def _id(told: dict[str, str], name: str) -> UUID | None:
    try:
        return UUID(told[name]) if told.get(name) else None
    except ValueError as error:
        raise TusError(400, f"Upload-Metadata: {name} is not an id.") from error


def _abilities() -> HttpResponse:
    return HttpResponse(
        status=204,
        headers={
            "Tus-Version": tus.VERSION,
            "Tus-Extension": tus.EXTENSIONS,
            "Tus-Max-Size": str(uploads.max_bytes()),
        },
    )


def _refusal(status: int, message: str, **headers: str) -> HttpResponse:
    return HttpResponse(f"{message}\n", status=status, content_type="text/plain", headers=headers)
