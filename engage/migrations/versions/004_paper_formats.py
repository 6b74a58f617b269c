"""Printed forms in every format that paper can carry"""

import sqlalchemy as sa
from alembic import op

revision = '004'
down_revision = '003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('paper_batch', schema=None) as batch_op:
        batch_op.add_column(sa.Column('variant', sa.Text(), server_default='', nullable=False))


def downgrade() -> None:
    raise NotImplementedError("Go back by restoring a backup: what came since has no place before.")
