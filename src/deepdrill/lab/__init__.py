"""Run what a computer can settle: the evidence of explain drills, labs with knobs, and the data of cases.

Nothing here knows learners or databases. The code that runs is the library's own, never a learner's; what takes time
runs in processes of its own (`process`), which do one job each (`working`).
"""

from deepdrill.lab.dataset import Dataset, make_dataset
from deepdrill.lab.image_folder import read_images
from deepdrill.lab.knobs import read_knobs, written
from deepdrill.lab.records import (
    Batch,
    ClaimSettled,
    Curve,
    EvidenceSettled,
    LabRun,
    Noted,
    Pictured,
    Plot,
    Points,
    QuestionSettled,
    Tabled,
    Told,
    Tried,
    Valued,
    plot_on,
)
from deepdrill.lab.running import Experimenter, LabSettled, Running, lacks
from deepdrill.lab.settling import Settler

__all__ = [
    "Batch",
    "ClaimSettled",
    "Curve",
    "Dataset",
    "EvidenceSettled",
    "Experimenter",
    "LabRun",
    "LabSettled",
    "Noted",
    "Pictured",
    "Plot",
    "Points",
    "QuestionSettled",
    "Running",
    "Settler",
    "Tabled",
    "Told",
    "Tried",
    "Valued",
    "lacks",
    "make_dataset",
    "plot_on",
    "read_images",
    "read_knobs",
    "written",
]
