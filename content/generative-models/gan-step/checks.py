"""Checks of the GAN: losses in Python floats, the step by the chain rule written out in float64."""

import math
from typing import Any

import torch

from deepdrill.judge.checks import Remote, Trial, check

State = dict[str, torch.Tensor]
SIZES = [(1, 1, 2, 1, 2, 3), (2, 3, 4, 3, 3, 5), (3, 2, 3, 2, 4, 2)]  # noise, hidden, features, n, m, hidden of D


def minus_log(logit: float) -> float:
    """Give -log sigmoid."""
    return max(-logit, 0.0) + math.log1p(math.exp(-abs(logit)))


def mean(values: list[float]) -> torch.Tensor:
    """Average to a float32 scalar."""
    return torch.tensor(math.fsum(values) / len(values), dtype=torch.float64).float()


def forward(state: State, x: torch.Tensor, slope: float) -> tuple[torch.Tensor, torch.Tensor]:
    """Give what comes before the activation, and the output."""
    before = x @ state["fc1.weight"].T + state["fc1.bias"]
    return before, torch.where(before > 0, before, slope * before) @ state["fc2.weight"].T + state["fc2.bias"]


def backward(state: State, x: torch.Tensor, slope: float, up: torch.Tensor) -> tuple[State, torch.Tensor]:
    """Give the gradients of the parameters and of the input."""
    before = forward(state, x, slope)[0]
    after = torch.where(before > 0, before, slope * before)
    down = up @ state["fc2.weight"] * torch.where(before > 0, 1.0, slope)
    grads = {
        "fc1.weight": down.T @ x,
        "fc1.bias": down.sum(0),
        "fc2.weight": up.T @ after,
        "fc2.bias": up.sum(0),
    }
    return grads, down @ state["fc1.weight"]


def moved(state: State, grads: State, lr: float) -> State:
    """Descend."""
    return {name: value - lr * grads[name] for name, value in state.items()}


def oracle(
    gen: State, dis: State, real: torch.Tensor, d_noise: torch.Tensor, g_noise: torch.Tensor, lr: float
) -> tuple[float, float, State, State]:
    """Take one step of each in float64."""
    gen, dis = ({name: value.double() for name, value in state.items()} for state in (gen, dis))
    real, d_noise, g_noise = (x.double() for x in (real, d_noise, g_noise))
    fake = forward(gen, d_noise, 0.0)[1]
    on_real, on_fake = forward(dis, real, 0.2)[1], forward(dis, fake, 0.2)[1]
    d_loss = math.fsum(map(minus_log, on_real.flatten().tolist())) / len(real)
    d_loss += math.fsum(minus_log(-logit) for logit in on_fake.flatten().tolist()) / len(fake)
    parts = [
        backward(dis, real, 0.2, (torch.sigmoid(on_real) - 1) / len(real))[0],
        backward(dis, fake, 0.2, torch.sigmoid(on_fake) / len(fake))[0],
    ]
    dis = moved(dis, {name: parts[0][name] + parts[1][name] for name in dis}, lr)
    fake = forward(gen, g_noise, 0.0)[1]
    logits = forward(dis, fake, 0.2)[1]
    g_loss = math.fsum(map(minus_log, logits.flatten().tolist())) / len(fake)
    to_fake = backward(dis, fake, 0.2, (torch.sigmoid(logits) - 1) / len(fake))[1]
    gen = moved(gen, backward(gen, g_noise, 0.0, to_fake)[0], lr)
    return d_loss, g_loss, gen, dis


def weights(trial: Trial, sizes: tuple[int, ...]) -> State:
    """Draw the weights of a network with one hidden layer."""
    inputs, hidden, outputs = sizes
    shapes = {
        "fc1.weight": (hidden, inputs),
        "fc1.bias": (hidden,),
        "fc2.weight": (outputs, hidden),
        "fc2.bias": (outputs,),
    }
    return {name: trial.normal(*shape) for name, shape in shapes.items()}


