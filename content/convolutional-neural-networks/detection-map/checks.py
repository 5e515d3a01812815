"""Checks of average precision with exact fractions: every recall level and every match on its own."""

from fractions import Fraction
from typing import Any

from deepdrill.judge.checks import Trial, check

Box = tuple[float, ...]
Detection = tuple[int, int, float, Box]
Truth = tuple[int, int, Box]


def area_under(hits: list[bool], truths: int) -> Fraction:
    """Integrate: between two recall levels the interpolated precision is constant."""
    points = [(Fraction(sum(hits[:k]), truths), Fraction(sum(hits[:k]), k)) for k in range(1, len(hits) + 1)]
    heights = [
        max((precision for recall, precision in points if recall >= Fraction(level, truths)), default=Fraction(0))
        for level in range(1, truths + 1)
    ]
    return sum(heights, Fraction(0)) / truths


def overlap(one: Box, other: Box) -> Fraction:
    """Intersect one axis after the other."""
    inside, areas = Fraction(1), [Fraction(1), Fraction(1)]
    for low, high in ((0, 2), (1, 3)):
        inside *= max(Fraction(min(one[high], other[high])) - Fraction(max(one[low], other[low])), Fraction(0))
        areas = [
            size * (Fraction(box[high]) - Fraction(box[low])) for size, box in zip(areas, (one, other), strict=True)
        ]
    return inside / (sum(areas) - inside)


def oracle(detections: list[Detection], truths: list[Truth], threshold: float = 0.5) -> float:
    """Judge label by label, with a set of the truths that are taken."""
    parts = []
    for label in sorted({truth[1] for truth in truths}):
        taken: set[int] = set()
        hits = []
        order = sorted(range(len(detections)), key=lambda index: (-detections[index][2], index))
        for image, kind, _, box in (detections[index] for index in order):
            if kind != label:
                continue
            options = [
                (-overlap(box, other), place)
                for place, (where, own, other) in enumerate(truths)
                if where == image and own == label and place not in taken
            ]
            hit = bool(options) and -min(options)[0] >= Fraction(threshold)
            hits.append(hit)
            if hit:
                taken.add(min(options)[1])
        parts.append(area_under(hits, sum(truth[1] == label for truth in truths)))
    return float(sum(parts, Fraction(0)) / len(parts))


def ranked(trial: Trial, hits: list[bool], truths: int) -> None:
    """Compare one average precision."""
    with trial.case(f"hits {[int(hit) for hit in hits]} of {truths}"):
        seen = trial.call("average_precision", hits, truths)
        trial.same(seen, float(area_under(hits, truths)), what="the average precision", scale=1.0, relative=1e-12)


def scored(trial: Trial, detections: list[Any], truths: list[Any], *threshold: float) -> None:
    """Compare the mean."""
    seen = trial.call("mean_average_precision", detections, truths, *threshold)
    trial.same(seen, oracle(detections, truths, *threshold), what="the mean", scale=1.0, relative=1e-12)


def box(x: float, y: float, width: float = 4.0, height: float = 4.0) -> Box:
    """Give corners."""
    return (x, y, x + width, y + height)


def shuffled(trial: Trial, things: list[Any]) -> list[Any]:
    """Give a list in another order."""
    copy = list(things)
    trial.dice.shuffle(copy)
    return copy


@check
def hits_up_to_a_miss(trial: Trial) -> None:
    """If all hits come first, every level of recall that is reached has the precision 1, the others 0."""
    for hits, truths in (
        ([True], 1),
        ([True, True], 2),
        ([True, True, False, False], 2),
        ([True, False], 4),
        ([False], 1),
        ([], 3),
    ):
        ranked(trial, hits, truths)


@check
def precision_is_interpolated(trial: Trial) -> None:
    """At each level of recall counts the best precision there or later: a dip is filled up from the right."""
    for hits, truths in (
        ([False, True], 1),
        ([False, True, True], 2),
        ([False, True, True, False, True], 3),
        ([True, False, False, True, True, True], 5),
        ([False, False, True, True, False, True, False], 4),
    ):
        ranked(trial, hits, truths)
    for length in (9, 16):
        hits = [trial.dice.random() < 0.5 for _ in range(length)]
        ranked(trial, hits, max(sum(hits), 1) + trial.size(0, 3))


@check
def one_object_is_found_once(trial: Trial) -> None:
    """A second detection of the same object is a false alarm."""
    truths = [(0, 1, box(0, 0)), (0, 1, box(20, 0))]
    detections = [(0, 1, 0.9, box(0, 0)), (0, 1, 0.8, box(0, 0.5)), (0, 1, 0.7, box(20, 0))]
    scored(trial, detections, truths)
    scored(trial, shuffled(trial, detections), truths)


@check
def the_best_free_object_is_taken(trial: Trial) -> None:
    """A detection takes the object with the largest IoU of those still free, not the first one that will do."""
    truths = [(0, 0, box(1, 0)), (0, 0, box(0, 0))]
    with trial.case("the second object fits better, and the first one is needed later"):
        scored(trial, [(0, 0, 0.9, box(0, 0)), (0, 0, 0.8, box(2, 0))], truths, 0.5)
    with trial.case("the best object is taken, another one is good enough"):
        scored(trial, [(0, 0, 0.9, box(0, 0)), (0, 0, 0.8, box(0.25, 0))], truths, 0.5)
    with trial.case("two objects fit equally well: the first in the list is taken"):
        beside = [(0, 0, box(1, 0)), (0, 0, box(-1, 0))]
        scored(trial, [(0, 0, 0.9, box(0, 0)), (0, 0, 0.8, box(2, 0))], beside, 0.5)
        scored(trial, [(0, 0, 0.9, box(0, 0)), (0, 0, 0.8, box(-2, 0))], beside, 0.5)


