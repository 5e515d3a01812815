"""Checks of IoU and suppression against exact fractions over boxes with integer corners."""

from fractions import Fraction

import torch

from deepdrill.judge.checks import Trial, check

Box = list[Fraction]


def corners(boxes: torch.Tensor) -> list[Box]:
    """Give the corners as fractions, which hold floats exactly."""
    return [[Fraction(value) for value in box] for box in boxes.tolist()]


def overlap(one: Box, other: Box) -> Fraction:
    """Intersect one axis after the other."""
    inside, areas = Fraction(1), [Fraction(1), Fraction(1)]
    for low, high in ((0, 2), (1, 3)):
        inside *= max(min(one[high], other[high]) - max(one[low], other[low]), Fraction(0))
        areas = [size * (box[high] - box[low]) for size, box in zip(areas, (one, other), strict=True)]
    union = sum(areas) - inside
    return Fraction(inside, union) if union else Fraction(0)


def table(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    """Give all IoUs."""
    rows = [[float(overlap(one, other)) for other in corners(b)] for one in corners(a)]
    return torch.tensor(rows, dtype=torch.float64).reshape(len(a), len(b)).to(a.dtype)


def survivors(
    boxes: torch.Tensor, scores: torch.Tensor, threshold: float, classes: torch.Tensor | None = None
) -> torch.Tensor:
    """Suppress greedily; of equal scores the lower index is first."""
    places, values = corners(boxes), scores.tolist()
    kinds = [0] * len(values) if classes is None else classes.tolist()
    stay: list[int] = []
    for index in sorted(range(len(values)), key=lambda index: (-values[index], index)):
        rivals = [other for other in stay if kinds[other] == kinds[index]]
        if all(overlap(places[index], places[other]) <= Fraction(threshold) for other in rivals):
            stay.append(index)
    return torch.tensor(stay, dtype=torch.int64)


def draw(trial: Trial, n: int, dtype: torch.dtype = torch.float32, room: int = 12) -> torch.Tensor:
    """Draw boxes with integer corners, some of them negative."""
    low = trial.integers(n, 2, low=-room // 2, high=room // 2)
    return torch.cat([low, low + trial.integers(n, 2, low=1, high=8)], dim=1).to(dtype)


def distinct_scores(trial: Trial, n: int) -> torch.Tensor:
    """Draw scores in random order, no two of them equal."""
    order = list(range(1, n + 1))
    trial.dice.shuffle(order)
    return torch.tensor(order).float() / (n + 1)


def far_from_threshold(boxes: torch.Tensor, threshold: float) -> bool:
    """Say whether rounding cannot decide any pair."""
    return bool(((table(boxes, boxes) - threshold).abs() > 1e-4).all())


def scene(trial: Trial, n: int, threshold: float, dtype: torch.dtype = torch.float32) -> torch.Tensor:
    """Draw boxes no pair of which is near the threshold."""
    boxes = draw(trial, n, dtype)
    while not far_from_threshold(boxes, threshold):
        boxes = draw(trial, n, dtype)
    return boxes


@check
def the_iou_is_intersection_over_union(trial: Trial) -> None:
    """The IoU of every box of a with every box of b, as an (n, m) table."""
    for n, m in ((1, 1), (2, 3), (5, 4)):
        a, b = draw(trial, n), draw(trial, m)
        trial.same(trial.call("box_iou", a, b), table(a, b), what="the IoUs", scale=1.0)
    outer, inner = torch.tensor([[0.0, 0.0, 4.0, 4.0]]), torch.tensor([[1.0, 1.0, 3.0, 2.0], [0.0, 0.0, 4.0, 4.0]])
    with trial.case("a box inside of another, and the same box"):
        trial.same(trial.call("box_iou", outer, inner), table(outer, inner), what="the IoUs", scale=1.0)
    with trial.case("boxes with sides of a hundredth"):
        small = draw(trial, 3) / 128
        trial.same(trial.call("box_iou", small, small), table(small, small), what="the IoUs", scale=1.0)


@check
def boxes_apart_have_no_overlap(trial: Trial) -> None:
    """Boxes that do not meet in one axis, or in both, have the IoU 0; so have boxes that touch."""
    home = torch.tensor([[0.0, 0.0, 2.0, 3.0]])
    others = [
        [5.0, 7.0, 6.0, 9.0],
        [5.0, 1.0, 8.0, 2.0],
        [-4.0, -6.0, -1.0, -2.0],
        [2.0, 0.0, 4.0, 3.0],
        [2.0, 3.0, 4.0, 5.0],
    ]
    away = torch.tensor(others)
    trial.same(trial.call("box_iou", home, away), table(home, away), what="the IoUs", scale=1.0)
    trial.same(trial.call("box_iou", away, home), table(away, home), what="the IoUs", scale=1.0)


@check
def empty_boxes_are_no_nan(trial: Trial) -> None:
    """A box without area has the IoU 0 with every box, itself included; no boxes give an empty table."""
    boxes = torch.tensor([[1.0, 1.0, 1.0, 1.0], [0.0, 2.0, 3.0, 2.0], [0.0, 0.0, 3.0, 3.0]])
    trial.same(trial.call("box_iou", boxes, boxes), table(boxes, boxes), what="the IoUs", scale=1.0)
    none = torch.zeros(0, 4)
    for a, b in ((none, boxes), (boxes, none)):
        trial.same(trial.call("box_iou", a, b), torch.zeros(len(a), len(b)), what="the IoUs")


@check
def gradients_reach_the_corners(trial: Trial) -> None:
    """The IoU can be differentiated with respect to all corners of both sets of boxes."""
    a, b = (loose(trial, 2) for _ in range(2))
    while closest(a, b) < 1e-3:  # where two corners coincide there is a kink
        a, b = (loose(trial, 2) for _ in range(2))
    up = trial.normal(2, 2, dtype=torch.float64)
    found = trial.gradients("box_iou", a, b, wrt=(0, 1), cotangent=up)
    for name, got, boxes in (("a", found.inputs[0], a), ("b", found.inputs[1], b)):
        wanted = torch.zeros(2, 4, dtype=torch.float64)
        for place in range(8):
            ends = []
            for step in (2.0**-16, -(2.0**-16)):
                moved = boxes.clone()
                moved.view(-1)[place] += step
                ends.append(table(moved, b) if name == "a" else table(a, moved))
            wanted.view(-1)[place] = (up * (ends[0] - ends[1])).sum() * 2.0**15
        # Central differences of exact values: what is left is the third derivative times 2⁻³².
        trial.same(got, wanted, what=f"the gradient of {name}", scale=1.0, relative=1e-7)


def loose(trial: Trial, n: int) -> torch.Tensor:
    """Draw float64 boxes that mostly overlap."""
    low = trial.uniform(n, 2, low=-1.0, high=1.0, dtype=torch.float64)
    return torch.cat([low, low + trial.uniform(n, 2, low=1.0, high=3.0, dtype=torch.float64)], dim=1)


def closest(a: torch.Tensor, b: torch.Tensor) -> float:
    """Give the smallest distance between any corners of two boxes along one axis."""
    ends = [torch.cat([boxes.reshape(-1, 2, 2)[:, :, axis].flatten() for boxes in (a, b)]) for axis in (0, 1)]
    return min(float(values.sort().values.diff().min()) for values in ends)


@check
def the_best_boxes_stay(trial: Trial) -> None:
    """By falling score a box stays unless it overlaps one that stayed; the indices are those of the boxes."""
    for n, threshold in ((1, 0.5), (2, 0.3), (6, 0.3), (12, 0.1), (25, 0.45)):
        boxes, scores = scene(trial, n, threshold), distinct_scores(trial, n)
        seen = trial.call("nms", boxes, scores, threshold)
        trial.same(seen, survivors(boxes, scores, threshold), what="the indices")
    twins = torch.tensor([[0.0, 0.0, 4.0, 4.0], [0.0, 0.0, 4.0, 5.0], [9.0, 9.0, 12.0, 12.0]])
    scores = torch.tensor([0.2, 0.9, 0.5])
    with trial.case("the second of two twins is better"):
        trial.same(trial.call("nms", twins, scores, 0.5), torch.tensor([1, 2]), what="the indices")


@check
def what_is_suppressed_suppresses_nothing(trial: Trial) -> None:
    """In a chain A, B, C in which only neighbours overlap, C stays: B is already gone."""
    chain = torch.tensor([[4.0 * i, 0.0, 4.0 * i + 10.0, 5.0] for i in range(5)])
    scores = torch.tensor([0.9, 0.8, 0.7, 0.6, 0.5])
    order = torch.randperm(5, generator=trial.rng)
    boxes, scores = chain[order], scores[order]
    trial.same(trial.call("nms", boxes, scores, 0.4), survivors(boxes, scores, 0.4), what="the indices")


@check
def exactly_the_threshold_stays(trial: Trial) -> None:
    """An IoU that equals the threshold suppresses nothing; threshold 1 keeps all, 0 drops all that overlap."""
    boxes = torch.tensor([[0.0, 0.0, 2.0, 1.0], [0.0, 0.0, 1.0, 1.0], [6.0, 0.0, 10.0, 1.0], [6.0, 0.0, 7.0, 1.0]])
    scores = torch.tensor([0.9, 0.8, 0.7, 0.6])
    for threshold in (0.5, 0.25, 0.0):
        with trial.case(f"the threshold {threshold}"):
            seen = trial.call("nms", boxes, scores, threshold)
            trial.same(seen, survivors(boxes, scores, threshold), what="the indices")
    same = torch.tensor([[0.0, 0.0, 2.0, 2.0]]).repeat(3, 1)
    with trial.case("three times the same box, threshold 1"):
        trial.same(trial.call("nms", same, scores[:3], 1.0), torch.tensor([0, 1, 2]), what="the indices")
    beside = torch.tensor([[0.0, 0.0, 2.0, 2.0], [2.0, 0.0, 4.0, 2.0]])
    with trial.case("two boxes that touch, threshold 0"):
        trial.same(trial.call("nms", beside, scores[:2], 0.0), torch.tensor([0, 1]), what="the indices")


@check
def equal_scores_go_by_index(trial: Trial) -> None:
    """Of equal scores the box with the lower index comes first."""
    for n in (2, 20, 40):
        boxes = scene(trial, n, 0.3)
        scores = trial.integers(n, low=0, high=3).float() / 4
        trial.same(trial.call("nms", boxes, scores, 0.3), survivors(boxes, scores, 0.3), what="the indices")


@check
def classes_do_not_suppress_each_other(trial: Trial) -> None:
    """With classes a box is suppressed only by boxes of its own class, wherever the boxes lie."""
    same = torch.tensor([[0.0, 0.0, 2.0, 2.0]]).repeat(4, 1)
    scores, kinds = torch.tensor([0.5, 0.9, 0.7, 0.8]), torch.tensor([3, 0, 3, 0])
    for boxes in (same, same - 3):  # the second with all corners below 0
        seen = trial.call("nms", boxes, scores, 0.5, kinds)
        trial.same(seen, survivors(boxes, scores, 0.5, kinds), what="the indices")
    for n in (3, 14):
        boxes, scores, kinds = scene(trial, n, 0.2) - 20, distinct_scores(trial, n), trial.integers(n, low=0, high=3)
        seen = trial.call("nms", boxes, scores, 0.2, classes=kinds)
        trial.same(seen, survivors(boxes, scores, 0.2, kinds), what="the indices")


@check
def no_boxes_give_no_indices(trial: Trial) -> None:
    """Without boxes the result is an empty int64 tensor."""
    nothing = torch.zeros(0, dtype=torch.int64)
    trial.same(trial.call("nms", torch.zeros(0, 4), torch.zeros(0), 0.5), nothing, what="the indices")
    trial.same(trial.call("nms", torch.zeros(0, 4), torch.zeros(0), 0.5, nothing), nothing, what="the indices")


@check
def keeps_dtype_and_arguments(trial: Trial) -> None:
    """float64 stays float64, transposed boxes will do, and nothing that was handed in changes."""
    boxes = scene(trial, 6, 0.3, torch.float64).mul(1 / 3).T.contiguous().T
    scores, kinds = distinct_scores(trial, 12).double()[::2], trial.integers(6, low=0, high=2)
    trial.same(trial.call("box_iou", boxes, boxes), table(boxes, boxes), what="the IoUs", scale=1.0)
    trial.same(trial.call("nms", boxes, scores, 0.3, kinds), survivors(boxes, scores, 0.3, kinds), what="the indices")
    given = (boxes, scores, 0.3, kinds)
    after = trial.after("nms", *given)
    for name, index in (("boxes", 0), ("scores", 1), ("classes", 3)):
        trial.same(after[index], given[index], what=f"{name} after the call", relative=0.0)