def networks(trial: Trial, noise: int, hidden: int, features: int, wide: int) -> tuple[Remote, Remote, State, State]:
    """Make both networks with drawn weights."""
    gen, dis = weights(trial, (noise, hidden, features)), weights(trial, (features, wide, 1))
    generator, discriminator = (
        trial.make("Generator", noise, hidden, features),
        trial.make("Discriminator", features, wide),
    )
    generator.load(gen)
    discriminator.load(dis)
    return generator, discriminator, gen, dis


def same_weights(trial: Trial, network: Remote, wanted: State, name: str) -> None:
    """Compare all parameters of a network."""
    for key, value in wanted.items():
        trial.same(network.read(key), value.float(), what=f"the {name}'s {key}", terms=30, scale=5.0)


def step(
    trial: Trial, both: tuple[Remote, Remote], states: tuple[State, State], data: Any, lr: float
) -> tuple[State, State]:
    """Take one step and compare everything; give the new states."""
    d_loss, g_loss, gen, dis = oracle(*states, *data, lr)
    seen = trial.call("gan_step", *both, *data, lr)
    trial.same(seen, (d_loss, g_loss), what="(d_loss, g_loss)", terms=30, scale=5.0)
    trial.require(all(type(loss) is float for loss in seen), "The losses must be Python floats.", seen=seen)
    same_weights(trial, both[1], dis, "discriminator")
    same_weights(trial, both[0], gen, "generator")
    return tuple({name: value.float() for name, value in state.items()} for state in (gen, dis))


def draw(trial: Trial, noise: int, features: int, n: int, m: int) -> tuple[torch.Tensor, ...]:
    """Draw real data and both noises."""
    return trial.normal(n, features, shift=1.0), trial.normal(m, noise), trial.normal(m + 1, noise)


@check
def both_networks_are_as_described(trial: Trial) -> None:
    """ReLU in the generator, leaky ReLU with slope 0.2 in the discriminator, no activation after fc2, logits (n,)."""
    for noise, hidden, features, n, m, wide in SIZES:
        generator, discriminator, gen, dis = networks(trial, noise, hidden, features, wide)
        z, x = trial.normal(m, noise), trial.normal(n, features)
        wanted = [
            forward({k: v.double() for k, v in state.items()}, v.double(), s)[1]
            for state, v, s in ((gen, z, 0.0), (dis, x, 0.2))
        ]
        trial.same(generator(z), wanted[0].float(), what="the samples", terms=10, scale=3.0)
        trial.same(discriminator(x), wanted[1].squeeze(1).float(), what="the logits", terms=10, scale=3.0)


@check
def the_discriminator_tells_apart(trial: Trial) -> None:
    """The mean over the real ones and the mean over the fake ones are added, whatever the numbers of both."""
    for n, m in ((1, 1), (3, 5), (6, 2)):
        real, fake = trial.normal(n, scale=2.0), trial.normal(m, scale=2.0)
        parts = mean([minus_log(v) for v in real.tolist()]), mean([minus_log(-v) for v in fake.tolist()])
        trial.same(
            trial.call("discriminator_loss", real, fake), parts[0] + parts[1], what="the loss", terms=6, scale=3.0
        )


@check
def the_generator_s_loss_does_not_saturate(trial: Trial) -> None:
    """The generator gets -log D; where the discriminator is sure, its gradient is still -1/m."""
    for m in (1, 4):
        fake = trial.normal(m, scale=2.0)
        wanted = mean([minus_log(v) for v in fake.tolist()])
        trial.same(trial.call("generator_loss", fake), wanted, what="the loss", terms=4, scale=3.0)
        sure = trial.normal(m, shift=-30.0)
        found = trial.gradients("generator_loss", sure)
        wanted = (torch.sigmoid(sure.double()) - 1).float() / m
        trial.same(found.inputs[0], wanted, what="the gradient for a sure discriminator")


