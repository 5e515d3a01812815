"""Is this code right? Trusted checks, an untrusted learner, and a verdict. Importing this imports no torch."""

from deepdrill.judge.client import Judge
from deepdrill.judge.verdict import (
    CheckDone,
    CheckReport,
    CheckStarted,
    Crash,
    Diagnosis,
    Event,
    Failure,
    Measurement,
    Outcome,
    Shown,
    Submission,
    Times,
    Verdict,
    VerdictReady,
    from_json,
    to_json,
)

__all__ = [
    "CheckDone",
    "CheckReport",
    "CheckStarted",
    "Crash",
    "Diagnosis",
    "Event",
    "Failure",
    "Judge",
    "Measurement",
    "Outcome",
    "Shown",
    "Submission",
    "Times",
    "Verdict",
    "VerdictReady",
    "from_json",
    "to_json",
]
