"""One network with three heads, or three networks: where an object is, what scene it is in, and where its edge runs."""

from dataclasses import dataclass
from itertools import combinations

import torch
from torch import Tensor, nn

from deepdrill.lab.experiment import Lab, Runs, settles, tiles

SIDE, TRAIN, TEST, BATCH, STEPS = 16, 800, 300, 32, 160
SHARED, THIRD = 16, 9
"""Channels of the shared trunk, and of one with a third of its weights."""
SCENES = ("waves", "stripes", "checks", "haze")
TASKS = ("box", "scene", "edges")
SCORES = {"box": "mean IoU of the box", "scene": "accuracy of the scene", "edges": "F1 of the edges"}
ACROSS = torch.arange(SIDE, dtype=torch.float32)
MIDDLES = ACROSS[::2] + 0.5
"""Pixels at which the places of the maps lie."""


@dataclass(frozen=True)
class Scenes:
    """Pictures and what is to be said of them."""

    pictures: Tensor
    """(N, 1, 16, 16)"""
    box: Tensor
    """Centre across, centre down and half-width of the object in pixels (N, 3)."""
    scene: Tensor
    """Which background (N,)."""
    edges: Tensor
    """1 on the rim of the object (N, 16, 16)."""

    def rows(self, rows: Tensor) -> "Scenes":
        """Give some of them."""
        return Scenes(self.pictures[rows], self.box[rows], self.scene[rows], self.edges[rows])


def draw(size: int) -> Scenes:
    """Draw a disc or a square of one brightness on a background with a pattern, and noise."""
    down, across = (axis[None] for axis in torch.meshgrid(ACROSS, ACROSS, indexing="ij"))
    scene = torch.randint(len(SCENES), (size,))
    turn, pace = torch.rand(size, 1, 1) * 6.3, 1.2 + 0.8 * torch.rand(size, 1, 1)
    waves, stripes = (pace * down + turn).sin(), (pace * across + 2 * turn).sin()
    slope = (across - 7.5) * turn.cos() / 7.5 + (down - 7.5) * turn.sin() / 7.5
    kinds = torch.stack([waves, stripes, 1.4 * waves * stripes, slope])  # (4, N, 16, 16)
    behind = 0.35 * kinds[scene, torch.arange(size)]
    half = 2 + 2 * torch.rand(size)
    centre = 4 + (SIDE - 9) * torch.rand(size, 2)
    apart = [(grid - at[:, None, None]).abs() for grid, at in zip((across, down), centre.T, strict=True)]
    square = (torch.rand(size) < 0.5)[:, None, None]
    reach = torch.where(square, torch.maximum(*apart), (apart[0] ** 2 + apart[1] ** 2).sqrt())
    inside = (reach <= half[:, None, None]).float()
    around = nn.functional.max_pool2d(-inside, 3, stride=1, padding=1)  # -1 where all neighbours are inside
    level = torch.where(torch.rand(size) < 0.5, -1.0, 1.0)[:, None, None] * (0.4 + 0.4 * torch.rand(size, 1, 1))
    pictures = torch.where(inside > 0, level, behind) + 0.1 * torch.randn(size, SIDE, SIDE)
    return Scenes(pictures[:, None], torch.column_stack([centre, half]), scene, inside * (around > -1))


class Network(nn.Module):
    """A trunk of three convolutions at half the size, and a small head for each task."""

    def __init__(self, channels: int, tasks: tuple[str, ...]) -> None:
        """Make a trunk of so many channels and the heads of these tasks."""
        super().__init__()
        self.trunk = nn.Sequential(
            nn.Conv2d(1, channels, 4, stride=2, padding=1),
            nn.ReLU(),
            nn.Conv2d(channels, channels, 3, padding=1),
            nn.ReLU(),
            nn.Conv2d(channels, channels, 3, padding=2, dilation=2),
            nn.ReLU(),
        )
        outputs = {"box": 2, "scene": len(SCENES), "edges": 4}  # four pixels for each place of the maps
        self.heads = nn.ModuleDict({task: nn.Conv2d(channels, outputs[task], 1) for task in tasks})

    def forward(self, pictures: Tensor) -> dict[str, Tensor]:
        """Give box (N, 3) in pixels, scene (N, 4) and edges (N, 16, 16) in logits, as far as there are heads."""
        maps = self.trunk(pictures)
        made = {task: head(maps) for task, head in self.heads.items()}
        if "box" in made:
            made["box"] = in_pixels(made["box"])
        if "scene" in made:
            made["scene"] = made["scene"].mean((2, 3))
        if "edges" in made:
            made["edges"] = nn.functional.pixel_shuffle(made["edges"], 2)[:, 0]
        return made


