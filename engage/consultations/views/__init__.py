"""The public pages of a consultation, and the desk where staff write it."""

from engage.consultations.views import (
    approvals,
    builder,
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
    programmes,
    public,
    records,
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
)
__all__ = [
    "blueprints",
    "builder_form",
    "builder_route",
    "builder_taking",
    "corrections",
    "formats",
    "notices",
    "records",
]
