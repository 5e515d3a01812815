"""Attempts in a database: the `Journal` that `practice` asks for. Decides nothing about them."""

from deepdrill.store.journal import SqlJournal
from deepdrill.store.opening import open_store

__all__ = ["SqlJournal", "open_store"]
