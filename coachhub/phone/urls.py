"""Addresses of the phone pages, and of coming in."""

from django.urls import URLPattern, URLResolver, path

from coachhub.phone.views.film import film, my_good_set, video, video_again, video_seen, videos
from coachhub.phone.views.joining import join, start
from coachhub.phone.views.learn import learn, worker
from coachhub.phone.views.log import log, sessions
from coachhub.phone.views.mails import mail
from coachhub.phone.views.mine import consents, details, mine
from coachhub.phone.views.questions import checked, questions, sheet, sheet_file, stop, stop_told
from coachhub.phone.views.tasks import task_done
from coachhub.phone.views.today import today

urlpatterns: list[URLPattern | URLResolver] = [
    path("start/", start, name="start"),
    path("join/<str:token>/", join, name="join"),
    path("mail/", mail, name="mail"),
    path("me/", today, name="me"),
    path("me/log/", log, name="log"),
    path("me/sessions/", sessions, name="my_sessions"),
    path("me/questions/", questions, name="questions"),
    path("me/stop/<uuid:check_in_id>/", stop, name="stop"),
    path("me/stop/<uuid:check_in_id>/told/", stop_told, name="stop_told"),
    path("me/stop/<uuid:check_in_id>/sheet/", sheet, name="sheet"),
    path("me/stop/<uuid:check_in_id>/sheet.pdf", sheet_file, name="sheet_pdf"),
    path("me/pauses/<uuid:pause_id>/checked/", checked, name="checked"),
    path("me/tasks/<uuid:suggestion_id>/done/", task_done, name="task_done"),
    path("me/film/", film, name="film"),
    path("me/videos/", videos, name="my_videos"),
    path("me/videos/<uuid:video_id>/", video, name="my_video"),
    path("me/videos/<uuid:video_id>/seen/", video_seen, name="video_seen"),
    path("me/videos/<uuid:video_id>/good-set/", my_good_set, name="my_good_set"),
    path("me/videos/<uuid:video_id>/again/", video_again, name="video_again"),
    path("me/worker.js", worker, name="my_worker"),
    path("me/learn/", learn, name="my_learn"),
    path("me/mine/", mine, name="mine"),
    path("me/mine/details/", details, name="details"),
    path("me/consents/", consents, name="consents"),
]
