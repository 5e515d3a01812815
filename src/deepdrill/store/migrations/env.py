"""Alembic's entry: runs the migrations on the connection that `store.migration` passes in."""  # noqa: INP001  Alembic runs this file by its path

from alembic import context

from deepdrill.store.schema import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata, render_as_batch=True)
context.run_migrations()