@check
def at_least_the_threshold(trial: Trial) -> None:
    """An IoU of exactly the threshold is a hit; the default is one half."""
    truths = [(0, 0, box(0, 0, 4, 2))]
    half, three_quarters, little = box(0, 0, 4, 1), box(0, 0, 3, 2), box(0, 0, 4, 0.5)
    for other in (half, three_quarters, little):
        scored(trial, [(0, 0, 0.5, other)], truths)
    for threshold in (0.25, 0.5, 0.75, 1.0):
        for other in (half, three_quarters, little, box(0, 0, 4, 2)):
            scored(trial, [(0, 0, 0.5, other)], truths, threshold)


@check
def boxes_apart_never_match(trial: Trial) -> None:
    """Boxes that do not meet have the IoU 0, however low the threshold is."""
    truths = [(0, 0, box(0, 0))]
    for other in (box(10, 10), box(-9, -9), box(10, 0), box(0, -9), box(4, 0)):
        scored(trial, [(0, 0, 0.5, other)], truths, 0.05)
        scored(trial, [(0, 0, 0.5, other)], truths, 0.5)
    with trial.case("boxes with sides of a quarter"):
        truths = [(0, 0, box(0, 0, 0.25, 0.25))]
        for x in (0.0, 0.0625, 0.5, -0.5):
            scored(trial, [(0, 0, 0.5, box(x, x, 0.25, 0.25))], truths, 0.25)


@check
def images_and_labels_do_not_mix(trial: Trial) -> None:
    """A detection can only find objects of its own image and of its own label."""
    truths = [(0, 0, box(0, 0)), (1, 0, box(20, 0)), (1, 1, box(0, 0)), (2, 1, box(20, 0))]
    with trial.case("right place, wrong image"):
        scored(trial, [(1, 0, 0.9, box(0, 0)), (0, 0, 0.8, box(0, 0)), (2, 1, 0.7, box(20, 0))], truths)
    with trial.case("right place, wrong label"):
        scored(trial, [(0, 1, 0.9, box(0, 0)), (1, 1, 0.8, box(0, 0)), (1, 0, 0.7, box(0, 0))], truths)
    with trial.case("an image without objects"):
        scored(trial, [(7, 0, 0.9, box(0, 0)), (0, 0, 0.8, box(0, 0))], truths)


@check
def one_ranking_over_all_images(trial: Trial) -> None:
    """The detections of a label are ranked by score over all images, those of equal score in the order of the list."""
    truths = [(image, 0, box(0, 0)) for image in range(4)]
    good, bad = box(0, 0), box(9, 9)
    detections = [
        (0, 0, 0.3, good),
        (0, 0, 0.9, bad),
        (1, 0, 0.8, good),
        (2, 0, 0.2, bad),
        (2, 0, 0.6, good),
        (3, 0, 0.4, bad),
    ]
    scored(trial, detections, truths)
    scored(trial, shuffled(trial, detections), truths)
    for boxes in ((good, bad, good), (bad, good, good)):
        with trial.case("equal scores"):
            scored(trial, [(image, 0, 0.5, other) for image, other in enumerate(boxes)], truths)


@check
def every_label_counts_the_same(trial: Trial) -> None:
    """The mean runs over the labels of the truths: one without detections counts 0, one without truths not at all."""
    truths = [(0, 0, box(0, 0)), (0, 0, box(20, 0)), (1, 0, box(0, 0)), (0, 5, box(0, 0))]
    hits = [(0, 0, 0.9, box(0, 0)), (0, 0, 0.7, box(20, 0)), (1, 0, 0.4, box(9, 9)), (0, 5, 0.8, box(0, 0))]
    scored(trial, hits, truths)
    with trial.case("no detections of label 5"):
        scored(trial, hits[:3], truths)
    with trial.case("detections of a label that does not occur"):
        scored(trial, [*hits, (0, 9, 0.95, box(0, 0))], truths)
    with trial.case("no detections at all"):
        scored(trial, [], truths)


@check
def whole_scenes_are_right(trial: Trial) -> None:
    """Everything together: several images, labels, near misses and duplicates, at several thresholds."""
    for count in (6, 15, 30):
        truths = [(trial.size(0, 2), trial.size(0, 2), box(trial.size(0, 8), trial.size(0, 8))) for _ in range(count)]
        detections = []
        for image, label, (x, y, _, _) in [*truths, *truths[::3]]:
            other = label if trial.dice.random() < 0.9 else trial.size(0, 3)
            place = box(x + trial.size(-1, 1), y + trial.size(-1, 1), trial.size(3, 5), trial.size(3, 5))
            detections.append((image, other, trial.size(1, 2 * count) / 64, place))
        for threshold in (0.25, 0.5, 0.75):
            scored(trial, shuffled(trial, detections), truths, threshold)


@check
def leaves_its_arguments(trial: Trial) -> None:
    """The lists and what is in them stay as they are."""
    truths = [(0, 0, box(0, 0)), (1, 0, box(5, 5)), (1, 1, box(0, 0))]
    detections = [(0, 0, 0.3, box(0, 0)), (1, 0, 0.6, box(5, 5)), (1, 1, 0.5, box(0, 1))]
    after = trial.after("mean_average_precision", detections, truths)
    for name, now, before in zip(("detections", "truths"), after, (detections, truths), strict=True):
        trial.same(now, before, what=f"{name} after the call", relative=0.0)
