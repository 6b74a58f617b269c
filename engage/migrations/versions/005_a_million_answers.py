"""A million answers: the public list has a search index, contacts are found by consultation"""

import sqlalchemy as sa
from alembic import op

from engage.core.search import indexed

revision = '005'
down_revision = '004'
branch_labels = None
depends_on = None

_AT_ONCE = 1_000
_SQLITE = (
    """CREATE VIRTUAL TABLE published_words_found USING fts5(
    words, content='published_words', content_rowid='place', tokenize='ascii',
    detail='none', columnsize=0, prefix='1 2 3 4 5 6')""",
    """CREATE TRIGGER published_words_found_new AFTER INSERT ON published_words BEGIN
    INSERT INTO published_words_found(rowid, words) VALUES (new.place, new.words); END""",
    """CREATE TRIGGER published_words_found_old AFTER DELETE ON published_words BEGIN
    INSERT INTO published_words_found(published_words_found, rowid, words)
    VALUES ('delete', old.place, old.words); END""",
)
_POSTGRESQL = (
    """CREATE INDEX published_words_found ON published_words
    USING gin (array_to_tsvector(string_to_array(words, ' ')))""",
)


_LOG = """INSERT INTO taken_out (consultation_id, publication_id, at, reason, whole)
    SELECT * FROM (
    SELECT p.consultation_id, p.id, r.made_at AS at, coalesce(r.reason, 'personal'), false
    FROM redaction r JOIN publication p ON p.id = r.publication_id
    WHERE p.state = 'published' AND r.made_by IS NOT NULL AND r.lifted_at IS NULL
    UNION ALL
    SELECT consultation_id, id, changed_at, why, true FROM publication
    WHERE state = 'refused' AND first_by IS NOT NULL) lines ORDER BY at"""


def upgrade() -> None:
    op.create_table('published_words',
    sa.Column('place', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('consultation_id', sa.Uuid(), nullable=False),
    sa.Column('publication_id', sa.Uuid(), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['consultation_id'], ['consultation.id'], name=op.f('fk_published_words_consultation_id')),
    sa.ForeignKeyConstraint(['publication_id'], ['publication.id'], name=op.f('fk_published_words_publication_id')),
    sa.PrimaryKeyConstraint('place', name=op.f('pk_published_words')),
    sa.UniqueConstraint('publication_id', name=op.f('uq_published_words_publication_id'))
    )
    op.create_index('ix_published_words_list', 'published_words', ['consultation_id', 'place'], unique=False)
    op.create_table('taken_out',
    sa.Column('place', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('consultation_id', sa.Uuid(), nullable=False),
    sa.Column('publication_id', sa.Uuid(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('whole', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['consultation_id'], ['consultation.id'], name=op.f('fk_taken_out_consultation_id')),
    sa.ForeignKeyConstraint(['publication_id'], ['publication.id'], name=op.f('fk_taken_out_publication_id')),
    sa.PrimaryKeyConstraint('place', name=op.f('pk_taken_out'))
    )
    op.create_index('ix_taken_out_list', 'taken_out', ['consultation_id', 'place'], unique=False)
    op.create_index(op.f('ix_taken_out_publication_id'), 'taken_out', ['publication_id'], unique=False)
    op.execute(_LOG)
    for line in _SQLITE if op.get_bind().dialect.name == 'sqlite' else _POSTGRESQL:
        op.execute(line)
    _list_again()
    with op.batch_alter_table('publication', schema=None) as batch_op:
        batch_op.drop_index('ix_publication_listed')
        batch_op.drop_column('folded')
        batch_op.create_index('ix_publication_listed', ['consultation_id', 'state', 'published_at', 'id'], unique=False)
    op.execute("UPDATE publication SET state = 'wordless' WHERE state = 'refused' AND first_by IS NULL")
    _of_a_consultation('response_contact', 'response_id')
    with op.batch_alter_table('response_contact', schema=None) as batch_op:
        batch_op.create_index('ix_response_contact_shared', ['consultation_id', 'contact_id', 'response_id'], unique=False)
    _of_a_consultation('response_likeness', 'older_id')
    with op.batch_alter_table('response_likeness', schema=None) as batch_op:
        batch_op.create_index('ix_response_likeness_list', ['consultation_id', 'id'], unique=False)
    _one_contact_for_one_email()
    with op.batch_alter_table('contact', schema=None) as batch_op:
        batch_op.create_index('uq_contact_email', ['email'], unique=True, sqlite_where=sa.text("email <> ''"), postgresql_where=sa.text("email <> ''"))


def _list_again() -> None:
    """What is public stands in the list in the order in which it was published."""
    rows = sa.table('publication', *(sa.column(each, sa.Uuid()) for each in ('id', 'consultation_id')),
                    *map(sa.column, ('state', 'published_at', 'folded')))
    words = sa.table('published_words', *(sa.column(each, sa.Uuid()) for each in ('publication_id', 'consultation_id')),
                     sa.column('words'))
    wanted = sa.select(rows.c.id, rows.c.consultation_id, rows.c.folded).where(rows.c.state == 'published')
    found = op.get_bind().execute(wanted.order_by(rows.c.published_at, rows.c.id)).all()
    for start in range(0, len(found), _AT_ONCE):
        op.bulk_insert(words, [
            {'publication_id': key, 'consultation_id': asked, 'words': f'§{asked.hex} {indexed(folded)}'}
            for key, asked, folded in found[start:start + _AT_ONCE]
        ])


def _of_a_consultation(table: str, response: str) -> None:
    """Each row says whose consultation it belongs to: that of its answer."""
    with op.batch_alter_table(table, schema=None) as batch_op:
        batch_op.add_column(sa.Column('consultation_id', sa.Uuid(), nullable=True))
    op.execute(
        f"UPDATE {table} SET consultation_id = "
        f"(SELECT consultation_id FROM response WHERE response.id = {table}.{response})"
    )
    with op.batch_alter_table(table, schema=None) as batch_op:
        batch_op.alter_column('consultation_id', existing_type=sa.Uuid(), nullable=False)
        batch_op.create_foreign_key(batch_op.f(f'fk_{table}_consultation_id'), 'consultation', ['consultation_id'], ['id'])


def _one_contact_for_one_email() -> None:
    """Contacts of one email become one, in small letters; their answers lead to it."""
    contacts = sa.table('contact', sa.column('id', sa.Uuid()), sa.column('email'))
    links = sa.table('response_contact', sa.column('contact_id', sa.Uuid()))
    first = {}
    wanted = sa.select(contacts.c.id, contacts.c.email).where(contacts.c.email != '')
    for key, email in op.get_bind().execute(wanted.order_by(contacts.c.id)).all():
        kept = first.setdefault(email.casefold(), key)
        if kept != key:
            op.execute(links.update().where(links.c.contact_id == key).values(contact_id=kept))
            op.execute(contacts.delete().where(contacts.c.id == key))
        elif email != email.casefold():
            op.execute(contacts.update().where(contacts.c.id == key).values(email=email.casefold()))


def downgrade() -> None:
    raise NotImplementedError("Go back by restoring a backup: what came since has no place before.")
