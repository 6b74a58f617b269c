"""What is kept with an edition; films; and what else came with them"""

import json

import sqlalchemy as sa
from alembic import op

from engage.core.db import JsonText, canonical_json
from engage.publishing.rules import words_of
from engage.reading.queries import level

revision = '004'
down_revision = '003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ('edition_document', 'submission'):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.add_column(sa.Column('level', sa.Text(), nullable=False, server_default='{}'))
    with op.batch_alter_table('edition_document', schema=None) as batch_op:
        batch_op.add_column(sa.Column('hands', sa.Text(), nullable=True))
    with op.batch_alter_table('question', schema=None) as batch_op:
        batch_op.add_column(sa.Column('films', sa.Integer(), nullable=True))
    _emails()
    with op.batch_alter_table('paper_batch', schema=None) as batch_op:
        batch_op.add_column(sa.Column('variant', sa.Text(), server_default='', nullable=False))
    _easy_read()
    _paper_files()
    _judge('edition_document', 'body', lambda body: words_of(json.loads(body)))
    _judge('submission', 'text', str)


def _emails() -> None:
    """A concern may be about a dropped email."""
    with op.batch_alter_table('concern', schema=None) as batch_op:
        batch_op.add_column(sa.Column('inbound_id', sa.Uuid(), nullable=True))
        batch_op.alter_column('response_id', existing_type=sa.Uuid(), nullable=True)
        batch_op.create_index(batch_op.f('ix_concern_inbound_id'), ['inbound_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_concern_inbound_id'), 'inbound_answer', ['inbound_id'], ['id'])
        batch_op.create_check_constraint(
            batch_op.f('ck_concern_about_one_thing'),
            '(response_id IS NULL) <> (inbound_id IS NULL)',
        )
    with op.batch_alter_table('inbound_answer', schema=None) as batch_op:
        batch_op.add_column(sa.Column('held', sa.Boolean(), server_default=sa.false(), nullable=False))


def _easy_read() -> None:
    """Easy Read in more languages than English; a board's comment that was translated."""
    with op.batch_alter_table('consultation_format', schema=None) as batch_op:
        batch_op.add_column(sa.Column('languages', JsonText(), server_default='[]', nullable=False))
    with op.batch_alter_table('machine_run', schema=None) as batch_op:
        batch_op.add_column(sa.Column('variant', sa.Text(), server_default='', nullable=False))
    # Only the board wrote its comment, in any language: its own words translate nothing.
    words = sa.table(
        'wording',
        *(
            sa.column(name, sa.Text())
            for name in ('subject_kind', 'field', 'variant', 'source_hash', 'source_text')
        ),
    )
    comments = words.c.field == 'board_comment'
    op.execute(words.update().where(comments).values(source_hash='', source_text=''))
    # The words of a picture are Easy Read: they stand with its other words now.
    pictures = (words.c.subject_kind == 'format_media') & (words.c.field == 'alt')
    op.execute(words.update().where(pictures).values(variant='easy-read'))


def _paper_files() -> None:
    """The words of a paper stand for its file; those of old ones for the file that is there."""
    with op.batch_alter_table('consultation_paper_file', schema=None) as batch_op:
        batch_op.add_column(sa.Column('words_for', sa.Text(), server_default='', nullable=False))
    files = sa.table('consultation_paper_file', *(sa.column(name, sa.Text()) for name in ('sha256', 'words_for')))
    op.execute(files.update().values(words_for=files.c.sha256))


def _judge(table: str, column: str, words) -> None:
    """Judge what is there once, and say that it was judged later: from here on it stays so."""
    rows = sa.table(table, *map(sa.column, ('language', 'level', column)), sa.column('id', sa.Uuid()))
    bind = op.get_bind()
    for key in bind.execute(sa.select(rows.c.id)).scalars().all():
        own = rows.c.id == key
        text, language = bind.execute(sa.select(rows.c[column], rows.c.language).where(own)).one()
        kept = {**level(words(text), language), 'judged_later': True}
        bind.execute(rows.update().where(own).values(level=canonical_json(kept)))


def downgrade() -> None:
    raise NotImplementedError("Go back by restoring a backup: what came since has no place before.")
