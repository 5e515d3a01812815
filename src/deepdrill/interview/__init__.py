"""Rounds against one clock, with follow-ups and a debrief. Knows nothing of databases, pages or attempts."""

from deepdrill.interview.book import Book, ListBook, Moved, Saved
from deepdrill.interview.conducting import Interviews, Panel, Underway
from deepdrill.interview.debrief import Debrief, next_things
from deepdrill.interview.interviewer import Interviewer, ModelInterviewer, WrittenInterviewer
from deepdrill.interview.records import Interview, Report, Room, State, Step, Thing
from deepdrill.interview.reporting import report_of

__all__ = [
    "Book",
    "Debrief",
    "Interview",
    "Interviewer",
    "Interviews",
    "ListBook",
    "ModelInterviewer",
    "Moved",
    "Panel",
    "Report",
    "Room",
    "Saved",
    "State",
    "Step",
    "Thing",
    "Underway",
    "WrittenInterviewer",
    "next_things",
    "report_of",
]