def in_pixels(maps: Tensor) -> Tensor:
    """Take the first map's softmax: its centre of mass is the centre, the second map's mean there the half-width."""
    weights = maps[:, 0].flatten(1).softmax(1).reshape_as(maps[:, 0])
    across, down = ((weights.sum(axis) * MIDDLES).sum(1) for axis in (1, 2))
    return torch.stack([across, down, 3 + (weights * maps[:, 1]).sum((1, 2))], 1)


def losses(made: dict[str, Tensor], truth: Scenes, unit: float) -> dict[str, Tensor]:
    """Give the loss of each task; boxes are measured in so many pixels."""
    cost = {}
    if "box" in made:
        cost["box"] = ((made["box"] - truth.box) / unit).square().mean()
    if "scene" in made:
        cost["scene"] = nn.functional.cross_entropy(made["scene"], truth.scene)
    if "edges" in made:
        cost["edges"] = nn.functional.binary_cross_entropy_with_logits(
            made["edges"], truth.edges, pos_weight=torch.tensor(5.0)
        )
    return cost


def batch(tasks: tuple[str, ...], labelled: int) -> Tensor:
    """Draw pictures (32,) to train on; where boxes are wanted, the first half are ones with a box, or all if alone."""
    known = BATCH if tasks == ("box",) else BATCH // 2 if "box" in tasks else 0
    return torch.cat([torch.randint(labelled, (known,)), torch.randint(TRAIN, (BATCH - known,))])


def train(lab: Lab, net: Network, data: tuple[Scenes, Scenes], *, unit: float, labelled: int) -> None:
    """Train with Adam; the shared network also shows its losses and the angles between its tasks' gradients."""
    tasks = tuple(net.heads)
    optimizer = torch.optim.Adam(net.parameters(), lr=0.01)
    decay = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, STEPS)
    for step in range(STEPS):
        rows = batch(tasks, labelled)
        here, made = data[0].rows(rows), net(data[0].pictures[rows])
        boxed = BATCH if tasks == ("box",) else BATCH // 2
        cost = losses(made, here, unit)
        if "box" in cost:
            cost["box"] = losses({"box": made["box"][:boxed]}, here.rows(torch.arange(boxed)), unit)["box"]
        if len(tasks) > 1 and step % 8 == 0:
            angles(lab, net, cost, step)
        if step % 32 == 0 or step == STEPS - 1:
            for task, score in scores(net, data[1]).items():
                lab.point(f"{task}, {'shared' if len(tasks) > 1 else 'alone'}", step, score, chart="scores")
        optimizer.zero_grad()
        torch.stack(list(cost.values())).sum().backward()
        optimizer.step()
        decay.step()
        if lab.stopped:
            return


def angles(lab: Lab, net: Network, cost: dict[str, Tensor], step: int) -> None:
    """Show each task's loss, the length of its gradient in the trunk, and the cosine between each two of these."""
    weights = list(net.trunk.parameters())
    pull = {
        task: torch.cat([one.flatten() for one in torch.autograd.grad(loss, weights, retain_graph=True)])
        for task, loss in cost.items()
    }
    for task, one in pull.items():
        lab.point(task, step, one.norm(), chart="pull")
    for first, second in combinations(TASKS, 2):
        lab.point(
            f"{first} and {second}", step, nn.functional.cosine_similarity(pull[first], pull[second], 0), chart="angles"
        )


def overlap(one: Tensor, two: Tensor) -> Tensor:
    """Give the intersection over union of square boxes (N, 3): centre across, centre down, half-width."""
    sides = [
        torch.minimum(one[:, axis] + one[:, 2], two[:, axis] + two[:, 2])
        - torch.maximum(one[:, axis] - one[:, 2], two[:, axis] - two[:, 2])
        for axis in (0, 1)
    ]
    shared = sides[0].clamp(min=0) * sides[1].clamp(min=0)
    return shared / (4 * one[:, 2] ** 2 + 4 * two[:, 2] ** 2 - shared)


