"""How good is this answer? Numbers with units, and words; nothing here knows torch, learners or databases."""

from deepdrill.grading.calculation import Calculation, Grade, Problem, wrong
from deepdrill.grading.words import WordsGrade, overruled

__all__ = ["Calculation", "Grade", "Problem", "WordsGrade", "overruled", "wrong"]
