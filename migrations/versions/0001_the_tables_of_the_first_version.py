"""The tables of the first version."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audiences",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("rule", sa.JSON(), nullable=False),
        sa.Column("destinations", sa.JSON(), nullable=False),
        sa.Column("min_size", sa.Integer(), nullable=False),
        sa.Column("holdout_percent", sa.Integer(), nullable=False),
        sa.Column("max_days", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("edited_at", sa.BigInteger(), nullable=False),
        sa.Column("traits_named", sa.JSON(), nullable=False),
        sa.Column("members", sa.LargeBinary(), nullable=True),
        sa.Column("computed_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audiences")),
        sa.UniqueConstraint("name", name=op.f("uq_audiences_name")),
    )
    op.create_table(
        "joins",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("from_number", sa.Integer(), nullable=False),
        sa.Column("into_number", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("undone_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_joins")),
    )
    op.create_table(
        "marketers",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("password_hash", sa.String(length=255), nullable=False),
        sa.Column("added_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_marketers")),
    )
    op.create_table(
        "products",
        sa.Column("id", sa.String(length=255), nullable=False),
        sa.Column("title", sa.String(length=512), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("brand", sa.String(length=255), nullable=False),
        sa.Column("category", sa.String(length=64), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("url", sa.String(length=1024), nullable=False),
        sa.Column("image", sa.String(length=1024), nullable=False),
        sa.Column("ingredients", sa.JSON(), nullable=False),
        sa.Column("claims", sa.JSON(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_products")),
    )
    with op.batch_alter_table("products", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_products_brand"), ["brand"], unique=False)
        batch_op.create_index(batch_op.f("ix_products_category"), ["category"], unique=False)

    op.create_table(
        "subjects",
        sa.Column("number", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("joined_into", sa.Integer(), nullable=True),
        sa.Column("erased_at", sa.BigInteger(), nullable=True),
        sa.Column("minor_sign_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["joined_into"], ["subjects.number"], name=op.f("fk_subjects_joined_into_subjects")
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_subjects")),
        sa.UniqueConstraint("id", name=op.f("uq_subjects_id")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "sync_audiences",
        sa.Column("audience_id", sa.Uuid(), nullable=False),
        sa.Column("neutral_name", sa.String(length=32), nullable=False),
        sa.Column("named_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("audience_id", name=op.f("pk_sync_audiences")),
        sa.UniqueConstraint("neutral_name", name=op.f("uq_sync_audiences_neutral_name")),
    )
    op.create_table(
        "taken_messages",
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("scope", sa.String(length=64), nullable=False),
        sa.Column("message_id", sa.String(length=255), nullable=False),
        sa.PrimaryKeyConstraint("kind", "scope", "message_id", name=op.f("pk_taken_messages")),
    )
    op.create_table(
        "audience_states",
        sa.Column(
            "sequence",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("audience_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("person", sa.String(length=128), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["audience_id"], ["audiences.id"], name=op.f("fk_audience_states_audience_id_audiences")
        ),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_audience_states")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("audience_states", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_audience_states_audience_id"), ["audience_id"], unique=False
        )

    op.create_table(
        "carts",
        sa.Column(
            "sequence",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("subject_number", sa.Integer(), nullable=False),
        sa.Column("origin_number", sa.Integer(), nullable=False),
        sa.Column("cart_id", sa.String(length=128), nullable=False),
        sa.Column("checkout_id", sa.String(length=128), nullable=True),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("last_event_at", sa.BigInteger(), nullable=False),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.Column("order_id", sa.String(length=128), nullable=True),
        sa.ForeignKeyConstraint(
            ["subject_number"], ["subjects.number"], name=op.f("fk_carts_subject_number_subjects")
        ),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_carts")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("carts", schema=None) as batch_op:
        batch_op.create_index("ix_carts_state", ["closed_at", "last_event_at"], unique=False)
        batch_op.create_index("ix_carts_subject", ["subject_number", "cart_id"], unique=False)

    op.create_table(
        "computations",
        sa.Column(
            "sequence",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("audience_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("seconds", sa.Double(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("joined_count", sa.Integer(), nullable=False),
        sa.Column("left_count", sa.Integer(), nullable=False),
        sa.Column("joined", sa.LargeBinary(), nullable=False),
        sa.Column("left", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["audience_id"], ["audiences.id"], name=op.f("fk_computations_audience_id_audiences")
        ),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_computations")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("computations", schema=None) as batch_op:
        batch_op.create_index("ix_computations_audience_at", ["audience_id", "at"], unique=False)

    op.create_table(
        "consents",
        sa.Column(
            "sequence",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("subject_number", sa.Integer(), nullable=False),
        sa.Column("origin_number", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(length=32), nullable=False),
        sa.Column("answer", sa.String(length=16), nullable=False),
        sa.Column("wording_version", sa.String(length=32), nullable=False),
        sa.Column("language", sa.String(length=16), nullable=False),
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["subject_number"],
            ["subjects.number"],
            name=op.f("fk_consents_subject_number_subjects"),
        ),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_consents")),
        sa.UniqueConstraint("id", name=op.f("uq_consents_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("consents", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_consents_subject_number"), ["subject_number"], unique=False
        )

    op.create_table(
        "contact_points",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("subject_number", sa.Integer(), nullable=False),
        sa.Column("origin_number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("ciphertext", sa.LargeBinary(), nullable=False),
        sa.Column("lookup", sa.LargeBinary(length=32), nullable=False),
        sa.Column("meta_digest", sa.String(length=64), nullable=True),
        sa.Column("google_digest", sa.String(length=64), nullable=True),
        sa.Column("recorded_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["subject_number"],
            ["subjects.number"],
            name=op.f("fk_contact_points_subject_number_subjects"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_points")),
        sa.UniqueConstraint(
            "subject_number",
            "kind",
            "lookup",
            "origin_number",
            name=op.f("uq_contact_points_subject_number_kind_lookup_origin_number"),
        ),
    )
    with op.batch_alter_table("contact_points", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_contact_points_google_digest"), ["google_digest"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_contact_points_lookup"), ["lookup"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_contact_points_meta_digest"), ["meta_digest"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_contact_points_subject_number"), ["subject_number"], unique=False
        )

    op.create_table(
        "conversation_messages",
        sa.Column(
            "sequence",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("subject_number", sa.Integer(), nullable=False),
        sa.Column("origin_number", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.String(length=64), nullable=False),
        sa.Column("message_id", sa.String(length=255), nullable=False),
        sa.Column("speaker", sa.String(length=16), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["subject_number"],
            ["subjects.number"],
            name=op.f("fk_conversation_messages_subject_number_subjects"),
        ),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_conversation_messages")),
        sa.UniqueConstraint(
            "conversation_id",
            "message_id",
            "speaker",
            name=op.f("uq_conversation_messages_conversation_id_message_id_speaker"),
        ),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("conversation_messages", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_conversation_messages_subject_number"), ["subject_number"], unique=False
        )

    op.create_table(
        "disclosures",
        sa.Column(
            "sequence",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("subject_number", sa.Integer(), nullable=False),
        sa.Column("origin_number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("type", sa.String(length=32), nullable=False),
        sa.Column("value", sa.String(length=64), nullable=False),
        sa.Column("polarity", sa.String(length=16), nullable=False),
        sa.Column("holder", sa.String(length=32), nullable=False),
        sa.Column("time", sa.String(length=16), nullable=False),
        sa.Column("severity", sa.String(length=16), nullable=True),
        sa.Column("area", sa.String(length=128), nullable=True),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("confidence", sa.Double(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("conversation_id", sa.String(length=64), nullable=True),
        sa.Column("message_id", sa.String(length=255), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("consent_id", sa.Uuid(), nullable=False),
        sa.Column("heard_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["subject_number"],
            ["subjects.number"],
            name=op.f("fk_disclosures_subject_number_subjects"),
        ),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_disclosures")),
        sa.UniqueConstraint("id", name=op.f("uq_disclosures_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("disclosures", schema=None) as batch_op:
        batch_op.create_index(
            "ix_disclosures_message", ["conversation_id", "message_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_disclosures_subject_number"), ["subject_number"], unique=False
        )
        batch_op.create_index(
            "ix_disclosures_trait",
            ["type", "value", "subject_number", "holder", "heard_at"],
            unique=False,
        )

    op.create_table(
        "events",
        sa.Column(
            "sequence",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("subject_number", sa.Integer(), nullable=False),
        sa.Column("origin_number", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=128), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.Column("message_id", sa.String(length=255), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("product_id", sa.String(length=255), nullable=True),
        sa.Column("sku", sa.String(length=255), nullable=True),
        sa.Column("price", sa.Numeric(precision=12, scale=2), nullable=True),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.String(length=128), nullable=True),
        sa.Column("cart_id", sa.String(length=128), nullable=True),
        sa.Column("conversation_id", sa.String(length=64), nullable=True),
        sa.Column("source", sa.String(length=16), nullable=False),
        sa.Column("properties", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["subject_number"], ["subjects.number"], name=op.f("fk_events_subject_number_subjects")
        ),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_events")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("events", schema=None) as batch_op:
        batch_op.create_index("ix_events_name_at", ["name", "at", "subject_number"], unique=False)
        batch_op.create_index(
            "ix_events_name_product_at",
            ["name", "product_id", "at", "subject_number"],
            unique=False,
        )
        batch_op.create_index("ix_events_subject_at", ["subject_number", "at"], unique=False)

    op.create_table(
        "orders",
        sa.Column("subject_number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("order_id", sa.String(length=128), nullable=False),
        sa.Column("origin_number", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("value", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("refunded", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("conversation_id", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(
            ["subject_number"], ["subjects.number"], name=op.f("fk_orders_subject_number_subjects")
        ),
        sa.PrimaryKeyConstraint("subject_number", "order_id", name=op.f("pk_orders")),
    )
    with op.batch_alter_table("orders", schema=None) as batch_op:
        batch_op.create_index("ix_orders_subject_at", ["subject_number", "at"], unique=False)

    op.create_table(
        "permissions",
        sa.Column("subject_number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("purpose", sa.String(length=32), nullable=False),
        sa.Column("answer", sa.String(length=16), nullable=False),
        sa.Column("consent_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["subject_number"],
            ["subjects.number"],
            name=op.f("fk_permissions_subject_number_subjects"),
        ),
        sa.PrimaryKeyConstraint("subject_number", "purpose", name=op.f("pk_permissions")),
    )
    with op.batch_alter_table("permissions", schema=None) as batch_op:
        batch_op.create_index("ix_permissions_purpose_answer", ["purpose", "answer"], unique=False)

    op.create_table(
        "product_fits",
        sa.Column("product_id", sa.String(length=255), nullable=False),
        sa.Column("trait", sa.String(length=97), nullable=False),
        sa.Column("effect", sa.String(length=16), nullable=False),
        sa.Column("fact", sa.Text(), nullable=False),
        sa.Column("cites", sa.Text(), nullable=False),
        sa.Column("weight", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(
            ["product_id"],
            ["products.id"],
            name=op.f("fk_product_fits_product_id_products"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("product_id", "trait", "effect", name=op.f("pk_product_fits")),
    )
    op.create_table(
        "subject_names",
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("subject_number", sa.Integer(), nullable=False),
        sa.Column("origin_number", sa.Integer(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["subject_number"],
            ["subjects.number"],
            name=op.f("fk_subject_names_subject_number_subjects"),
        ),
        sa.PrimaryKeyConstraint("kind", "name", name=op.f("pk_subject_names")),
    )
    with op.batch_alter_table("subject_names", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_subject_names_subject_number"), ["subject_number"], unique=False
        )

    op.create_table(
        "sync_lists",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("audience_id", sa.Uuid(), nullable=False),
        sa.Column("platform", sa.String(length=16), nullable=False),
        sa.Column("list_ref", sa.String(length=64), nullable=True),
        sa.Column("size", sa.Integer(), nullable=True),
        sa.Column("growth_allowed_by", sa.String(length=255), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["audience_id"],
            ["sync_audiences.audience_id"],
            name=op.f("fk_sync_lists_audience_id_sync_audiences"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sync_lists")),
        sa.UniqueConstraint(
            "audience_id", "platform", name=op.f("uq_sync_lists_audience_id_platform")
        ),
    )
    op.create_table(
        "variants",
        sa.Column("sku", sa.String(length=255), nullable=False),
        sa.Column("product_id", sa.String(length=255), nullable=False),
        sa.Column("title", sa.String(length=255), nullable=False),
        sa.Column("price", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("stock", sa.Integer(), nullable=False),
        sa.Column("size", sa.String(length=64), nullable=False),
        sa.Column("image", sa.String(length=1024), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["product_id"],
            ["products.id"],
            name=op.f("fk_variants_product_id_products"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("sku", name=op.f("pk_variants")),
    )
    with op.batch_alter_table("variants", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_variants_product_id"), ["product_id"], unique=False)

    op.create_table(
        "cart_lines",
        sa.Column(
            "cart_sequence", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("product_id", sa.String(length=255), nullable=False),
        sa.Column("sku", sa.String(length=255), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("unit_price", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("origin", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(
            ["cart_sequence"],
            ["carts.sequence"],
            name=op.f("fk_cart_lines_cart_sequence_carts"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("cart_sequence", "product_id", "sku", name=op.f("pk_cart_lines")),
    )
    op.create_table(
        "sync_pauses",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("platform", sa.String(length=16), nullable=False),
        sa.Column("list_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("list_gone", sa.Boolean(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("released_at", sa.BigInteger(), nullable=True),
        sa.Column("released_by", sa.String(length=255), nullable=True),
        sa.ForeignKeyConstraint(
            ["list_id"], ["sync_lists.id"], name=op.f("fk_sync_pauses_list_id_sync_lists")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sync_pauses")),
    )
    with op.batch_alter_table("sync_pauses", schema=None) as batch_op:
        batch_op.create_index("ix_sync_pauses_open", ["platform", "released_at"], unique=False)

    op.create_table(
        "sync_runs",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("list_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.String(length=255), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("held_back", sa.Integer(), nullable=False),
        sa.Column("refusals", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["list_id"], ["sync_lists.id"], name=op.f("fk_sync_runs_list_id_sync_lists")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sync_runs")),
    )
    with op.batch_alter_table("sync_runs", schema=None) as batch_op:
        batch_op.create_index("ix_sync_runs_asked_at", ["asked_at"], unique=False)
        batch_op.create_index("ix_sync_runs_list", ["list_id", "state"], unique=False)

    op.create_table(
        "sync_batches",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("operation", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("rows", sa.JSON(), nullable=False),
        sa.Column("planned", sa.Integer(), nullable=False),
        sa.Column("sent", sa.Integer(), nullable=False),
        sa.Column("settled", sa.Integer(), nullable=False),
        sa.Column("unresolved", sa.Integer(), nullable=False),
        sa.Column("refusals", sa.JSON(), nullable=False),
        sa.Column("receipt", sa.JSON(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("intended_at", sa.BigInteger(), nullable=True),
        sa.Column("sent_at", sa.BigInteger(), nullable=True),
        sa.Column("check_due_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["run_id"], ["sync_runs.id"], name=op.f("fk_sync_batches_run_id_sync_runs")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sync_batches")),
        sa.UniqueConstraint("run_id", "number", name=op.f("uq_sync_batches_run_id_number")),
    )
    with op.batch_alter_table("sync_batches", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sync_batches_run_id"), ["run_id"], unique=False)

    op.create_table(
        "sync_held",
        sa.Column("list_id", sa.Uuid(), nullable=False),
        sa.Column("subject_number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("fingerprint", sa.String(length=16), nullable=False),
        sa.Column("email_digest", sa.String(length=64), nullable=False),
        sa.Column("phone_digest", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.String(length=64), nullable=False),
        sa.Column("batch_id", sa.Uuid(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["sync_batches.id"], name=op.f("fk_sync_held_batch_id_sync_batches")
        ),
        sa.ForeignKeyConstraint(
            ["list_id"], ["sync_lists.id"], name=op.f("fk_sync_held_list_id_sync_lists")
        ),
        sa.PrimaryKeyConstraint(
            "list_id", "subject_number", "fingerprint", name=op.f("pk_sync_held")
        ),
    )
    with op.batch_alter_table("sync_held", schema=None) as batch_op:
        batch_op.create_index("ix_sync_held_batch", ["batch_id"], unique=False)
        batch_op.create_index("ix_sync_held_subject", ["subject_number"], unique=False)


def downgrade() -> None:
    message = "there is nothing before the first version to go back to"
    raise NotImplementedError(message)
