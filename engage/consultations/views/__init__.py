"""The public pages of a consultation, and the desk where staff write it."""

from engage.consultations.views import (
    approvals,
    builder,
    builder_beside,
    builder_form,
    builder_route,
    builder_taking,
    calendar,
    corrections,
    desk,
    formats,
    kit,
    notices,
    polls,
    privacy,
    programmes,
    public,
    records,
    translations,
)

blueprints = (
    public.bp,
    desk.desk,
    approvals.bp,
    polls.desk,
    programmes.bp,
    programmes.desk,
    calendar.bp,
    calendar.desk,
    kit.desk,
    builder.bp,
    translations.bp,
)
__all__ = [
    "blueprints",
    "builder_beside",
    "builder_form",
    "builder_route",
    "builder_taking",
    "corrections",
    "formats",
    "notices",
    "privacy",
    "records",
]
