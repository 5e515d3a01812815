"""Take a submission or an answer, have it judged or graded, and record it.

Whether it is right is decided by `judge` and `grading`; where it is kept, by whoever passes the journal.
"""

from deepdrill.practice.handing_in import Judges, answer, recover, require_calculate, require_judged, submit
from deepdrill.practice.help import Hints, hints_of, open_hint, open_solution
from deepdrill.practice.journal import Journal, ListJournal
from deepdrill.practice.records import Aid, Attempt, Help, Standing, State
from deepdrill.practice.standing import Mark, standing_of

__all__ = [
    "Aid",
    "Attempt",
    "Help",
    "Hints",
    "Journal",
    "Judges",
    "ListJournal",
    "Mark",
    "Standing",
    "State",
    "answer",
    "hints_of",
    "open_hint",
    "open_solution",
    "recover",
    "require_calculate",
    "require_judged",
    "standing_of",
    "submit",
]
