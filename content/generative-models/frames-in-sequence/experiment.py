"""A generator draws the next frame of a clip, paid by squared error or by critics that see one, two or three frames.

All four are trained at once: each layer holds the weights of several networks that know nothing of each other.
"""

import math
from dataclasses import dataclass
from itertools import pairwise

import torch
from torch import Tensor, nn

from deepdrill.lab.experiment import Lab, Runs, settles, tiles

SIDE, FIRST, LAST, SPEED = 12, 1, 10, 2
"""Pixels of a side; the cells between which the ball bounces; cells that it moves per frame, across and down."""
SIZE = 0.8
"""Standard deviation of the ball's brightness, in pixels."""
LENGTH, TESTED, BATCH, HIDDEN = 24, 200, 64, 64
REACH = 2
"""Pixels that the generator can move brightness by, in each direction."""
SHIFTS = (2 * REACH + 1) ** 2
SQUARED, CRITICS = "squared error", ("critic of 1 frame", "critic of 2 frames", "critic of 3 frames")
KINDS = (SQUARED, *CRITICS)
BLACK, AGAIN, OTHER = "black", "last frame again", "another true future"
ONE, ROLLED = "the next frame, on 200 held-out clips", "rolled out"
LATE = "frames 13 to 22"
BOUNCED = f"{SQUARED}, bounce: brightness"
RIGHT, STEP = "right, no bounce", "step, px"


@dataclass(frozen=True)
class Balls:
    """Where many balls are, in cells (N, 2): across and down, and how they move."""

    place: Tensor
    speed: Tensor

    def next(self, turn: float) -> tuple["Balls", Tensor]:
        """Move one frame on; who bounces off floor or ceiling (N,) turns sideways with this chance."""
        ahead = self.place[:, 1] + self.speed[:, 1]
        bounced = (ahead < FIRST) | (ahead > LAST)
        turned = bounced & (torch.rand(len(ahead)) < turn)
        speed = torch.stack([torch.where(turned, -self.speed[:, 0], self.speed[:, 0]), self.speed[:, 1]], 1)
        place = self.place + speed
        low, high = place < FIRST, place > LAST
        place = torch.where(low, 2 * FIRST - place, torch.where(high, 2 * LAST - place, place))
        return Balls(place, torch.where(low | high, -speed, speed)), bounced


def started(count: int) -> Balls:
    """Put balls anywhere, moving along a diagonal."""
    return Balls(torch.randint(FIRST, LAST + 1, (count, 2)), SPEED * (2 * torch.randint(2, (count, 2)) - 1))


def moved(balls: Balls, frames: int, turn: float) -> tuple[Tensor, Tensor]:
    """Give the next frames (N, frames, 144), and whether a bounce off floor or ceiling leads to each (N, frames)."""
    places, bounces = [], []
    for _ in range(frames):
        balls, bounced = balls.next(turn)
        places.append(balls.place)
        bounces.append(bounced)
    return drawn(torch.stack(places, 1)), torch.stack(bounces, 1)


def drawn(places: Tensor) -> Tensor:
    """Draw balls at places (..., 2) as frames (..., 144); the brightest pixel has 1."""
    cells = torch.arange(SIDE)
    across, down = (torch.exp(-((cells - places[..., axis, None]) ** 2) / (2 * SIZE**2)) for axis in (0, 1))
    return (down[..., :, None] * across[..., None, :]).flatten(-2)


class Linears(nn.Module):
    """Linear layers of several networks: (networks, N, inputs) to (networks, N, outputs)."""

    def __init__(self, count: int, inputs: int, outputs: int) -> None:
        """Make them, with PyTorch's usual start."""
        super().__init__()
        edge = 1 / math.sqrt(inputs)
        self.weight = nn.Parameter(torch.empty(count, inputs, outputs).uniform_(-edge, edge))
        self.bias = nn.Parameter(torch.empty(count, 1, outputs).uniform_(-edge, edge))

    def forward(self, x: Tensor) -> Tensor:
        """Apply each network's layer to its own batch."""
        return torch.baddbmm(self.bias, x, self.weight)


def networks(count: int, *sizes: int) -> nn.Sequential:
    """Make networks with the given widths and leaky ReLUs between."""
    layers = [layer for size in pairwise(sizes) for layer in (Linears(count, *size), nn.LeakyReLU(0.2))]
    return nn.Sequential(*layers[:-1])


def shifted(frames: Tensor) -> Tensor:
    """Give frames (N, 144) moved by every shift (N, SHIFTS, 144); what leaves the frame is lost."""
    square = frames.reshape(-1, 1, SIDE, SIDE)
    return nn.functional.unfold(square, 2 * REACH + 1, padding=REACH)


