"""Alembic's entry: runs on the connection it is handed."""

from alembic import context

from engage.core.db import Base
from engage.core.schema import include_name, render_item

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_item=render_item,
    include_name=include_name,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
