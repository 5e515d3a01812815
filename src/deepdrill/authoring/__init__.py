"""For people who write drills: a scaffold to begin with, a proof to end with, and what is still missing."""

from deepdrill.authoring.coverage import Coverage, SkillCoverage, TopicCoverage, measure_coverage
from deepdrill.authoring.proof import Judging, ProofLine, ProofReport, Selection, prove, select
from deepdrill.authoring.scaffold import Scaffold, new_drill

__all__ = [
    "Coverage",
    "Judging",
    "ProofLine",
    "ProofReport",
    "Scaffold",
    "Selection",
    "SkillCoverage",
    "TopicCoverage",
    "measure_coverage",
    "new_drill",
    "prove",
    "select",
]
