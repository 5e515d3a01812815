"""What to learn and in which order: ability with its uncertainty, readiness, the next drill and the reason shown.

Pure: the time and every draw come in as arguments. Everything is asked of a `Course`, which holds a library's drills as
arrays; make one per library and keep it.

Only the records are here, for whoever keeps them. What computes needs NumPy, a tenth of a second that most commands
need not wait for, so it is imported from its module by whoever uses it: `course`, `ability`, `readiness`, `sitting`,
`placement`.
"""

from deepdrill.curriculum.records import (
    Cell,
    Estimate,
    Evidence,
    Item,
    Mastery,
    Missing,
    Profile,
    Readiness,
    Reason,
    RoundReadiness,
    Seen,
    Sitting,
    Step,
)

__all__ = [
    "Cell",
    "Estimate",
    "Evidence",
    "Item",
    "Mastery",
    "Missing",
    "Profile",
    "Readiness",
    "Reason",
    "RoundReadiness",
    "Seen",
    "Sitting",
    "Step",
]
