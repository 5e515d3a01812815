"""How often a short answer is called close, partly or far when it is: `python -m benchmarks.closeness`.

Follow-ups have a model answer and no rubric, and nobody has labelled answers to them. So the sample answers of the
explain drills stand for answers, and the fullest phrasings of two points for a model answer of two sentences: an answer
that declares both is close, one of them partly, none far. Only drills that the weights were not fitted to.
"""

import argparse
import random
from collections import Counter
from itertools import combinations
from pathlib import Path

from deepdrill.authoring.agreement import held_out
from deepdrill.content import Answer, Explain, Point, load_library
from deepdrill.content.root import find_content_root
from deepdrill.grading.closeness import Near, closeness
from deepdrill.grading.encoder import OnnxEncoder

PAIRS_OF_A_DRILL = 4


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--content", type=Path, default=None)
    library = load_library(parser.parse_args().content or find_content_root())
    encoder = OnnxEncoder()
    seen: Counter[tuple[str, Near]] = Counter()
    for drill in library.drills.values():
        if not isinstance(drill.body, Explain) or drill.body.parts or not held_out(drill.path):
            continue
        pairs = list(combinations(drill.body.points, 2))
        random.Random(drill.path).shuffle(pairs)
        for answer in drill.body.answers:
            for pair in pairs[:PAIRS_OF_A_DRILL]:
                truth = _truth(answer, pair)
                model = ". ".join(max(point.say, key=len) for point in pair) + "."
                found = closeness(encoder, asks=drill.prompt, model=model, text=answer.text) if truth else None
                if truth and found:
                    seen[truth, found.near] += 1
    print(f"{'declared':10}" + "".join(f"{near.value:>10}" for near in Near))
    for truth in ("both", "one", "none"):
        print(f"{truth:10}" + "".join(f"{seen[truth, near]:10}" for near in Near))


def _truth(answer: Answer, pair: tuple[Point, Point]) -> str:
    """Say how many of two points an answer declares; nothing where it only touches one."""
    if any(point.id in answer.partly for point in pair):
        return ""
    return ("none", "one", "both")[sum(point.id in answer.covers for point in pair)]


if __name__ == "__main__":
    main()
