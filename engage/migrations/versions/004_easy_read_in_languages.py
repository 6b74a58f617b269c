"""Easy Read in other languages"""

import sqlalchemy as sa
from alembic import op

from engage.core.db import JsonText

revision = '004'
down_revision = '003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('consultation_format', schema=None) as batch_op:
        batch_op.add_column(sa.Column('languages', JsonText(), server_default='[]', nullable=False))

    with op.batch_alter_table('machine_run', schema=None) as batch_op:
        batch_op.add_column(sa.Column('variant', sa.Text(), server_default='', nullable=False))

    # Only the board wrote its comment, in any language: its own words translate nothing.
    own = sa.table(
        'wording',
        *(sa.column(name, sa.Text()) for name in ('field', 'source_hash', 'source_text')),
    )
    comments = own.c.field == 'board_comment'
    op.execute(own.update().where(comments).values(source_hash='', source_text=''))

    # The words of a picture are Easy Read: they stand with its other words now.
    words = sa.table(
        'wording',
        *(sa.column(name, sa.Text()) for name in ('subject_kind', 'field', 'variant')),
    )
    pictures = (words.c.subject_kind == 'format_media') & (words.c.field == 'alt')
    op.execute(words.update().where(pictures).values(variant='easy-read'))


def downgrade() -> None:
    raise NotImplementedError("Go back by restoring a backup: what came since has no place before.")
