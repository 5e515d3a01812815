"""Data-parallel training by hand: several processes of this machine, one all-reduce per step, over gloo.

Process 0 also trains one network alone on the whole batch, in step with the others, to compare with.
"""

import multiprocessing
import uuid
from multiprocessing.connection import Connection
from pathlib import Path

import torch
import torch.distributed as dist
from sklearn.datasets import load_digits
from torch import nn
from torch.nn.utils import parameters_to_vector, vector_to_parameters

from deepdrill.lab.experiment import Lab, Runs, settles

BATCH = 64
"""Images per step over all processes together."""
STEPS = 100
TEST = 449
"""A quarter of the images."""
EVERY = 20
"""Steps from one exchange of weights to the next, where it is weights that are exchanged."""
NUMBER_BYTES = 4
"""Of a float32."""

GRADIENTS, SUM, WEIGHTS, NOTHING = (
    "mean of the gradients",
    "sum of the gradients",
    f"mean of the weights every {EVERY} steps",
    "nothing",
)
SAME, OWN = "the weights of process 0", "random weights of its own"


def digits(seed: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Give images (1797, 64) from 0 to 1 and their classes, in the same random order in every process."""
    images, classes = load_digits(return_X_y=True)
    order = torch.randperm(len(images), generator=torch.Generator().manual_seed(seed))
    return torch.tensor(images, dtype=torch.float32)[order] / 16, torch.tensor(classes)[order]


def network(seed: int) -> nn.Sequential:
    """Make a network of 4,810 numbers."""
    torch.manual_seed(seed)
    return nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10))


def optimizer_for(rule: str, net: nn.Module) -> torch.optim.Optimizer:
    """Make the optimizer that the knob names, each at a rate that suits it."""
    if rule == "Adam":
        return torch.optim.Adam(net.parameters(), lr=0.005)
    return torch.optim.SGD(net.parameters(), lr=0.5)


def backward(net: nn.Module, x: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
    """Leave the gradient of the mean loss of these images in the network, and give the loss."""
    net.zero_grad()
    loss = nn.functional.cross_entropy(net(x), y)
    loss.backward()
    return loss.detach()


def reduce_gradients(net: nn.Module, *, mean: bool) -> None:
    """Add up the gradients of all processes, in one message, and put the result in place of each one's own."""
    flat = torch.cat([p.grad.view(-1) for p in net.parameters()])  # (4810,)
    dist.all_reduce(flat)
    if mean:
        flat /= dist.get_world_size()
    start = 0
    for p in net.parameters():
        p.grad.copy_(flat[start : start + p.numel()].view_as(p))
        start += p.numel()


def mean_weights(net: nn.Module) -> torch.Tensor:
    """Give the mean of the weights over all processes, (4810,)."""
    flat = parameters_to_vector(net.parameters()).detach().clone()
    dist.all_reduce(flat)
    return flat / dist.get_world_size()


def replicas_apart(net: nn.Module) -> float:
    """Give the distance between the weights of process 0 and of the last one."""
    own = parameters_to_vector(net.parameters()).detach()
    first, last = own.clone(), own.clone()
    dist.broadcast(first, src=0)
    dist.broadcast(last, src=dist.get_world_size() - 1)
    return (first - last).norm().item()


def work(rank: int, world: int, store: str, seed: int, knobs: dict[str, str], out: Connection) -> None:
    """Be one of the processes: train on every world-th image of each batch, and exchange what the knob says."""
    dist.init_process_group("gloo", init_method=f"file://{store}", rank=rank, world_size=world)
    x, y = digits(seed)
    net = network(seed if knobs["start"] == SAME else seed + 1000 * rank)
    alone = network(seed)
    mine, lone = optimizer_for(knobs["rule"], net), optimizer_for(knobs["rule"], alone)
    draw = torch.Generator().manual_seed(seed + 1)  # the same batches in every process
    sent = 0
    for step in range(STEPS):
        rows = torch.randint(TEST, len(x), (BATCH,), generator=draw)
        part = rows[rank::world]  # (64 / world,): nobody else has these
        loss = backward(net, x[part], y[part])
        if knobs["exchange"] in (GRADIENTS, SUM):
            reduce_gradients(net, mean=knobs["exchange"] == GRADIENTS)
            sent += 1
        mine.step()
        if knobs["exchange"] == WEIGHTS and step % EVERY == EVERY - 1:
            vector_to_parameters(mean_weights(net), net.parameters())
            sent += 1
        if rank == 0:
            backward(alone, x[rows], y[rows])
            lone.step()
        if step % 5 == 4 or step == 0:
            report(step + 1, net, alone, loss, out, rank)
    if rank == 0:
        with torch.no_grad():
            right = [(one(x[:TEST]).argmax(-1) == y[:TEST]).double().mean().item() for one in (net, alone)]
        size = sum(p.numel() for p in net.parameters()) * NUMBER_BYTES
        out.send(("values", right[0], right[1], sent * size / 1000))
    dist.destroy_process_group()


def report(step: int, net: nn.Module, alone: nn.Module, loss: torch.Tensor, out: Connection, rank: int) -> None:
    """Have process 0 tell the loss over all processes, and how far replicas and the lone network are apart."""
    dist.all_reduce(loss)
    apart = replicas_apart(net)
    if rank == 0:
        own, other = (parameters_to_vector(one.parameters()).detach() for one in (net, alone))
        off = ((own - other).norm() / other.norm()).item()
        out.send(("points", step, loss.item() / dist.get_world_size(), apart, off))


def follow(lab: Lab, told: Connection) -> None:
    """Draw what process 0 tells, until it has said its last word."""
    while not lab.stopped:
        if not told.poll(0.1):
            continue
        match told.recv():
            case ("points", step, loss, apart, off):
                lab.point("loss", step, loss, chart="loss")
                lab.point("process 0 to the last process", step, apart, chart="apart")
                lab.point("process 0 to training alone, relative", step, off, chart="apart")
            case ("values", right, right_alone, kilobytes):
                lab.value("test accuracy", right)
                lab.value("test accuracy alone", right_alone)
                lab.value("kilobytes reduced", kilobytes)
                return


def run(lab: Lab, *, processes: int, exchange: str, rule: str, start: str) -> None:
    """Start the processes, follow the first, and leave none behind."""
    context = multiprocessing.get_context("fork")  # a fresh interpreter would import torch again, for seconds
    store = str(Path.cwd() / f"meeting-point-{uuid.uuid4().hex}")
    told, out = context.Pipe(duplex=False)
    knobs = {"exchange": exchange, "rule": rule, "start": start}
    workers = [
        context.Process(target=work, args=(rank, processes, store, lab.seed, knobs, out), daemon=True)
        for rank in range(processes)
    ]
    for one in workers:
        one.start()
    out.close()  # now the end of process 0 ends the pipe
    try:
        follow(lab, told)
    finally:
        for one in workers:
            one.join(0 if lab.stopped else 5)
            one.kill()
            one.join()


@settles("same-weights")
def four_beside_one(runs: Runs) -> int:
    """See how far four processes with a quarter of the batch each are from one with all of it."""
    off = runs(processes=4).last("process 0 to training alone, relative")
    runs.note(f"After {STEPS} steps the weights differ by {off:.0e} of their length.")
    return 0 if off == 0 else 1 if off < 1e-4 else 2


@settles("own-start")
def different_beginnings(runs: Runs) -> int:
    """Compare how far replicas are apart at the start and at the end."""
    apart = runs(start=OWN).ys("process 0 to the last process")
    runs.note(f"The weights are {apart[0]:.4f} apart after the first step and {apart[-1]:.4f} after the last.")
    ratio = apart[-1] / apart[0]
    return 0 if ratio < 0.9 else 1 if ratio < 1.1 else 2


@settles("sum-with-adam")
def a_forgotten_division(runs: Runs) -> int:
    """Compare sum and mean with Adam by the loss at the end."""
    losses = [sum(runs(exchange=how, rule="Adam").ys("loss")[-10:]) / 10 for how in (GRADIENTS, SUM)]
    accuracy = [runs(exchange=how, rule="Adam").values["test accuracy"] for how in (GRADIENTS, SUM)]
    runs.note(
        f"With Adam the loss ends at {losses[0]:.4f} with the mean and at {losses[1]:.4f} with the sum; "
        f"the test accuracy is {accuracy[0]:.3f} and {accuracy[1]:.3f}."
    )
    ratio = losses[1] / losses[0]
    return 2 if 0.9 < ratio < 1.1 else 1 if ratio > 1 else 0


@settles("seldom")
def weights_now_and_then(runs: Runs) -> int:
    """Compare averaging weights now and then with averaging gradients at each step, and with nothing."""
    often, seldom, never = (runs(exchange=how).values for how in (GRADIENTS, WEIGHTS, NOTHING))
    runs.note(
        f"The test accuracy is {often['test accuracy']:.3f} with gradients at each step, {seldom['test accuracy']:.3f} "
        f"with weights every {EVERY} steps, {never['test accuracy']:.3f} without any exchange. "
        f"{often['kilobytes reduced']:.0f} kB were reduced, and {seldom['kilobytes reduced']:.0f} kB."
    )
    return 0 if seldom["test accuracy"] > often["test accuracy"] - 0.03 else 1
