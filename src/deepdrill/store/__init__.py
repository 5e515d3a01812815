"""Attempts and plans in a database: the `Journal` and the `Plans` that `practice` asks for. Decides nothing."""

from deepdrill.store.backup import back_up, restore
from deepdrill.store.journal import SqlJournal
from deepdrill.store.opening import open_store
from deepdrill.store.plans import SqlPlans

__all__ = ["SqlJournal", "SqlPlans", "back_up", "open_store", "restore"]
