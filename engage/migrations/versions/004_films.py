"""Films in sign language"""

import sqlalchemy as sa
from alembic import op

revision = '004'
down_revision = '003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('question', schema=None) as batch_op:
        batch_op.add_column(sa.Column('films', sa.Integer(), nullable=True))


def downgrade() -> None:
    raise NotImplementedError
