"""Django's settings. Everything that differs between places comes from the environment or the home folder."""

import os
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from terezi.site import environment

SITE = Path(__file__).parent
TEREZI_HOME = Path(os.environ.get("TEREZI_HOME", "home"))
SECRET_KEY = environment.secret_key(TEREZI_HOME)
DEBUG = os.environ.get("TEREZI_DEBUG") == "1"
ALLOWED_HOSTS = environment.hosts(os.environ)
LOCAL = set(ALLOWED_HOSTS) <= set(environment.LOCAL_HOSTS)

DATABASES = {"default": environment.database(os.environ.get("DATABASE_URL"), TEREZI_HOME)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "csp",
    "django_htmx",
    "ninja",
    "rules",
    "terezi.desk.journal",
    "terezi.desk.people",
    "terezi.desk.parties",
    "terezi.desk.licences",
    "terezi.desk.screening",
    "terezi.desk.billing",
    "terezi.desk.decisions",
    "terezi.desk.register",
    "terezi.desk.findings",
    "terezi.desk.applications",
    "terezi.desk.visits",
    "terezi.desk.energy",
    "terezi.desk.venues",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "terezi.site.keeping.kept_by_nobody",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "terezi.site.urls"
WSGI_APPLICATION = "terezi.site.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [SITE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "terezi.site.shells.shell",
            ]
        },
    }
]

FORM_RENDERER = "terezi.site.shells.Forms"

# Language and time: stored in UTC, shown in the settlement zone of the country
LANGUAGE_CODE = "en"
LANGUAGES = [
    ("en", _("English")),
    ("ru", _("Russian")),
    ("tk", _("Turkmen")),
    ("ur", _("Urdu")),
    ("kk", _("Kazakh")),
    ("uz", _("Uzbek")),
]
LOCALE_PATHS = [SITE / "locale"]
FORMAT_MODULE_PATH = ["terezi.site.formats"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# Sign-in
AUTH_USER_MODEL = "people.Officer"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "terezi.desk.people.sign_in.OneDoor"
ACCOUNT_FORMS = {"login": "terezi.desk.people.sign_in.SignIn"}
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = LOGIN_URL
ACCOUNT_SESSION_REMEMBER = False
# axes counts wrong passwords; these hold back guessing of the second step, and floods from one office
ACCOUNT_RATE_LIMITS = {
    "login": "120/m/ip",
    "login_failed": "30/m/ip,10/5m/key",
    "signup": "20/m/ip,60/h/ip",
    "public": "240/m/ip",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_FORMS = {"add_webauthn": "terezi.desk.people.sign_in.AddPasskey"}
# A passkey asks for a finger, a face or a PIN, so it is both steps at once and opens without a password
MFA_PASSKEY_LOGIN_ENABLED = True
# Nobody's e-mail address is proved here, and none is ever used to open an account
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = LOCAL
MFA_TOTP_ISSUER = "Terezi"
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["username", "name", "email"]},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_CLIENT_IP_CALLABLE = "terezi.desk.people.sign_in.address_of"
AXES_LOCKOUT_CALLABLE = "terezi.desk.people.sign_in.locked_out"
AXES_USERNAME_FORM_FIELD = "login"
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

# Nobody fills the disk with what no page asked for
FILE_UPLOAD_HANDLERS = [
    "terezi.site.uploads.Bounded",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# What a browser is told to refuse
CONTENT_SECURITY_POLICY: dict[str, Any] = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
# A browser on this very machine speaks plain HTTP; everybody else must come by HTTPS
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = not LOCAL
SECURE_SSL_REDIRECT = not LOCAL
SECURE_HSTS_SECONDS = 0 if LOCAL else 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = not LOCAL
CSRF_TRUSTED_ORIGINS = [] if LOCAL else [f"https://{host}" for host in ALLOWED_HOSTS]
# Behind our own proxies the client's address is what the outermost of them wrote down; else nobody is believed
ALLAUTH_TRUSTED_PROXY_COUNT = environment.proxies(os.environ)
if ALLAUTH_TRUSTED_PROXY_COUNT:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# Where the public checks certificates; printed on them and in their code
TEREZI_PUBLIC_ADDRESS = os.environ.get("TEREZI_PUBLIC_ADDRESS", "")

STATIC_URL = "/static/"
STATICFILES_DIRS = [path for path in [SITE / "static"] if path.is_dir()]
# Files are few and come with the package, so they are served from where they lie
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG

# No names, addresses or query strings: a request is known by its path and status
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line"},
        "nowhere": {"class": "logging.NullHandler"},
    },
    "root": {"handlers": ["console"], "level": os.environ.get("TEREZI_LOG", "WARNING")},
    "loggers": {
        # axes writes user names and addresses; the lockouts themselves are in its table
        "axes": {"handlers": ["nowhere"], "propagate": False},
        # a stranger's wrong Host is answered with 400; each would write its stack here, and his words
        "django.security.DisallowedHost": {"handlers": ["nowhere"], "propagate": False},
        "django.server": {"handlers": ["nowhere"], "propagate": False},
    },
}
