"""How good is this answer? Numbers with units today; nothing here knows torch, learners or databases."""

from deepdrill.grading.calculation import Calculation, Grade, Problem, wrong

__all__ = ["Calculation", "Grade", "Problem", "wrong"]