@check
def huge_logits_do_no_harm(trial: Trial) -> None:
    """Logits of ±1000 give finite, right losses and gradients."""
    logits = torch.tensor([1000.0, -1000.0, 200.0, -200.0, 0.0])
    minus, plus = mean([minus_log(v) for v in logits.tolist()]), mean([minus_log(-v) for v in logits.tolist()])
    trial.same(trial.call("generator_loss", logits), minus, what="the generator's loss")
    trial.same(trial.call("discriminator_loss", logits, logits), minus + plus, what="the discriminator's loss")
    exact = math.fsum(map(minus_log, logits.tolist())) / 5
    wide = torch.tensor(exact, dtype=torch.float64)
    trial.same(trial.call("generator_loss", logits.double()), wide, what="the generator's loss in float64")
    seen = trial.call("discriminator_loss", logits.double(), torch.zeros(1, dtype=torch.float64))
    trial.same(seen, wide + math.log(2), what="the discriminator's loss in float64")
    found = trial.gradients("discriminator_loss", logits, logits, wrt=(0, 1))
    slopes = torch.sigmoid(logits.double())
    wanted = ((slopes - 1).float() / 5, slopes.float() / 5)
    trial.same(found.inputs, wanted, what="the gradients")
    trial.same(trial.gradients("generator_loss", logits).inputs[0], wanted[0], what="the generator's gradient")


@check
def each_step_moves_one_network(trial: Trial) -> None:
    """First the discriminator descends on its loss, then the generator on its own, judged by the new discriminator."""
    for noise, hidden, features, n, m, wide in SIZES:
        generator, discriminator, gen, dis = networks(trial, noise, hidden, features, wide)
        step(trial, (generator, discriminator), (gen, dis), draw(trial, noise, features, n, m), 0.2)


@check
def old_gradients_do_not_count(trial: Trial) -> None:
    """What .grad held before has no effect, and two more steps work like the first."""
    generator, discriminator, gen, dis = networks(trial, 2, 3, 4, 5)
    for network, state in ((generator, gen), (discriminator, dis)):
        for layer in ("fc1", "fc2"):
            weight = network.make("get_parameter", f"{layer}.weight")
            weight.write("grad", trial.normal(*state[f"{layer}.weight"].shape, scale=5.0))
    states = (gen, dis)
    for _ in range(3):
        states = step(trial, (generator, discriminator), states, draw(trial, 2, 4, 3, 4), 0.1)
        generator.load(states[0])  # rounded as the oracle's, so that errors do not add up
        discriminator.load(states[1])


@check
def the_discriminator_s_loss_stays_out_of_the_generator(trial: Trial) -> None:
    """One step sends a single gradient into the generator: that of its own loss."""
    generator, discriminator, _, _ = networks(trial, 2, 3, 4, 5)
    weight = generator.make("get_parameter", "fc2.weight")
    arrived = trial.place([])  # a list over there; its append is the hook
    weight.make("register_hook", arrived.make("__getattribute__", "append"))
    trial.call("gan_step", generator, discriminator, *draw(trial, 2, 4, 3, 4), 0.1)
    count = arrived.method("__len__")
    trial.require(
        count == 1,
        f"{count} gradients reached the generator in one step, where its own loss sends one: "
        "detach the samples that the discriminator learns from, and only those.",
    )


@check
def leaves_its_data(trial: Trial) -> None:
    """Real data and noise stay as they are, and transposed ones will do."""
    generator, discriminator, gen, dis = networks(trial, 2, 3, 4, 5)
    data = (trial.normal(4, 3).T, trial.normal(2, 5).T, trial.normal(2, 6).T)
    there = [trial.place(x) for x in data]
    d_loss, g_loss, _, _ = oracle(gen, dis, *data, 0.1)
    seen = trial.call("gan_step", generator, discriminator, *there, 0.1)
    trial.same(seen, (d_loss, g_loss), what="(d_loss, g_loss)", terms=30, scale=5.0)
    for name, remote, before in zip(("real", "d_noise", "g_noise"), there, data, strict=True):
        trial.same(remote.read(), before, what=f"{name} after the step", relative=0.0)
