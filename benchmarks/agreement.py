"""How well the offline grader of words agrees with what sample answers declare, how it takes attacks, what it costs.

    python -m benchmarks.agreement            # measure; prints tables
    python -m benchmarks.agreement --fit      # count word order and fit the weights anew, then measure

Two thirds of the drills, by the hash of the path, calibrate; the last third is held out and is put to the bars.
`--fit` writes src/deepdrill/grading/calibration.json and order.json; the weights start from those of a study on real
exam answers (240 points labelled by hand, docs/decisions/0009-words.md) and are held near them, since a drill's author
knows the words of its sample answers when writing the rubric, and a learner does not. Answers by people who never saw
the rubric lie in benchmarks/strangers/ and are reported by themselves; nothing is fitted to them.
"""

import argparse
import random
import re
import resource
import statistics
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec
import numpy as np

from deepdrill.authoring.agreement import BARS, Agreement, Graded, held_out, measure_agreement
from deepdrill.content import Answer, Drill, Explain, Library, find_content_root, load_library
from deepdrill.grading import order
from deepdrill.grading.calibration import FILE, Calibration, calibration
from deepdrill.grading.encoder import Encoder, OnnxEncoder
from deepdrill.grading.notation import plain, words_of
from deepdrill.grading.offline import OfflineGrader
from deepdrill.grading.order import counted_order, word_order
from deepdrill.grading.rubric import FUNCTION_WORDS
from deepdrill.grading.words import PointState

STRANGERS = Path(__file__).parent / "strangers"
STUDY = (2.75, 3.24, 2.44, -3.60)
"""Weights of similarity, words and terms, and the bias, from the study."""

HELD = 0.01
"""How strongly the weights are held near the study's: per label, so that more labels move them further."""

ROUNDS = 80
"""Newton's method converges in ten."""

FOLDS = 20

_AUXILIARIES = ("is", "are", "can", "will", "must", "was", "were", "does", "do", "has")
_VERB = re.compile(
    rf"\b(?:{'|'.join(_AUXILIARIES)}|needs?|makes?|grows?|gets?|keeps?|gives?|takes?|costs?|learns?|sees?)\b"
)


@dataclass(frozen=True, kw_only=True)
class Label:
    """What speaks for one point in one sample answer, and what the answer declares."""

    drill: str
    signals: tuple[float, float, float]
    truth: float


class Remembering:
    """An encoder that encodes each text once: a measurement grades the same answers again and again."""

    def __init__(self, encoder: Encoder) -> None:
        self.name = encoder.name
        self._encoder = encoder
        self._known: dict[str, np.ndarray] = {}

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """Give one row for each text."""
        new = list(dict.fromkeys(text for text in texts if text not in self._known))
        if new:
            self._known.update(zip(new, self._encoder.encode(new), strict=True))
        return np.stack([self._known[text] for text in texts])


