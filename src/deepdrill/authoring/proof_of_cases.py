"""Proof of a case: each stage is proved like a drill of code and like a drill of words.

The sample answers of stages stay out of the agreement that is measured over the library: that is a claim about explain
drills, which the grader of words was fitted to.
"""

from dataclasses import replace

from deepdrill.authoring.agreement import Graded
from deepdrill.authoring.proof_of_code import Judging, code_proofs
from deepdrill.authoring.proof_of_words import Grading, word_proofs
from deepdrill.authoring.proof_records import Proof, ProofLine
from deepdrill.content import Case, Drill, Stage
from deepdrill.errors import how_to_get
from deepdrill.judge.client import missing_packages

__all__ = ["case_proofs"]


def case_proofs(drill: Drill, body: Case, judge: Judging, grader: Grading, seed: int) -> list[Proof]:
    """List what has to be shown of every stage, with the other stages' solutions beside it."""
    proofs: list[Proof] = []
    for stage in body.stages:
        modules = {other.id: other.code.solution for other in body.stages if other is not stage}
        if missing := missing_packages(stage.code):
            proofs.append(_not_here(drill, stage, missing[0]))
        else:
            proofs += code_proofs(drill, stage.code, judge, seed, stage=stage.id, modules=modules)
        proofs += [_named(stage, proof) for proof in _arguments(drill, stage, grader)]
    return proofs


def _arguments(drill: Drill, stage: Stage, grader: Grading) -> list[Proof]:
    apart: list[Graded] = []
    return word_proofs(replace(drill, prompt=stage.asks, body=stage.argument), stage.argument, grader, apart)


def _named(stage: Stage, proof: Proof) -> Proof:
    def named() -> list[ProofLine]:
        return [replace(line, what=f"{stage.id}: {line.what}") for line in proof()]

    return named


def _not_here(drill: Drill, stage: Stage, package: str) -> Proof:
    why = f"not proved here: it needs {package}; get it with:  {how_to_get(package)}"
    return lambda: [ProofLine(drill=drill.path, what=f"{stage.id}: code", ok=True, detail=why)]
