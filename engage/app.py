"""The app, and the one list of features: the only module that knows every feature."""

import logging
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Flask, request, url_for
from werkzeug.middleware.proxy_fix import ProxyFix

import engage.accounts.views
import engage.admin.views
import engage.analysis.tasks
import engage.analysis.views
import engage.answers.views
import engage.audit.tasks
import engage.bundle.tasks
import engage.bundle.views
import engage.consultations.tasks
import engage.consultations.views
import engage.figures
import engage.jobs.tasks
import engage.languages.tasks
import engage.languages.views
import engage.reading.views
import engage.reports.views
import engage.responses.tasks
import engage.responses.views
import engage.site.views
from engage.accounts import access
from engage.config import Settings, read_settings
from engage.core import db as database
from engage.core import i18n, limits, web
from engage.core.addresses import told_path
from engage.core.i18n import _l
from engage.paths import TEMPLATES


@dataclass(frozen=True)
class Task:
    """A named function for the clock, run every so many seconds under a lease."""

    name: str
    every: float
    run: Callable[[], None]


@dataclass(frozen=True)
class Feature:
    """What the app takes from one feature."""

    name: str
    blueprints: tuple[Blueprint, ...] = ()
    tasks: tuple[Task, ...] = ()


FEATURES = (
    # ground: history, waiting work, people who sign in, areas, languages
    Feature("audit", tasks=(Task("audit.seal", 3, engage.audit.tasks.seal),)),
    Feature("jobs", tasks=(Task("jobs.deliver", 2, engage.jobs.tasks.deliver),)),
    Feature("accounts", (engage.accounts.views.bp,)),
    Feature("places"),
    Feature(
        "languages",
        engage.languages.views.blueprints,
        (Task("languages.machine", 2, engage.languages.tasks.ask_machine),),
    ),
    # voices: what is read, published, asked and answered
    Feature("reading", (engage.reading.views.bp, engage.reading.views.desk)),
    Feature("publishing"),
    Feature(
        "consultations",
        engage.consultations.views.blueprints,
        (
            Task("consultations.stages", 30, engage.consultations.tasks.record_stages),
            Task("consultations.files", 3600, engage.consultations.tasks.remove_unused_files),
        ),
    ),
    Feature("equality"),
    Feature(
        "responses",
        engage.responses.views.blueprints,
        (
            Task("responses.forget_old_drafts", 3600, engage.responses.tasks.forget_old_drafts),
            Task("responses.printed_codes", 2, engage.responses.tasks.make_printed_codes),
            Task("responses.publish_ready", 60, engage.responses.tasks.publish_ready),
            Task("responses.find_languages", 60, engage.responses.tasks.find_languages),
            Task("responses.machine", 2, engage.responses.tasks.ask_machine),
            Task("responses.exports", 2, engage.responses.tasks.write_exports),
            Task("responses.old_words", 86400, engage.responses.tasks.forget_words),
            Task("responses.old_exports", 3600, engage.responses.tasks.remove_old_exports),
            Task("responses.imports", 2, engage.responses.tasks.work_on_imports),
            Task("responses.old_imports", 3600, engage.responses.tasks.remove_old_imports),
        ),
    ),
    # evidence: what was said, what was done about it
    Feature("figures"),
    Feature(
        "analysis",
        (engage.analysis.views.bp, engage.analysis.views.desk),
        (
            Task("analysis.count_anew", 5, engage.analysis.tasks.count_anew),
            Task("analysis.count_tallies", 15, engage.analysis.tasks.count_tallies),
        ),
    ),
    Feature(
        "reports",
        (
            engage.reports.views.bp,
            engage.reports.views.desk,
            engage.reports.views.translations.bp,
        ),
    ),
    Feature(
        "bundle",
        (engage.bundle.views.bp,),
        (Task("bundle.make", 3, engage.bundle.tasks.make),),
    ),
    # face: what people see first
    Feature("answers", (engage.answers.views.bp,)),
    Feature("site", (engage.site.views.bp,)),
    Feature("admin", (engage.admin.views.bp,)),
)