def main() -> None:
    """Measure, after fitting if that is asked for, and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--fit", action="store_true")
    parser.add_argument("--content", type=Path, default=None)
    asked = parser.parse_args()
    library = load_library(asked.content or find_content_root())
    drills = [drill for drill in library.drills.values() if isinstance(drill.body, Explain)]
    encoder = Remembering(OnnxEncoder())
    if asked.fit:
        fit(library, drills, encoder)
    grader = OfflineGrader(encoder, calibration())
    print_agreement(drills, grader)
    print_folds(drills, encoder)
    print_attacks(drills, grader)
    print_cost(drills)


# Fitting


def fit(library: Library, drills: Sequence[Drill], encoder: Encoder) -> None:
    """Write the table of word order and the weights."""
    order.FILE.write_bytes(msgspec.json.format(msgspec.json.encode(counted_order(texts(library))), indent=0) + b"\n")
    word_order.cache_clear()
    labels = [label for label in labelled(drills, OfflineGrader(encoder)) if not held_out(label.drill)]
    sim, words, terms, bias = (round(float(value), 3) for value in fitted(labels))
    old = calibration()
    new = Calibration(version=old.version, sim=sim, words=words, terms=terms, bias=bias)
    if new != old:
        new = msgspec.structs.replace(new, version=old.version + 1)
    FILE.write_bytes(msgspec.json.format(msgspec.json.encode(new)) + b"\n")
    calibration.cache_clear()
    print(f"fitted to {len(labels)} labels of {len({label.drill for label in labels})} drills: {new}\n")


def texts(library: Library) -> Iterator[list[str]]:
    """Give the English of the library, as words; terse answers are no sentences."""
    for drill in library.drills.values():
        if held_out(drill.path):
            continue
        written = [drill.prompt, *drill.hints, *(text for one in drill.followups for text in (one.asks, one.answer))]
        if isinstance(drill.body, Explain):
            written += [drill.body.reference, *(one.text for one in drill.body.answers if one.name != "terse")]
        yield from (words_of(plain(text)) for text in written)


def labelled(drills: Iterable[Drill], grader: OfflineGrader) -> list[Label]:
    """Give a label for each point of each sample answer."""
    found = []
    for drill in drills:
        for answer in explained(drill).answers:
            signals = grader.signals(drill, answer.text)
            for point, seen in zip(explained(drill).points, signals, strict=True):
                truth = 1.0 if point.id in answer.covers else 0.5 if point.id in answer.partly else 0.0
                found.append(Label(drill=drill.path, signals=(seen.sim, seen.words, seen.terms), truth=truth))
    return found


def fitted(labels: Sequence[Label]) -> np.ndarray:
    """Fit a logistic by Newton's method, held near the study's weights."""
    x = np.array([(*label.signals, 1.0) for label in labels])
    y = np.array([label.truth for label in labels])
    start = np.array(STUDY)
    w = start.copy()
    for _ in range(ROUNDS):
        p = 1 / (1 + np.exp(-x @ w))
        curvature = (x * (p * (1 - p))[:, None]).T @ x / len(y) + HELD * np.eye(len(w))
        w = w + np.linalg.solve(curvature, x.T @ (y - p) / len(y) - HELD * (w - start))
    return w


# Agreement


def print_agreement(drills: Sequence[Drill], grader: OfflineGrader) -> None:
    """Print the agreement on three sets of answers, and whether the bars are reached."""
    own = [one for drill in drills for one in graded(drill, explained(drill).answers, grader)]
    unseen = [one for one in own if held_out(one.grade.drill)]
    foreign = [one for drill in drills for one in graded(drill, strangers(drill), grader)]
    sets = {
        "calibration": measure_agreement(one for one in own if not held_out(one.grade.drill)),
        "held out": measure_agreement(unseen),
        "strangers": measure_agreement(foreign),
    }
    print(f"{'':36}" + "".join(f"{name:>14}" for name in sets))
    for field in Agreement.__dataclass_fields__:
        values = [getattr(one, field) for one in sets.values()]
        print(
            f"{field:36}" + "".join(f"{value:14.3f}" if isinstance(value, float) else f"{value:14}" for value in values)
        )
    troubles = [trouble for bar in BARS if (trouble := bar.trouble(sets["held out"]))]
    print("bars on held-out drills: " + ("; ".join(troubles) or "all reached") + "\n")


def print_folds(drills: Sequence[Drill], encoder: Encoder) -> None:
    """Print the agreement where each drill is graded with weights that were fitted without it."""
    labels = labelled(drills, OfflineGrader(encoder))
    paths = sorted({label.drill for label in labels})
    seen = []
    for fold in range(min(FOLDS, len(paths))):
        left_out = set(paths[fold::FOLDS])
        sim, words, terms, bias = fitted([label for label in labels if label.drill not in left_out])
        weights = Calibration(version=0, sim=sim, words=words, terms=terms, bias=bias)
        other = OfflineGrader(encoder, weights)
        seen += [
            one for drill in drills if drill.path in left_out for one in graded(drill, explained(drill).answers, other)
        ]
    found = measure_agreement(seen)
    print(
        f"leave drills out, {FOLDS} folds: right where sure {found.right:.3f}, sure {found.sure:.3f}, "
        f"calibration error {found.calibration_error:.3f}, order {found.order_right:.3f}\n"
    )


def graded(drill: Drill, answers: Iterable[Answer], grader: OfflineGrader) -> list[Graded]:
    """Grade some answers."""
    return [Graded(body=explained(drill), answer=one, grade=grader.grade(drill, one.text)) for one in answers]


def strangers(drill: Drill) -> list[Answer]:
    """Read the answers of people who never saw the rubric."""
    found = []
    for path in sorted(STRANGERS.glob(f"{drill.path.replace('/', '__')}__*.md")):
        _, declared, text = path.read_text(encoding="utf-8").split("+++\n", 2)
        shape = msgspec.toml.decode(declared, type=dict[str, tuple[str, ...]])
        require_known(path, drill, shape)
        found.append(
            Answer(
                name=path.stem.rpartition("__")[2],
                text=text.strip(),
                covers=shape["covers"],
                partly=shape.get("partly", ()),
                voices=shape["voices"],
            )
        )
    return found


def require_known(path: Path, drill: Drill, declared: dict[str, tuple[str, ...]]) -> None:
    """Refuse a declaration that the rubric no longer knows: the measurement would be wrong without a word."""
    points = {one.id for one in explained(drill).points}
    known = {"covers": points, "partly": points, "voices": {one.id for one in explained(drill).misconceptions}}
    for key, ids in declared.items():
        if unknown := set(ids) - known[key]:
            raise SystemExit(f"{path}: the rubric of {drill.path} has no {', '.join(sorted(unknown))}; label it again")


def explained(drill: Drill) -> Explain:
    """Give what an explain drill holds."""
    assert isinstance(drill.body, Explain)
    return drill.body


# Attacks


def print_attacks(drills: Sequence[Drill], grader: OfflineGrader) -> None:
    """Print what share of the marks each attack gets."""
    dice = random.Random(1)
    listed = [drill for drill in drills if explained(drill).form != "enumerate"]
    attacks: dict[str, tuple[Sequence[Drill], Callable[[Drill], str]]] = {
        "reference": (drills, lambda drill: explained(drill).reference),
        "question copied": (drills, lambda drill: drill.prompt),
        "keyword list, commas": (listed, lambda drill: ", ".join(keywords(drill))),
        "keyword list, no commas": (listed, lambda drill: " ".join(keywords(drill))),
        "reference, words shuffled": (drills, lambda drill: shuffled(explained(drill).reference, dice)),
        "each point denied": (drills, denied),
        "four other references pasted": (drills, lambda drill: pasted(drill, drills, dice)),
        "I do not know": (drills, lambda _: "I do not know, sorry."),
    }
    print(f"{'attack':36}{'mean marks':>12}{'median':>10}{'worst':>10}{'guarded':>10}")
    for name, (asked, attack) in attacks.items():
        grades = [grader.grade(drill, attack(drill)) for drill in asked]
        marks = [grade.coverage for grade in grades]
        guarded = sum(bool(grade.guards) for grade in grades) / len(grades)
        print(
            f"{name:36}{statistics.mean(marks):12.3f}{statistics.median(marks):10.3f}{max(marks):10.3f}{guarded:10.2f}"
        )
    twins = [(drill, one) for drill in drills for one in explained(drill).misconceptions]
    said = [(drill, one, f"I would say that {wrong}.") for drill, one in twins for wrong in one.wrong]
    found = [one.id in {seen.id for seen in grader.grade(drill, text).misconceptions} for drill, one, text in said]
    print(f"wrong twins said aloud: {len(found)}, found {sum(found) / len(found):.3f}")
    left = [grader.grade(drill, text).points[place].state for drill in drills for place, text in negated(drill)]
    shares = ", ".join(f"{state} {left.count(state) / len(left):.2f}" for state in PointState)
    print(f"phrasings with a not put in: {len(left)}, graded {shares}\n")


def keywords(drill: Drill) -> list[str]:
    """List the rubric's own key words."""
    words: list[str] = []
    for point in explained(drill).points:
        words += [word for word in words_of(plain(min(point.say, key=len))) if word not in FUNCTION_WORDS]
        words += [group[0] for group in point.must]
    return list(dict.fromkeys(words))


