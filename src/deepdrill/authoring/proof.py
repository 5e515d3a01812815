"""The product's conscience: is every drill what it claims to be?

A drill is proved by running it: starters must fail, solutions must pass, mistakes must be caught and called
by their name, numbers must work out, sample answers must get what they declare. How each kind is proved is in
`proof_of_code`, `proof_of_repairs`, `proof_of_numbers`, `proof_of_words` and `proof_of_labs`.
"""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from deepdrill.authoring.agreement import Graded
from deepdrill.authoring.proof_of_cases import case_proofs
from deepdrill.authoring.proof_of_code import Judging, code_proofs
from deepdrill.authoring.proof_of_labs import Experimenting, lab_proofs
from deepdrill.authoring.proof_of_numbers import number_proofs
from deepdrill.authoring.proof_of_repairs import Running, repair_proofs
from deepdrill.authoring.proof_of_words import Grading, Settling, agreement_lines, evidence_proofs, word_proofs
from deepdrill.authoring.proof_records import Proof, ProofLine
from deepdrill.content import Calculate, Case, Debug, Drill, Explain, Fault, Implement, Lab, Library
from deepdrill.content.spelling import near
from deepdrill.errors import UnknownDrill, how_to_get
from deepdrill.judge.client import missing_packages

__all__ = ["LAB_SEEDS", "Judging", "ProofLine", "ProofReport", "Provers", "Selection", "prove", "select"]


LAB_SEEDS = 2
"""With how many seeds each question of a lab is settled; an author tries a dozen."""


@dataclass(frozen=True, kw_only=True)
class Provers:
    """Who runs what a proof needs run."""

    judge: Judging
    trusted: Judging
    """Judges code of our own many times over, without isolation."""
    programs: Running
    grader: Grading
    settler: Settling
    experimenter: Experimenting


@dataclass(frozen=True, kw_only=True)
class Selection:
    """What is to be proved."""

    drills: tuple[Drill, ...]
    faults: tuple[Fault, ...]


@dataclass(frozen=True, kw_only=True)
class ProofReport:
    """Every claim that was put to the test, in the order of the library; drills with faults first."""

    seed: int
    drills: int
    lines: tuple[ProofLine, ...]

    @property
    def ok(self) -> bool:
        """Whether nothing at all is wrong."""
        return all(line.ok for line in self.lines)

    @property
    def soft(self) -> int:
        """How often the grader of words is sure of something else than a sample answer declares."""
        return sum(len(line.soft) for line in self.lines)


def select(library: Library, names: Iterable[str]) -> Selection:
    """Choose drills by path, topic or folder; no name at all chooses the whole library.

    Raises:
        UnknownDrill: A name is none of these.
    """
    chosen = [_folder(library, name) for name in names]
    if not chosen:
        return Selection(drills=tuple(library.drills.values()), faults=library.faults)
    return Selection(
        drills=tuple(
            drill for drill in library.drills.values() if any(drill.folder.is_relative_to(one) for one in chosen)
        ),
        faults=tuple(fault for fault in library.faults if any(fault.path.is_relative_to(one) for one in chosen)),
    )


def prove(
    library: Library,
    selection: Selection,
    provers: Provers,
    *,
    workers: int,
    seed: int,
    lab_seeds: int = LAB_SEEDS,
    on_line: Callable[[ProofLine], None] = lambda _: None,
) -> ProofReport:
    """Prove the selected drills in parallel.

    Args:
        library: Where the drills come from.
        selection: What to prove.
        provers: Judge code, grade words, settle evidence, run labs.
        workers: How many submissions the judge runs at the same time.
        seed: All seeds of all submissions and draws follow from it.
        lab_seeds: With how many seeds each question of a lab is settled; one or more.
        on_line: Is told each line as soon as it is known, from whichever thread found it.
    """
    lines = [_fault_line(library, fault) for fault in selection.faults]
    for line in lines:
        on_line(line)
    graded: list[Graded] = []
    alone: list[Proof] = []
    proofs = evidence_proofs(selection.drills, provers.settler, seed)
    proofs += [
        proof
        for drill in selection.drills
        for proof in _proofs(drill, provers, graded, alone, seed=seed, lab_seeds=lab_seeds)
    ]

    def settle(proof: Proof) -> list[ProofLine]:
        found = proof()
        for line in found:
            on_line(line)
        return found

    pool = ThreadPoolExecutor(max_workers=workers)
    try:
        for found in pool.map(settle, proofs):
            lines.extend(found)
    finally:
        pool.shutdown(cancel_futures=True)  # whoever interrupts a proof does not wait for the rest of it
    for found in map(settle, alone):
        lines.extend(found)
    if len(selection.drills) == len(library.drills):
        for line in agreement_lines(graded):
            lines.append(line)
            on_line(line)
    return ProofReport(seed=seed, drills=len(selection.drills), lines=tuple(lines))


def _proofs(
    drill: Drill, provers: Provers, graded: list[Graded], alone: list[Proof], *, seed: int, lab_seeds: int
) -> list[Proof]:
    files = ProofLine(drill=drill.path, what="files", ok=True, detail="")
    proofs: list[Proof] = [lambda: [files]]
    match drill.body:
        case Implement() as body if missing := missing_packages(body):
            why = f"not proved here: it needs {missing[0]}; get it with:  {how_to_get(missing[0])}"
            proofs.append(lambda: [ProofLine(drill=drill.path, what="code", ok=True, detail=why)])
        case Implement() as body:
            proofs += code_proofs(drill, body, provers.judge, seed)
        case Debug() as body:
            proofs += repair_proofs(
                drill, body, judge=provers.judge, trusted=provers.trusted, programs=provers.programs, seed=seed
            )
        case Calculate() as body:
            proofs += number_proofs(drill, body, seed)
        case Explain() as body:
            proofs += word_proofs(drill, body, provers.grader, graded)
        case Case() as body:
            proofs += case_proofs(drill, body, provers.judge, provers.grader, seed)
        case Lab() as body:
            proofs += lab_proofs(drill, body, provers.experimenter, seed, seeds=lab_seeds, alone=alone)
    return proofs


def _folder(library: Library, name: str) -> Path:
    """Find the folder that a name means: a drill's path, a topic, or a folder of the file system."""
    for folder in (library.root / name.strip("/"), Path(name).absolute()):
        if folder.is_dir() and folder.resolve().is_relative_to(library.root.resolve()):
            return library.root / folder.resolve().relative_to(library.root.resolve())
    raise UnknownDrill(name, near(name, [*library.drills, *library.topics]))


def _fault_line(library: Library, fault: Fault) -> ProofLine:
    inside = fault.path.relative_to(library.root).parts
    drill = "/".join(inside[:2]) if len(inside) > 1 else "library"
    return ProofLine(drill=drill, what="files", ok=False, detail=str(fault))
