"""What useless columns and a rotation of the columns do to a tree and to a network on the same small table."""

import torch
from torch import nn

from deepdrill.lab.evidence import Evidence, claim

ROWS, TESTED = 300, 1_000


def stump_forest(x: torch.Tensor, y: torch.Tensor, tested: torch.Tensor, rounds: int = 60) -> torch.Tensor:
    """Boost trees of one split on squared error, as gradient boosting does with depth one."""
    grid = torch.quantile(x, torch.linspace(0.04, 0.96, 24, dtype=x.dtype), dim=0).T  # (columns, 24)
    left = (
        (x.T[:, None] <= grid[:, :, None]).double().flatten(0, 1)
    )  # one row per possible split, one column per example
    size = left.sum(1)
    start = y.mean()
    rest, predicted = y - start, torch.full((len(tested),), float(start), dtype=x.dtype)
    for _ in range(rounds):
        on_left = left @ rest
        on_right = rest.sum() - on_left
        split = int((on_left**2 / size.clamp(min=1) + on_right**2 / (len(y) - size).clamp(min=1)).argmax())
        low = 0.3 * on_left[split] / size[split]
        high = 0.3 * on_right[split] / (len(y) - size[split])
        rest = rest - torch.where(left[split] > 0, low, high)
        column, place = divmod(split, grid.shape[1])
        predicted = predicted + torch.where(tested[:, column] <= grid[column, place], low, high)
    return predicted


def network(x: torch.Tensor, y: torch.Tensor, tested: torch.Tensor) -> torch.Tensor:
    """Train a small network with weight decay on the same rows."""
    net = nn.Sequential(nn.Linear(x.shape[1], 32), nn.ReLU(), nn.Linear(32, 1)).double()
    speeds = [torch.zeros_like(p) for p in net.parameters()]
    for _ in range(200):
        net.zero_grad()
        nn.functional.mse_loss(net(x)[:, 0], y).backward()
        with torch.no_grad():
            for p, speed in zip(net.parameters(), speeds, strict=True):
                p.sub_(0.02 * speed.mul_(0.9).add_(p.grad + 0.002 * p))
    return net(tested)[:, 0].detach()


def table(evidence: Evidence, useless: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Draw a table in which the target jumps at thresholds of three columns; the other columns say nothing."""
    x = evidence.uniform(ROWS + TESTED, 3 + useless) * 2 - 1
    y = (x[:, 0] > 0.3).double() + (x[:, 1] > -0.2).double() - (x[:, 2] > 0.5).double()
    return x * 3**0.5, y + evidence.normal(len(x), scale=0.1)


def unexplained(predicted: torch.Tensor, target: torch.Tensor) -> float:
    """Share of the variance that is left."""
    return float((predicted - target).square().mean() / target.var())


@claim
def useless_columns_hurt_the_network_more(evidence: Evidence) -> None:
    """On a table of 300 rows with jumps, boosted stumps beat a small network, the more so with 40 useless columns."""
    gaps = []
    for useless in (0, 40):
        x, y = table(evidence, useless)
        trees = unexplained(stump_forest(x[:ROWS], y[:ROWS], x[ROWS:]), y[ROWS:])
        net = unexplained(network(x[:ROWS], y[:ROWS], x[ROWS:]), y[ROWS:])
        gaps.append(net - trees)
        evidence.row(useless_columns=useless, trees_unexplained=round(trees, 3), network_unexplained=round(net, 3))
    evidence.require(gaps[0] > 0, "The network was as good as the trees without useless columns.")
    evidence.require(gaps[1] > gaps[0] + 0.1, f"The gap only went from {gaps[0]:.3f} to {gaps[1]:.3f}.")


@claim
def a_rotation_hurts_the_trees(evidence: Evidence) -> None:
    """Rotating the columns, as if they were raw signals, takes away most of what made the trees better."""
    x, y = table(evidence, 7)
    turn = torch.linalg.qr(evidence.normal(10, 10)).Q
    seen = {}
    for name, columns in (("as they are", x), ("rotated", x @ turn)):
        trees = unexplained(stump_forest(columns[:ROWS], y[:ROWS], columns[ROWS:]), y[ROWS:])
        net = unexplained(network(columns[:ROWS], y[:ROWS], columns[ROWS:]), y[ROWS:])
        seen[name] = (trees, net)
        evidence.row(columns=name, trees_unexplained=round(trees, 3), network_unexplained=round(net, 3))
    evidence.require(seen["as they are"][0] < seen["as they are"][1], "The trees were not better to begin with.")
    evidence.require(seen["rotated"][0] > 2 * seen["as they are"][0], "The rotation did not hurt the trees.")
    evidence.require(seen["rotated"][1] < 1.6 * seen["as they are"][1], "The rotation hurt the network as well.")