def flask_settings(settings: Settings) -> dict[str, Any]:
    """The settings as Flask and its extensions name them."""
    return {
        "SECRET_KEY": settings.secret_key,
        "SQLALCHEMY_DATABASE_URI": settings.database_url,
        "SQLALCHEMY_ENGINE_OPTIONS": {
            "pool_pre_ping": settings.database_url.startswith("postgres")
        },
        "HOME": settings.home,
        "MAIL": settings.mail,
        "MAIL_FROM": settings.mail_from,
        "BASE_URL": settings.base_url,
        "LATE_MINUTES": settings.late_minutes,
        "MOST_OPEN": settings.most_open,
        "FORMAT_DAYS": settings.format_days,
        "LIMITS_STORE": settings.limits_store,
        "MACHINE": settings.machine,
        "MACHINE_ANSWERS": settings.machine_answers,
        "TESTING": settings.testing,
        "MAX_CONTENT_LENGTH": 2 * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 2 * 1024 * 1024,
        "MAX_FORM_PARTS": 2_000,
        "SESSION_COOKIE_NAME": "engage",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": settings.secure_cookies,
    }


def _for_every_page() -> dict[str, Any]:
    """What every template may use."""
    return {
        "site": access.site_facts(),
        "reader": i18n.reader_language(),
        "reader_variant": i18n.reader_variant(),
        "path_without_language": request.path,
        **_for_staff(),
        "public_links": [
            (str(text), url_for(endpoint), request.endpoint == endpoint)
            for text, endpoint in _PUBLIC_LINKS
        ],
    }


def _for_staff() -> dict[str, Any]:
    """Who is signed in and their navigation; on public pages nothing, so that no cookie is read."""
    if _access_of_view() == access.PUBLIC or access.somebody() is None:
        return {"account": None, "staff_links": []}
    return {"account": access.somebody(), "staff_links": _staff_links()}


def _hooks(name: str) -> list[Any]:
    """What the features export under one of the six names (settled point 2), in their order."""
    modules = [sys.modules[f"engage.{feature.name}"] for feature in FEATURES]
    return [getattr(module, name) for module in modules if hasattr(module, name)]


def _staff_links() -> list[tuple[str, str, bool]]:
    """The staff navigation for whoever is signed in: (words, address, whether it is this page)."""
    links = [link for links in _hooks("DESK") for link in links]
    links.sort(key=lambda link: link.endpoint != "admin.desk")
    return [
        (str(link.text), url_for(link.endpoint), request.endpoint == link.endpoint)
        for link in links
        if access.has_role(*link.roles)
    ]


def _access_of_view() -> Any:
    return getattr(web.view_function(), "access", access.PUBLIC)


_TEMPLATE_GLOBALS = {
    "csrf": access.hidden_token,
    "may_open": access.may_open,
    "_d": i18n.staff_words,
    "checked_by": i18n.checked_by,
    "told_path": told_path,
    "format_day": i18n.format_day,
    "format_number": i18n.format_number,
    "language_name": i18n.language_name,
}
# What a resident finds at the top of every public page.
_PUBLIC_LINKS = (
    (_l("Consultations"), "consultations.index"),
    (_l("You said, we did"), "reports.index"),
    (_l("What we said we would do"), "reports.promises"),
    (_l("Follow my answer"), "answers.index"),
)


def _trust_proxies(app: Flask, number: int) -> None:
    """Believe so many proxies about the address and the scheme of a visitor; none by default."""
    if number:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=number, x_proto=number)  # type: ignore[method-assign]  # Flask's own way


def create_app(settings: Settings | None = None) -> Flask:
    """An app for these settings, or for those of the environment."""
    settings = settings or read_settings()
    app = Flask("engage", template_folder=str(TEMPLATES), static_folder=None)
    app.config.from_mapping(flask_settings(settings))
    app.extensions["outgoing"] = []
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    database.db.init_app(app)
    with app.app_context():
        database.watch(database.db.engine)
    i18n.install(app)
    limits.install(app)
    web.install(app)
    access.install(app)
    _trust_proxies(app, settings.proxies)
    app.jinja_env.globals.update(_TEMPLATE_GLOBALS)
    app.extensions["waiting_for"] = _hooks("waiting_for")
    app.context_processor(_for_every_page)
    for feature in FEATURES:
        for blueprint in feature.blueprints:
            app.register_blueprint(blueprint)
    logging.getLogger("engage").setLevel(logging.INFO)
    return app
