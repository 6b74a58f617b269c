"""A concern may be about a dropped email"""

import sqlalchemy as sa
from alembic import op

revision = '004'
down_revision = '003'
branch_labels = None
depends_on = None


def upgrade() -> None:
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


def downgrade() -> None:
    raise NotImplementedError("Go back by restoring a backup: what came since has no place before.")
