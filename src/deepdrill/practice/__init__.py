"""Take a submission or an answer, have it judged or graded, and record it.

Whether it is right is decided by `judge` and `grading`; where it is kept, by whoever passes the journal.
"""

from deepdrill.practice.cases import (
    STAGE_PASSED,
    CaseProgress,
    StageProgress,
    StageState,
    StageWork,
    argument_drill,
    case_of,
    open_stage_solution,
    overrule_stage,
    progress_of,
    stage_of,
    stage_solution_open,
    submit_stage,
    try_own_table,
    work_of,
)
from deepdrill.practice.casework import CaseFolder, argument_in, lay_out_case, read_stages
from deepdrill.practice.curves import charts_of, plots
from deepdrill.practice.handing_in import (
    Graders,
    Judges,
    Programs,
    answer,
    begun,
    correct,
    explain,
    overrule,
    recover,
    require_calculate,
    require_explain,
    require_judged,
    submit,
)
from deepdrill.practice.help import Hints, hints_of, open_hint, open_solution
from deepdrill.practice.journal import Journal, ListJournal
from deepdrill.practice.learning import Learned, Learning, Told
from deepdrill.practice.plans import AskedFor, KeptSitting, ListPlans, Placing, Plans, Setup
from deepdrill.practice.predicting import lab_of, predict
from deepdrill.practice.preparation import DueDay, Place, Planned, Preparation, Progress, Today
from deepdrill.practice.records import Aid, Attempt, Correction, Help, Says, StageReport, Standing, State, TrapGrade
from deepdrill.practice.repair_report import Repair
from deepdrill.practice.repairing import repair, require_debug, try_repair
from deepdrill.practice.shorter import answer_trap, blank_of, trap_of
from deepdrill.practice.standing import Mark, standing_of
from deepdrill.practice.takeout import TakenIn, Takeout, attempts_csv, read_takeout, take_in, take_out
from deepdrill.practice.time_spent import begin_to_look

__all__ = [
    "STAGE_PASSED",
    "Aid",
    "AskedFor",
    "Attempt",
    "CaseFolder",
    "CaseProgress",
    "Correction",
    "DueDay",
    "Graders",
    "Help",
    "Hints",
    "Journal",
    "Judges",
    "KeptSitting",
    "Learned",
    "Learning",
    "ListJournal",
    "ListPlans",
    "Mark",
    "Place",
    "Placing",
    "Planned",
    "Plans",
    "Preparation",
    "Programs",
    "Progress",
    "Repair",
    "Says",
    "Setup",
    "StageProgress",
    "StageReport",
    "StageState",
    "StageWork",
    "Standing",
    "State",
    "TakenIn",
    "Takeout",
    "Today",
    "Told",
    "TrapGrade",
    "answer",
    "answer_trap",
    "argument_drill",
    "argument_in",
    "attempts_csv",
    "begin_to_look",
    "begun",
    "blank_of",
    "case_of",
    "charts_of",
    "correct",
    "explain",
    "hints_of",
    "lab_of",
    "lay_out_case",
    "open_hint",
    "open_solution",
    "open_stage_solution",
    "overrule",
    "overrule_stage",
    "plots",
    "predict",
    "progress_of",
    "read_stages",
    "read_takeout",
    "recover",
    "repair",
    "require_calculate",
    "require_debug",
    "require_explain",
    "require_judged",
    "stage_of",
    "stage_solution_open",
    "standing_of",
    "submit",
    "submit_stage",
    "take_in",
    "take_out",
    "trap_of",
    "try_own_table",
    "try_repair",
    "work_of",
]