class Generator(nn.Module):
    """Draws the next frame as a mixture of the last one, shifted; one network for each kind of pay."""

    def __init__(self, numbers: int) -> None:
        """Make the networks; they get so many random numbers beside two frames."""
        super().__init__()
        self.numbers = numbers
        self.net = networks(len(KINDS), 2 * SIDE**2 + numbers, HIDDEN, HIDDEN, SHIFTS)

    def shares(self, before: Tensor, last: Tensor) -> Tensor:
        """Give the share of each shift (networks, N, SHIFTS), after two frames of (networks, N, 144)."""
        luck = torch.randn(*last.shape[:2], self.numbers)
        mixture: Tensor = self.net(torch.cat([before, last, luck], 2)).softmax(2)
        return mixture

    def after(self, before: Tensor, last: Tensor) -> Tensor:
        """Draw what follows the same two real frames (N, 144) for each network: (networks, N, 144)."""
        both = (frame.expand(len(KINDS), -1, -1) for frame in (before, last))
        return torch.einsum("kns,nsp->knp", self.shares(*both), shifted(last))

    def follow(self, before: Tensor, last: Tensor, frames: int) -> Tensor:
        """Roll out: each frame drawn is the last one for the next, (networks, N, frames, 144)."""
        made = [frame.expand(len(KINDS), -1, -1) for frame in (before, last)]
        for _ in range(frames):
            cut = shifted(made[-1].flatten(0, 1)).unflatten(0, made[-1].shape[:2])
            made.append(torch.einsum("kns,knsp->knp", self.shares(*made[-2:]), cut))
        return torch.stack(made[2:], 2)


class Critic(nn.Module):
    """Tells real from drawn clips of three frames, one network for each number of frames that it sees."""

    def __init__(self) -> None:
        """Make networks of one size; the frames that one does not see are black for it."""
        super().__init__()
        self.net = networks(len(CRITICS), 3 * SIDE**2, HIDDEN, HIDDEN, 1)
        seen = torch.tensor([[0, 0, 1], [0, 1, 1], [1, 1, 1]])
        self.seen = seen.repeat_interleave(SIDE**2, 1)[:, None].float()

    def forward(self, clips: Tensor) -> Tensor:
        """Give the logits (critics, N, 1) that clips (critics, N, 3 * 144) are real."""
        return self.net(clips * self.seen)


def steepness(critic: Critic, clips: Tensor) -> Tensor:
    """Give the mean squared slope of each critic's logit at real clips (critics, N, 3 * 144), added up."""
    clips = clips.clone().requires_grad_()
    slope = torch.autograd.grad(critic(clips).sum(), clips, create_graph=True)[0]
    return (slope**2).sum(2).mean(1).sum()


def step(optimizer: torch.optim.Optimizer, loss: Tensor) -> None:
    """Take one step."""
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()


def off(made: Tensor, true: Tensor) -> Tensor:
    """Give the squared error of frames (..., 144), added up over the pixels; a black frame has 2.0."""
    return ((made - true) ** 2).sum(-1)


