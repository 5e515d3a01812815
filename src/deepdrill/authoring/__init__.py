"""For people who write drills: a scaffold to begin with, a proof to end with, and what is still missing."""

from deepdrill.authoring.coverage import Coverage, SkillCoverage, TopicCoverage, measure_coverage
from deepdrill.authoring.proof import LAB_SEEDS, Judging, ProofLine, ProofReport, Provers, Selection, prove, select
from deepdrill.authoring.scaffold import Scaffold, new_drill
from deepdrill.authoring.strength import ENOUGH, DrillStrength, StrengthReport, Survivor, measure_strength

__all__ = [
    "ENOUGH",
    "LAB_SEEDS",
    "Coverage",
    "DrillStrength",
    "Judging",
    "ProofLine",
    "ProofReport",
    "Provers",
    "Scaffold",
    "Selection",
    "SkillCoverage",
    "StrengthReport",
    "Survivor",
    "TopicCoverage",
    "measure_coverage",
    "measure_strength",
    "new_drill",
    "prove",
    "select",
]
