"""A file of a paper in another language remembers the English one it was made from"""

import sqlalchemy as sa
from alembic import op

revision = '006'
down_revision = '005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('consultation_paper', schema=None) as batch_op:
        batch_op.add_column(sa.Column('gone', sa.Text(), server_default='{}', nullable=False))
    with op.batch_alter_table('consultation_paper_file', schema=None) as batch_op:
        batch_op.add_column(sa.Column('made_from', sa.Text(), server_default='', nullable=False))
    _files_as_they_are()


def _files_as_they_are() -> None:
    """What is there says what the English file says: nobody was told otherwise."""
    names = ('language', 'sha256', 'made_from')
    files = sa.table('consultation_paper_file', *(sa.column(name, sa.Text()) for name in names), sa.column('paper_id', sa.Uuid()))
    english = files.alias('english')
    there = sa.select(english.c.sha256).where(english.c.paper_id == files.c.paper_id, english.c.language == 'en_GB')
    others = files.update().where(files.c.language != 'en_GB')
    op.execute(others.values(made_from=sa.func.coalesce(there.scalar_subquery(), '')))


def downgrade() -> None:
    raise NotImplementedError("Go back by restoring a backup: what came since has no place before.")