def centre(frames: Tensor) -> Tensor:
    """Give where the brightness of frames (..., 144) has its centre, in pixels (..., 2)."""
    cells = torch.arange(SIDE**2)
    where = torch.stack([cells % SIDE, cells // SIDE], 1).float()
    return frames @ where / frames.sum(-1, keepdim=True).clamp_min(1e-6)


@dataclass(frozen=True)
class Steps:
    """Three frames in a row (N, 144) each, and whether a bounce off floor or ceiling leads to the third (N,)."""

    before: Tensor
    last: Tensor
    true: Tensor
    bounced: Tensor


def cut(frames: Tensor, bounces: Tensor) -> Steps:
    """Cut clips (N, LENGTH, 144) into all their steps."""
    before, last, true = (frames[:, start : LENGTH - 2 + start].flatten(0, 1) for start in range(3))
    return Steps(before, last, true, bounces[:, 2:].flatten())


def right(made: Tensor, steps: Steps) -> Tensor:
    """Give the share of frames without a bounce (..., N, 144) whose error is below half of a black frame's."""
    free = ~steps.bounced
    return (off(made, steps.true)[..., free] < 1).double().mean(-1)


def train(lab: Lab, generator: Generator, frames: Tensor, tested: Steps, penalty: float, training: int) -> None:
    """Train all generators and critics in turns on clips (N, LENGTH, 144); watch the tested steps."""
    critic = Critic()
    draws, judges = (
        torch.optim.Adam(part.parameters(), lr=4e-3, betas=(0.0, 0.9), fused=True) for part in (generator, critic)
    )
    decays = [torch.optim.lr_scheduler.LinearLR(rule, 1, 0.05, training) for rule in (draws, judges)]
    few = Steps(tested.before[:1000], tested.last[:1000], tested.true[:1000], tested.bounced[:1000])
    for done in range(training + 1):
        if done % 25 == 0:
            with torch.no_grad():
                made = generator.after(few.before, few.last)
            for kind, share in zip(KINDS, right(made, few), strict=True):
                lab.point(kind, done, share, chart="training")
        if lab.stopped:
            return
        rows, start = torch.randint(len(frames), (BATCH,)), torch.randint(LENGTH - 2, (BATCH,))
        before, last, true = (frames[rows, start + place] for place in range(3))
        made = generator.after(before, last)
        past = torch.cat([before, last], 1).expand(len(CRITICS), -1, -1)
        real = torch.cat([past, true.expand(len(CRITICS), -1, -1)], 2)
        fake = torch.cat([past, made[1:]], 2)
        told = nn.functional.softplus(-critic(real)) + nn.functional.softplus(critic(fake.detach()))
        held = penalty * steepness(critic, real) if penalty else 0
        step(judges, told.mean((1, 2)).sum() + held)
        fooling = nn.functional.softplus(-critic(fake)).mean((1, 2)).sum()
        step(draws, off(made[0], true).mean() + fooling)
        for decay in decays:
            decay.step()


def report(lab: Lab, generator: Generator, tested: Steps) -> None:
    """Compare the next frames, drawn from two real ones, with the true ones and with two ways that draw nothing."""
    made, twice = (generator.after(tested.before, tested.last) for _ in range(2))
    rivals = {BLACK: torch.zeros_like(tested.true), AGAIN: tested.last, "the true frame": tested.true}
    rows: list[dict[str, object]] = []
    for name, one in {**dict(zip(KINDS, made, strict=True)), **rivals}.items():
        error = off(one, tested.true)
        moves = (centre(one) - centre(tested.last)).norm(dim=1).mean()
        numbers = {
            RIGHT: right(one, tested),
            "error, no bounce": error[~tested.bounced].mean(),
            "error, bounce": error[tested.bounced].mean(),
            STEP: moves,
            "brightest, bounce": one[tested.bounced].amax(1).mean(),
        }
        rows.append({"drawn by": name} | {key: round(float(value), 3) for key, value in numbers.items()})
    rows[len(KINDS)][STEP] = None  # nothing that could move is in a black frame
    lab.table(ONE, rows)
    variance = off(made, twice)[:, tested.bounced].mean(1) / 2
    for kind, what in zip((SQUARED, CRITICS[2]), variance[[0, 3]], strict=True):
        lab.value(f"variance by the random numbers at a bounce: {kind}", what)
    fork(lab, generator)


def fork(lab: Lab, generator: Generator) -> None:
    """Let balls that move to the left or right bounce off the floor; show what may follow and what is drawn."""
    across = torch.arange(FIRST + REACH + 1, LAST - REACH).repeat(2)  # both ways lie free of the walls
    way = torch.tensor([1, -1]).repeat_interleave(len(across) // 2) * SPEED

    def at(up: int, side: Tensor) -> Tensor:
        return torch.stack([across + side, torch.full_like(across, LAST - up)], 1)

    before, last = drawn(at(SPEED, -way)), drawn(at(0, torch.zeros_like(way)))
    made = generator.after(before, last)
    places = {
        "where it keeps its way": at(SPEED, way),
        "where it turns": at(SPEED, -way),
        "between": at(SPEED, 0 * way),
    }
    for name, place in places.items():
        pixel = (place[:, 1] * SIDE + place[:, 0])[:, None]
        lab.value(f"{BOUNCED} {name}", made[0].gather(1, pixel).mean())
    keeps, turns, _ = (drawn(place) for place in places.values())
    rows = torch.stack([before, last, keeps, turns, *made])
    lab.image(
        "bounces: two frames, the two that may follow, squared error, critics of 1, 2, 3",
        tiles(rows.flatten(0, 1).reshape(-1, SIDE, SIDE), columns=len(across)),
        low=0,
        high=1,
    )


def roll(lab: Lab, generator: Generator, clips: Tensor, other: Tensor) -> None:
    """Let each generator go on from two real frames of clips (N, LENGTH, 144) with its own frames; other is as true."""
    true = clips[:, 2:]
    made = generator.follow(clips[:, 0], clips[:, 1], LENGTH - 2)
    ways = {**dict(zip(KINDS, made, strict=True)), BLACK: torch.zeros_like(true), OTHER: other}
    rows = []
    for name, one in ways.items():
        errors, brightest = off(one, true).mean(0), one.amax(2).mean(0)
        frames = range(1, LENGTH - 1)
        lab.curve(name, frames, errors, chart="error")
        if name != BLACK:
            lab.curve(name, frames, brightest, chart="brightest")
        rows.append(
            {"drawn by": name}
            | {f"error, frame {at}": round(float(errors[at - 1]), 2) for at in (1, 6)}
            | {f"error, {LATE}": round(float(errors[12:].mean()), 2)}
            | {f"brightest, {LATE}": round(float(brightest[12:].mean()), 2)}
        )
    lab.table(ROLLED, rows)
    shown = torch.cat([torch.cat([clips[:, :2], one], 1)[:2, :16] for one in (true, *made)], 1).unflatten(1, (5, 16))
    for clip, strip in enumerate(shown, 1):
        lab.image(
            f"clip {clip}: true, squared error, critics of 1, 2, 3",
            tiles(strip.flatten(0, 1).reshape(-1, SIDE, SIDE), columns=16),
            low=0,
            high=1,
        )


def run(lab: Lab, *, turn: float, numbers: int, penalty: float, clips: int, training: int) -> None:
    """Train on clips of a bouncing ball; compare next frames and rollouts on held-out clips."""
    frames, _ = moved(started(clips), LENGTH, turn)
    early, _ = started(TESTED).next(turn)
    first, then = early.place, early.next(turn)[0]
    (rest, bounces), (other, _) = (moved(then, LENGTH - 2, turn) for _ in range(2))
    held = torch.cat([drawn(torch.stack([first, then.place], 1)), rest], 1)
    tested = cut(held, torch.cat([torch.zeros(TESTED, 2, dtype=torch.bool), bounces], 1))
    generator = Generator(numbers)
    train(lab, generator, frames, tested, penalty, training)
    if lab.stopped:
        return
    with torch.no_grad():
        report(lab, generator, tested)
        roll(lab, generator, held, other)


def seen(runs: Runs, table: str, kind: str, column: str) -> float:
    """Read a number of one way of drawing from a table of the default run."""
    return float(next(row[column] for row in runs().tables[table] if row["drawn by"] == kind))


@settles("bounce")
def what_squared_error_draws_at_a_bounce(runs: Runs) -> int:
    """Compare the brightness at both places where the ball may be, and between them."""
    names = ("where it keeps its way", "where it turns", "between")
    keeps, turns, between = (runs().values[f"{BOUNCED} {name}"] for name in names)
    runs.note(f"Brightness {keeps:.2f} where it keeps its way, {turns:.2f} where it turns, {between:.2f} between.")
    low, high = sorted((keeps, turns))
    if between > high:
        return 0
    return 2 if low > 0.2 and high < 0.7 and between < low / 2 else 1 if high > 0.8 and low < 0.2 else -1


@settles("one")
def a_critic_of_one_frame(runs: Runs) -> int:
    """See how far the ball moves in a step, and how often it is where it should be."""
    moves, true = (seen(runs, ONE, kind, STEP) for kind in (CRITICS[0], "the true frame"))
    share = seen(runs, ONE, CRITICS[0], RIGHT)
    runs.note(f"A step of {moves:.2f} pixels, true {true:.2f}. Right without bounce: {share:.0%}.")
    return 0 if share > 0.7 else 2 if moves < true / 4 else 1 if share < 0.3 and moves > true / 2 else -1


@settles("two")
def a_critic_of_two_frames(runs: Runs) -> int:
    """Compare the length of its steps with the true one, and see how often they end where they should."""
    share, moves = (seen(runs, ONE, CRITICS[1], what) for what in (RIGHT, STEP))
    true = seen(runs, ONE, "the true frame", STEP)
    runs.note(f"A step of {moves:.2f} pixels, true {true:.2f}. Right without bounce: {share:.0%}.")
    like = abs(moves / true - 1) < 0.25
    return 0 if share > 0.9 else 1 if like and share < 0.75 else 2 if moves < true / 4 else -1


@settles("rollout")
def many_frames_on(runs: Runs) -> int:
    """Compare the squared error and the brightness of the rolled-out clips."""
    kinds = (SQUARED, CRITICS[2], OTHER)
    plain, critic, other = (seen(runs, ROLLED, kind, f"error, {LATE}") for kind in kinds)
    black = seen(runs, ROLLED, BLACK, f"error, {LATE}")
    dim, bright = (seen(runs, ROLLED, kind, f"brightest, {LATE}") for kind in kinds[:2])
    runs.note(
        f"Error in {LATE}: squared error {plain:.2f} with a brightest pixel of {dim:.2f}, critic of 3 {critic:.2f} "
        f"with {bright:.2f}, black {black:.2f}, another true future {other:.2f}."
    )
    if plain < min(black, critic) and other > black and dim < 0.3 < bright:
        return 2
    return 0 if critic < plain else 1 if plain > 1.1 * black else -1
