"""The demo's one address."""

from django.urls import path

from coachhub.demo.views import sign_in

urlpatterns = [path("demo/sign-in/<uuid:membership_id>/", sign_in, name="demo_sign_in")]