@torch.no_grad()
def scores(net: Network, test: Scenes) -> dict[str, float]:
    """Score each head on test pictures, from 0 to 1."""
    made, found = net(test.pictures), {}
    if "box" in made:
        found["box"] = float(overlap(made["box"], test.box).mean())
    if "scene" in made:
        found["scene"] = float((made["scene"].argmax(1) == test.scene).double().mean())
    if "edges" in made:
        rim = made["edges"] > 0
        found["edges"] = float(2 * (rim * test.edges).sum() / (rim.sum() + test.edges.sum()))
    return found


@torch.no_grad()
def show(lab: Lab, net: Network, test: Scenes) -> None:
    """Show four test pictures: as they are, with the box, and the edges that were told and the real ones."""
    some = test.rows(torch.arange(4))
    made = net(some.pictures)
    plain = some.pictures[:, 0].clamp(-1, 1)
    away = [(ACROSS - made["box"][:, axis, None]).abs() for axis in (0, 1)]  # (4, 16) each
    far = torch.maximum(away[0][:, None, :], away[1][:, :, None])  # (4, 16, 16)
    boxed = torch.where((far - made["box"][:, 2, None, None]).abs() < 0.5, 1.0, plain * 0.6)
    rows = torch.cat([plain, boxed, made["edges"].sigmoid() * 2 - 1, some.edges * 2 - 1])
    lab.image("pictures, with the box found, edges found, real edges", tiles(rows, columns=4), low=-1, high=1)


def run(lab: Lab, *, unit: int, labelled: int, alone: str) -> None:
    """Train the shared network, then one for each task on the same pictures for as many steps."""
    data = draw(TRAIN), draw(TEST)
    shared = Network(SHARED, TASKS)
    train(lab, shared, data, unit=unit, labelled=labelled)
    show(lab, shared, data[1])
    table, weights = [], 0
    together = scores(shared, data[1])
    for task in TASKS:
        single = Network(SHARED if alone == "full size each" else THIRD, (task,))
        train(lab, single, data, unit=unit, labelled=labelled)
        apart = scores(single, data[1])[task]
        weights += sum(one.numel() for one in single.parameters())
        table.append({"score": SCORES[task], "shared": round(together[task], 3), "alone": round(apart, 3)})
        lab.value(f"{task}, shared", together[task])
        lab.value(f"{task}, alone", apart)
        if lab.stopped:
            return
    lab.table("scores on test pictures", table)
    lab.value("weights, shared", sum(one.numel() for one in shared.parameters()))
    lab.value("weights, three alone", weights)
    for first, second in combinations(TASKS, 2):
        pair = f"{first} and {second}"
        lab.value(f"mean cosine, {pair}", torch.tensor(lab.finished.ys(pair, chart="angles")).mean())


@settles("same-size")
def three_small_ones(runs: Runs) -> int:
    """Compare the shared network with three of a third of its size, at the box and at the edges."""
    values = runs().values
    ahead = [values[f"{task}, shared"] - values[f"{task}, alone"] for task in TASKS]
    runs.note(
        "Shared and alone: "
        + ", ".join(f"{SCORES[one]} {values[f'{one}, shared']:.2f} and {values[f'{one}, alone']:.2f}" for one in TASKS)
        + "."
    )
    return 0 if ahead[0] > 0.03 and ahead[2] > 0.03 else 2 if max(ahead) < -0.15 else 1


@settles("angles")
def which_way_the_tasks_pull(runs: Runs) -> int:
    """Take the mean cosine between the tasks' gradients over the training and the pairs."""
    values = runs().values
    each = [values[f"mean cosine, {first} and {second}"] for first, second in combinations(TASKS, 2)]
    mean = sum(each) / len(each)
    runs.note(f"The mean cosines are {', '.join(f'{one:.2f}' for one in each)}.")
    return 0 if mean < -0.2 else 2 if mean > 0.2 else 1


@settles("units")
def boxes_in_other_units(runs: Runs) -> int:
    """Count boxes in pixels and in widths of the picture, and compare the boxes found."""
    fine, coarse = (runs(unit=unit).values for unit in (1, 16))
    lost, lost_alone = (fine[name] - coarse[name] for name in ("box, shared", "box, alone"))
    runs.note(
        f"From pixels to widths the IoU goes from {fine['box, shared']:.2f} to {coarse['box, shared']:.2f} shared, "
        f"and from {fine['box, alone']:.2f} to {coarse['box, alone']:.2f} alone."
    )
    if lost > 0.03:
        return 0 if lost_alone > 0.025 else 1
    return 2 if abs(lost) < 0.02 and abs(lost_alone) < 0.02 else -1
