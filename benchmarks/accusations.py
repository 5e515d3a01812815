"""How often a right sentence is taken for a misconception, and a wrong one is not.

    python -m benchmarks.accusations                  # the whole corpus
    python -m benchmarks.accusations TOPIC/SLUG …     # and what went wrong in these drills

benchmarks/nearly/ holds sentences in the words of candidates: right ones that come as near to a misconception of the
drill as they can, and wrong ones that are not the rubric's own. Cues were repaired with these sentences in view, so
that the rates say how well they are kept, not how a stranger's sentence fares (docs/decisions/0009-words.md).
"""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from deepdrill.content import Drill, find_content_root, load_library
from deepdrill.grading.offline import OfflineGrader

__all__ = ["CORPUS", "Tried", "sentences_of", "try_all"]

CORPUS = Path(__file__).parent / "nearly"


@dataclass(frozen=True, kw_only=True)
class Sentence:
    """One sentence of the corpus."""

    says: str
    voices: str
    """The misconception; empty where it is right."""


@dataclass(frozen=True, kw_only=True)
class Tried:
    """A sentence and what the grader made of it."""

    drill: str
    sentence: Sentence
    shown: tuple[str, ...]
    """Misconceptions."""

    @property
    def is_right(self) -> bool:
        """Whether nothing is wrong with the sentence."""
        return not self.sentence.voices

    @property
    def is_judged_right(self) -> bool:
        """Whether the grader shows nothing in a right sentence, and what is voiced in a wrong one."""
        return not self.shown if self.is_right else self.sentence.voices in self.shown


def sentences_of(drill: Drill) -> Iterator[Sentence]:
    """Read the sentences of a drill: "+ says" is right, "- id: says" voices a misconception."""
    path = CORPUS / f"{drill.path.replace('/', '__')}.txt"
    for line in path.read_text(encoding="utf-8").splitlines() if path.is_file() else ():
        sign, rest = line[:2], line[2:]
        voices, _, says = rest.partition(": ") if sign == "- " else ("", "", rest)
        yield Sentence(says=says, voices=voices)


def try_all(drills: Sequence[Drill], grader: OfflineGrader) -> list[Tried]:
    """Grade every sentence as an answer of its own."""
    return [
        Tried(
            drill=drill.path,
            sentence=one,
            shown=tuple(seen.id for seen in grader.grade(drill, one.says).misconceptions),
        )
        for drill in drills
        for one in sentences_of(drill)
    ]


def main(paths: Sequence[str]) -> None:
    """Print what went wrong in the drills that are named, and the rates."""
    library = load_library(find_content_root())
    tried = try_all([library.drills[path] for path in paths or library.drills], OfflineGrader())
    for one in tried if paths else ():
        if not one.is_judged_right:
            what = f"accused of {', '.join(one.shown)}" if one.is_right else f"missed {one.sentence.voices}"
            print(f"{one.drill}  {what}: {one.sentence.says}")
    right = [one.is_judged_right for one in tried if one.is_right]
    wrong = [one.is_judged_right for one in tried if not one.is_right]
    print(f"right sentences: {len(right)}, accused {len(right) - sum(right)}")
    print(f"wrong sentences: {len(wrong)}, found {sum(wrong)}")


if __name__ == "__main__":
    main(sys.argv[1:])