def shuffled(text: str, dice: random.Random) -> str:
    """Put the words of a text in any order."""
    words = text.split()
    dice.shuffle(words)
    return " ".join(words)


def denied(drill: Drill) -> str:
    """Say of each point that it is not so."""
    return " ".join(f"It is not true that {min(point.say, key=len)}." for point in explained(drill).points)


def negated(drill: Drill) -> Iterator[tuple[int, str]]:
    """Put a "not" into each phrasing that has a verb that takes one; gives the point's place with it."""
    for place, point in enumerate(explained(drill).points):
        for say in point.say:
            said, count = _VERB.subn(_not, say, count=1)
            if count:
                yield place, f"{said}."


def _not(found: re.Match[str]) -> str:
    verb = found[0]
    return f"{verb} not" if verb in _AUXILIARIES else f"does not {verb.removesuffix('s')}"


def pasted(drill: Drill, drills: Sequence[Drill], dice: random.Random) -> str:
    """Give the references of four other drills, of the same topic where there are so many."""
    others = [one for one in drills if one.path != drill.path]
    near = [one for one in others if one.topic == drill.topic]
    chosen = dice.sample(near if len(near) >= 4 else others, 4)
    return "\n\n".join(explained(one).reference for one in chosen)


# Cost


def print_cost(drills: Sequence[Drill]) -> None:
    """Print what a warm answer costs, and the first one."""
    answers = [(drill, one.text) for drill in drills for one in explained(drill).answers if one.name != "empty"]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    wall, cpu = time.perf_counter(), time.process_time()
    grader = OfflineGrader()
    grader.grade(*answers[0])
    load = (time.perf_counter() - wall, time.process_time() - cpu)
    spent, words = [], []
    for drill, text in answers:
        grader.grade(drill, "The rubric of this drill is encoded by its first answer.")
        began = time.process_time()
        grader.grade(drill, text)
        spent.append(1000 * (time.process_time() - began))
        words.append(len(text.split()))
    spent.sort()
    memory = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    print(
        f"{len(answers)} answers of {statistics.median(words):.0f} words (median), one thread, warm: "
        f"CPU {statistics.median(spent):.0f} ms median, {statistics.mean(spent):.0f} mean, "
        f"{spent[int(0.95 * len(spent))]:.0f} at p95"
    )
    print(f"first answer: {load[0]:.2f} s, {load[1]:.2f} s CPU; memory at the peak {memory:.0f} MB more than before")


if __name__ == "__main__":
    main()
