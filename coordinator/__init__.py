"""Common Ground: mutual friends hold events, and nobody is ever contacted behind their back."""

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from coordinator import cli, instance, logs, schema
from coordinator.database import db, engine_options
from coordinator.extensions import babel, csrf, limiter, migrate
from coordinator.settings import ROOT, Settings, from_environment
from coordinator.web import addresses, assets, doors, drawings, errors, headers, page, templating, wall

__all__ = ["create_app", "schema"]


def create_app(settings: Settings | None = None) -> Flask:
    """Build the application: settings in, extensions, doors; an unsafe configuration raises `Unsafe`."""
    settings = settings or from_environment()
    settings.check()
    if not settings.testing:
        logs.install()
    app = Flask(
        __name__,
        template_folder=str(ROOT / "templates"),
        instance_path=str(settings.instance),
    )
    app.jinja_environment = templating.Environment
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    app.config.from_mapping(_flask_settings(settings))
    instance.install(app, settings)
    db.init_app(app)
    migrate.init_app(app, db, directory=str(ROOT / "migrations"))
    csrf.init_app(app)
    limiter.init_app(app)
    babel.init_app(app, locale_selector=page.locale, timezone_selector=page.zone)
    for part in (addresses, templating, assets, drawings, page, errors, headers, wall, doors, cli):
        part.install(app)
    if settings.demo:
        from coordinator import demo  # noqa: PLC0415 - outside demo mode this code is not even imported

        demo.install(app)
    if settings.trusted_proxy_hops:
        hops = settings.trusted_proxy_hops
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=0)  # type: ignore[method-assign]
    return app


def _flask_settings(settings: Settings) -> dict[str, object]:
    """Return what Flask and its extensions read, all of it derived from our settings (security.md)."""
    return {
        "SECRET_KEY": settings.secret_key,
        "SECRET_KEY_FALLBACKS": list(settings.secret_key_fallbacks),
        "TESTING": settings.testing,
        "SQLALCHEMY_DATABASE_URI": settings.database_url,
        "SQLALCHEMY_ENGINE_OPTIONS": engine_options(settings.database_url),
        "SESSION_COOKIE_NAME": "__Host-ground" if settings.https else "ground",
        "SESSION_COOKIE_SECURE": settings.https,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",  # Strict would lose the click from a mail
        "SESSION_REFRESH_EACH_REQUEST": False,
        "PERMANENT_SESSION_LIFETIME": 60 * 24 * 3600,
        "TRUSTED_HOSTS": [settings.host, "127.0.0.1", "localhost"] if not settings.https else [settings.host],
        "MAX_CONTENT_LENGTH": 256 * 1024,
        "MAX_FORM_MEMORY_SIZE": 64 * 1024,
        "MAX_FORM_PARTS": 60,  # of a form with a file, the only sort that has parts
        "WTF_CSRF_TIME_LIMIT": None,  # the token lives as long as the session; pages stay open for days
        "WTF_CSRF_SSL_STRICT": False,  # under no-referrer browsers send no Referer; Sec-Fetch-Site is checked instead
        "BABEL_DEFAULT_LOCALE": settings.language,
        "BABEL_DEFAULT_TIMEZONE": settings.time_zone,
        "BABEL_TRANSLATION_DIRECTORIES": "translations",
        "RATELIMIT_STORAGE_URI": settings.redis_url or "memory://",
        "RATELIMIT_IN_MEMORY_FALLBACK_ENABLED": True,  # without Redis each process counts for itself
        "RATELIMIT_ENABLED": not settings.testing,
        "SEND_FILE_MAX_AGE_DEFAULT": 365 * 24 * 3600,  # static addresses carry the file's hash
        "TEMPLATES_AUTO_RELOAD": False,
    }
