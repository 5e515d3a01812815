"""The product's conscience: is every drill what it claims to be?

A drill is proved by running it: starters must fail, solutions must pass, mistakes must be caught and called
by their name, numbers must work out. How each kind is proved is in `proof_of_code` and `proof_of_numbers`.
"""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from deepdrill.authoring.proof_of_code import Judging, code_proofs
from deepdrill.authoring.proof_of_numbers import number_proofs
from deepdrill.authoring.proof_records import Proof, ProofLine
from deepdrill.content import Calculate, Drill, Fault, Implement, Library
from deepdrill.content.spelling import near
from deepdrill.errors import UnknownDrill

__all__ = ["Judging", "ProofLine", "ProofReport", "Selection", "prove", "select"]


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
    judge: Judging,
    *,
    workers: int,
    seed: int,
    on_line: Callable[[ProofLine], None] = lambda _: None,
) -> ProofReport:
    """Prove the selected drills in parallel.

    Args:
        library: Where the drills come from.
        selection: What to prove.
        judge: Runs the code.
        workers: How many submissions the judge runs at the same time.
        seed: All seeds of all submissions and draws follow from it.
        on_line: Is told each line as soon as it is known, from whichever thread found it.
    """
    lines = [_fault_line(library, fault) for fault in selection.faults]
    for line in lines:
        on_line(line)
    proofs = [proof for drill in selection.drills for proof in _proofs(drill, judge, seed)]

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
    return ProofReport(seed=seed, drills=len(selection.drills), lines=tuple(lines))


def _proofs(drill: Drill, judge: Judging, seed: int) -> list[Proof]:
    files = ProofLine(drill=drill.path, what="files", ok=True, detail="")
    proofs: list[Proof] = [lambda: [files]]
    match drill.body:
        case Implement() as body:
            proofs += code_proofs(drill, body, judge, seed)
        case Calculate() as body:
            proofs += number_proofs(drill, body, seed)
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
