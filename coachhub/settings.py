"""Django's settings, all derived from the one typed configuration in coachhub/config.py."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import dj_database_url
import dj_email_url
from csp.constants import NONE, SELF
from environs import EnvError

from coachhub import config, logs
from sessions.knee_tracking import pose_file

try:
    CONFIG = config.load()
except EnvError as error:
    sys.exit(f"CoachHub does not start: {error}")
if problems := CONFIG.problems():
    sys.exit("CoachHub does not start: " + " ".join(problems))
try:
    POSE_MODEL = Path(CONFIG.pose_model).resolve() if CONFIG.pose_model else None
    if POSE_MODEL is not None:
        pose_file.check(POSE_MODEL)
except pose_file.PoseFileError as error:
    sys.exit(f"CoachHub does not start: COACHHUB_POSE_MODEL: {error}.")

ROOT = config.ROOT
SECRET_KEY = CONFIG.secret_key
DEBUG = False
ALLOWED_HOSTS = CONFIG.hosts
CSRF_TRUSTED_ORIGINS = [CONFIG.public_url.rstrip("/")] if CONFIG.public_url else []

INSTALLED_APPS = [
    "athletes",
    "sessions",
    "alerts",
    "coachhub.core",
    "coachhub.demo",
    "coachhub.dashboard",
    "coachhub.phone",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "django_filters",
    "django_htmx",
    "django_structlog",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "pgtrigger",
    "pghistory",
    "rest_framework",
    "storages",
]

MIDDLEWARE = [
    "coachhub.core.health.HealthMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "coachhub.core.units.UnitsMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "athletes.middleware.ActorMiddleware",
    "pghistory.middleware.HistoryMiddleware",
]

ROOT_URLCONF = "coachhub.urls"
WSGI_APPLICATION = "coachhub.asgi.wsgi"
ASGI_APPLICATION = "coachhub.asgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "coachhub" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "coachhub.core.pages.page_context",
                "coachhub.demo.views.demo_people",
            ],
        },
    }
]

# -- database, broker, cache ----------------------------------------------------------------------
DATABASES = {
    "default": {
        **dj_database_url.parse(CONFIG.database_url or "postgresql://postgres@/coachhub", conn_max_age=600),
        "CONN_HEALTH_CHECKS": True,
        "ATOMIC_REQUESTS": False,
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Rate limits only. In the database, so that signing in goes on when the broker is away.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "core_cache"}}

# A socket is written in another way there, and so is the number of the database on it.
CELERY_BROKER_URL = CONFIG.redis_url.replace("unix://", "redis+socket://", 1).replace("?db=", "?virtual_host=", 1)
CELERY_TASK_IGNORE_RESULT = True  # the rows are the truth; nothing asks the broker for an answer
CELERY_TASK_ACKS_LATE = True
CELERY_DB_REUSE_MAX = 10**9  # Celery would connect anew for each task, at half of a mail's cost: see coachhub/celery.py
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_ROUTES = {
    "sessions.tasks.analyse_video": {"queue": "video"},
    "alerts.tasks.deliver_red_flag": {"queue": "red_flags"},  # else they would wait behind whatever hangs
    "alerts.tasks.deliver": {"queue": "messages"},
    "alerts.tasks.tell_switched_off": {"queue": "messages", "priority": 6},
    "alerts.tasks.deliver_digest": {"queue": "messages", "priority": 9},  # the last of all
    "coachhub.core.tasks.*": {"queue": "sweeps"},  # whose worker waits for nobody outside: else they would expire
}
CELERY_TASK_SOFT_TIME_LIMIT = 300
CELERY_TASK_TIME_LIMIT = 330
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # a worker waits for its broker for as long as it takes
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 3600, "socket_connect_timeout": 2}
CELERY_BEAT_SCHEDULE = {
    "sweep": {
        "task": "coachhub.core.tasks.sweep",
        "schedule": CONFIG.sweep_s,
        "options": {"expires": CONFIG.sweep_s * 2},
    },
    "hourly": {"task": "coachhub.core.tasks.hourly", "schedule": 3600, "options": {"expires": 3600}},
}
CELERY_BEAT_SCHEDULER = "coachhub.serving.beat:SteadyScheduler"
CELERY_BEAT_SCHEDULE_FILENAME = str(CONFIG.data / "beat-schedule")

# -- files ------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATICFILES_DIRS = [ROOT / "coachhub" / "static"]
STATIC_ROOT = ROOT / "staticfiles" if CONFIG.production else None
WHITENOISE_USE_FINDERS = not CONFIG.production
MEDIA_ROOT = CONFIG.data / "files"
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if CONFIG.production
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
if CONFIG.storage_url:
    STORAGES["default"] = config.object_storage(CONFIG.storage_url)

# -- accounts ---------------------------------------------------------------------------------------
AUTH_USER_MODEL = "athletes.User"
SILENCED_SYSTEM_CHECKS = ["auth.W004"]  # addresses are unique, by a constraint on their lower case
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("MinimumLengthValidator", "CommonPasswordValidator", "UserAttributeSimilarityValidator")
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_ADAPTER = "athletes.adapter.AccountAdapter"
ACCOUNT_SIGNUP_FORM_CLASS = "athletes.forms.NameForm"
ACCOUNT_FORMS = {
    "login": "athletes.account_forms.LoginForm",
    "signup": "athletes.account_forms.SignupForm",
    "add_email": "athletes.account_forms.AddEmailForm",
    "change_password": "athletes.account_forms.ChangePasswordForm",
    "set_password": "athletes.account_forms.SetPasswordForm",
    "reset_password": "athletes.account_forms.ResetPasswordForm",
    "reset_password_from_key": "athletes.account_forms.ResetPasswordKeyForm",
}
ACCOUNT_USER_DISPLAY = "athletes.services.accounts.display_name"
# Asked for, and needed to found an organisation and to get alerts by mail; an athlete in the gym may log first.
ACCOUNT_EMAIL_VERIFICATION = "optional"
ACCOUNT_SESSION_REMEMBER = True  # nobody is signed out in the gym because a browser was closed
ACCOUNT_CONFIRM_EMAIL_ON_GET = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
# Rate limits count by address: in production that is the last one in X-Forwarded-For, which our proxy has seen.
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if CONFIG.production else 0
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if CONFIG.production else "http"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_FORMS = {"add_webauthn": "athletes.passkeys.PasskeyForm"}
MFA_TOTP_ISSUER = "CoachHub"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not CONFIG.production

# -- mail -------------------------------------------------------------------------------------------
DEFAULT_FROM_EMAIL = SERVER_EMAIL = CONFIG.email_from
if CONFIG.email_url:
    _mail = dj_email_url.parse(CONFIG.email_url)
    EMAIL_BACKEND = _mail["EMAIL_BACKEND"]
    EMAIL_HOST, EMAIL_PORT = _mail["EMAIL_HOST"], _mail["EMAIL_PORT"]
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail["EMAIL_HOST_USER"], _mail["EMAIL_HOST_PASSWORD"]
    EMAIL_USE_TLS, EMAIL_USE_SSL = _mail["EMAIL_USE_TLS"], _mail["EMAIL_USE_SSL"]
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = CONFIG.data / "mail"
EMAIL_TIMEOUT = 15

# -- safety -----------------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "media-src": [SELF, *config.object_storage_origins(CONFIG.storage_url)],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 90
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = CONFIG.production
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if CONFIG.production else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = CONFIG.production
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if CONFIG.production else None
CSRF_FAILURE_VIEW = "coachhub.core.pages.csrf_failure"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

# -- language, time ---------------------------------------------------------------------------------
LANGUAGE_CODE = "en-gb"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# -- API --------------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["athletes.api.authentication.ActorAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["athletes.api.permissions.IsMember"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_PAGINATION_CLASS": "coachhub.core.api.pagination.NewestFirst",
    "DEFAULT_SCHEMA_CLASS": "coachhub.core.api.schema.Schema",
    "DEFAULT_VERSIONING_CLASS": None,
    "EXCEPTION_HANDLER": "coachhub.core.api.errors.handle",
    "PAGE_SIZE": 50,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "CoachHub",
    "VERSION": "1",
    "DESCRIPTION": "Athletes' training logs, videos and alerts. It measures and shows; it never says what causes pain.",
    "OAS_VERSION": "3.1.1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "sessions.api.report_schema.add_report",
    ],
    "ENUM_NAME_OVERRIDES": {
        "Role": "athletes.models.Role.choices",
        "InvitedRole": "athletes.api.invitations.INVITED",
        "AnalysisState": "sessions.models.AnalysisState.choices",
        "AlertState": "alerts.models.AlertState.choices",
        "Tier": "alerts.models.Tier.choices",
    },
}

# -- logs -------------------------------------------------------------------------------------------
DJANGO_STRUCTLOG_CELERY_ENABLED = True
LOGGING_CONFIG = None
logs.configure(json=CONFIG.log_json)
