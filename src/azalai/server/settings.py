"""Django's settings, all from the environment.

``AZALAI_HOME``
    Folder of the server; needed.
``AZALAI_DATABASE``
    ``postgresql://user:password@host:5432/name``, with ``?host=`` for a folder of sockets; without
    it, a SQLite file in the home.
``AZALAI_URL``
    The address that phones and people use. With ``https://`` cookies and headers are strict.
``AZALAI_TRUST_PROXY``
    ``1`` where a proxy in front ends TLS and sets ``X-Forwarded-Proto`` and ``X-Forwarded-For``.
"""

from __future__ import annotations

import os
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from azalai.server.home import home_from_environment, reserve_from_environment

HOME = home_from_environment()
HOME.root.mkdir(mode=0o700, parents=True, exist_ok=True)
SECRET_KEY = HOME.key("sessions").hex()
DEBUG = False

RESERVE = reserve_from_environment()

PUBLIC_URL = os.environ.get("AZALAI_URL", "").rstrip("/")
_SECURE = PUBLIC_URL.startswith("https://")
_TRUST_PROXY = os.environ.get("AZALAI_TRUST_PROXY") == "1"
TRUST_PROXY = _TRUST_PROXY

_HOST = urlsplit(PUBLIC_URL).hostname
ALLOWED_HOSTS = [_HOST, "127.0.0.1", "localhost"] if _HOST else ["*"]
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL] if PUBLIC_URL else []
CSRF_FAILURE_VIEW = "azalai.server.pages.problems.csrf"

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "azalai.server",
]
MIDDLEWARE = [
    "azalai.server.pages.headers.SecureHeaders",
    "azalai.server.pages.limits.Limits",
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "azalai.server.pages.language.Language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "azalai.server.pages.problems.Problems",
]
ROOT_URLCONF = "azalai.server.urls"
APPEND_SLASH = False
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "server.User"


def _database(url: str) -> dict[str, Any]:
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": HOME.database,
            "TEST": {"NAME": HOME.root / "test.sqlite3"},
            # Opening costs a request more than most of what it asks; closing the last connection
            # empties the log, with a sync.
            "CONN_MAX_AGE": 60,
            "OPTIONS": {
                "timeout": 20,
                # FULL: a commit is on disk when it returns. The promise of every 201 hangs on it.
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; "
                "PRAGMA foreign_keys=ON",
                "transaction_mode": "IMMEDIATE",
            },
        }
    parts = urlsplit(url)
    # `?host=` names a folder of sockets, `?sslmode=` and the like are for libpq.
    asked = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    host = asked.pop("host", unquote(parts.hostname or ""))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        # A commit is on disk when it returns, whatever the server is set to otherwise.
        "OPTIONS": {"options": "-c synchronous_commit=on", **asked},
    }


DATABASES = {"default": _database(os.environ.get("AZALAI_DATABASE", ""))}

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "APP_DIRS": False,
        "DIRS": [],
        "OPTIONS": {"environment": "azalai.server.pages.environment.environment"},
    }
]

PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "/login"
OTP_LOGIN_URL = "/login/second"
OTP_TOTP_ISSUER = "Azalai"

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("fr", "Français")]
USE_TZ = True
TIME_ZONE = "UTC"

# A `__Host-` cookie belongs to this origin alone; browsers accept it over TLS only.
SESSION_COOKIE_NAME = "__Host-session" if _SECURE else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if _SECURE else "csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _SECURE
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Strict"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if _SECURE else 0
SECURE_SSL_REDIRECT = False
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _TRUST_PROXY else None
# Not "no-referrer": browsers then send "Origin: null" with forms, which the CSRF check refuses.
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# A spreadsheet or a form table; phones have a limit of their own (`collection/body.py`).
DATA_UPLOAD_MAX_MEMORY_SIZE = 2**20
FILE_UPLOAD_MAX_MEMORY_SIZE = 2**20

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "filters": {"discreet": {"()": "azalai.server.pages.logs.Discreet"}},
    "loggers": {
        "django.request": {"filters": ["discreet"]},
        "django.security.csrf": {"filters": ["discreet"]},
        # That requests wait for a moment is what the queue is for.
        "waitress.queue": {"level": "ERROR"},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": os.environ.get("AZALAI_LOG", "WARNING")},
}
