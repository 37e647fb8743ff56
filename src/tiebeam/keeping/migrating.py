"""How far the database has come, and how it gets to where this program needs it."""

from __future__ import annotations

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader


def applied() -> list[str]:
    """Migrations that the database has."""
    loader = MigrationLoader(connection, ignore_no_migrations=True)
    return sorted(f"{app}.{name}" for app, name in loader.applied_migrations)


def known() -> set[str]:
    """Migrations that this program has; those of libraries count too."""
    loader = MigrationLoader(None, ignore_no_migrations=True)
    replaced = {each for one in loader.disk_migrations.values() for each in one.replaces}
    return {f"{app}.{name}" for app, name in {*loader.disk_migrations, *replaced}}


def pending() -> int:
    """How many migrations the database lacks."""
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def is_new() -> bool:
    """Whether nobody has an account yet, so that nothing can be lost."""
    accounts = "accounts_user"
    with connection.cursor() as cursor:
        if accounts not in connection.introspection.table_names(cursor):
            return True
        cursor.execute(f"SELECT 1 FROM {connection.ops.quote_name(accounts)} LIMIT 1")  # noqa: S608
        return cursor.fetchone() is None


def migrate() -> None:
    """Bring the database to where this program needs it."""
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
