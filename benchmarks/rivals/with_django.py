"""The caseload with Django and its REST framework: ``gunicorn benchmarks.rivals.with_django``.

``RIVAL_DATABASE`` is the file of `tables.fill`. Run as a program it makes Django's own tables in it
and signs the staff in who are named; it prints what each of their cookies holds.
"""

import os
import sys
from typing import Any, ClassVar

import django
from django.conf import settings

from benchmarks.rivals.page import TEMPLATES, context_of

settings.configure(
    SECRET_KEY="of a benchmark alone",  # noqa: S106 - signs nothing that anybody trusts
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF="benchmarks.rivals.with_django",
    USE_TZ=True,
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": os.environ["RIVAL_DATABASE"],
            "CONN_MAX_AGE": None,
            "OPTIONS": {"init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"},
        }
    },
    INSTALLED_APPS=[
        "django.contrib.contenttypes",
        "django.contrib.auth",
        "django.contrib.sessions",
        "rest_framework",
        "benchmarks.rivals",
    ],
    MIDDLEWARE=[
        "django.middleware.security.SecurityMiddleware",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
    ],
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.jinja2.Jinja2",
            "DIRS": [TEMPLATES],
        }
    ],
    REST_FRAMEWORK={
        "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
        "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
        "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    },
)
django.setup()

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.auth.decorators import login_required  # noqa: E402
from django.contrib.auth.models import User  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.http import HttpRequest, HttpResponse  # noqa: E402
from django.shortcuts import render  # noqa: E402
from django.urls import path  # noqa: E402
from django.utils import timezone  # noqa: E402
from rest_framework import serializers  # noqa: E402
from rest_framework.request import Request  # noqa: E402
from rest_framework.response import Response  # noqa: E402
from rest_framework.views import APIView  # noqa: E402

from benchmarks.rivals.models import Audit, Line, Staff  # noqa: E402
from benchmarks.rivals.tables import COORDINATOR  # noqa: E402


class LineSerializer(serializers.ModelSerializer):
    """One line, as the interface gives it."""

    class Meta:
        """All that ours gives."""

        model = Line
        fields: ClassVar = [
            *("person_id", "match", "coordinator_id", "state", "level", "peer_id", "referral"),
            *("since", "sessions", "last_session_at", "next_session_at", "flags"),
        ]


def lines_of(username: str, coordinator: str | None) -> list[Line]:
    """The lines that somebody may see, and that they did."""
    asking = Staff.objects.get(id=username)
    wanted = Line.objects.select_related("person", "peer")
    if asking.role == COORDINATOR:
        wanted = wanted.filter(coordinator_id=asking.id)
    if coordinator:
        wanted = wanted.filter(coordinator_id=coordinator)
    lines = list(wanted)
    people = [each.person_id for each in lines]
    Audit.objects.create(at=timezone.now(), staff_id=asking.id, view="caseload", people=people)
    return lines


@login_required
def page(request: HttpRequest) -> HttpResponse:
    """The page."""
    lines = lines_of(request.user.get_username(), None)
    staff = {each.id: each.name for each in Staff.objects.all()}
    return render(request, "caseload.html", context_of(lines, staff))


class Interface(APIView):
    """The same for programs."""

    def get(self, request: Request) -> Response:
        """All lines that somebody may see."""
        lines = lines_of(request.user.get_username(), request.query_params.get("coordinator"))
        return Response({"rows": LineSerializer(lines, many=True).data})


urlpatterns = [path("caseload", page), path("api/v1/caseload", Interface.as_view())]
application = get_wsgi_application()


def sign_in(usernames: list[str]) -> list[str]:
    """Make Django's own tables and sign these in; what their cookies hold."""
    call_command("migrate", verbosity=0)
    found: list[str] = []
    for each in usernames:
        user = User.objects.create_user(each)
        store: Any = SessionStore()
        store[SESSION_KEY] = str(user.pk)
        store[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
        store[HASH_SESSION_KEY] = user.get_session_auth_hash()
        store.save()
        found.append(store.session_key)
    return found


if __name__ == "__main__":
    print(*sign_in(sys.argv[1:]))
