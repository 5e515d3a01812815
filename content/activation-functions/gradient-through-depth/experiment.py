"""Deep networks of one activation and one start: what comes forward, what comes back, and whether that is enough."""

from collections.abc import Callable

import torch
from sklearn.datasets import load_digits
from torch import Tensor, nn

from deepdrill.lab.experiment import Lab, Runs, settles

WIDTH = 64
STEPS = 300
TEST = 449
"""A quarter of the images."""
LEARNT = 0.6
"""An accuracy that nobody reaches by guessing among ten classes."""
ACTIVATIONS: dict[str, Callable[[Tensor], Tensor]] = {
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "ReLU": torch.relu,
    "GELU": nn.functional.gelu,
}
SPREADS = {"Xavier": (1 / WIDTH) ** 0.5, "He": (2 / WIDTH) ** 0.5, "normal, 0.01": 0.01, "normal, 1": 1.0}
"""The standard deviation of the weights of a layer with 64 inputs and 64 outputs."""


def digits() -> tuple[Tensor, Tensor]:
    """Give the images (1797, 64), with mean 0 and variance 1 over all of their pixels, and their classes, shuffled."""
    images, classes = load_digits(return_X_y=True)
    order = torch.randperm(len(images))
    x = torch.tensor(images, dtype=torch.float32)[order]
    x = x - x.mean(0)
    return x / x.std(), torch.tensor(classes)[order]


def hidden_layers(depth: int, start: str) -> nn.ModuleList:
    """Make the hidden layers, with biases of 0; or leave them as PyTorch has made them."""
    layers = nn.ModuleList(nn.Linear(WIDTH, WIDTH) for _ in range(depth))
    if start in SPREADS:
        for layer in layers:
            nn.init.normal_(layer.weight, std=SPREADS[start])
            nn.init.zeros_(layer.bias)
    return layers


class Deep(nn.Module):
    """Hidden layers of 64 units with one activation, and ten outputs."""

    def __init__(self, depth: int, activation: str, start: str) -> None:
        """Make the layers; the last one has Xavier's weights always."""
        super().__init__()
        self.hidden = hidden_layers(depth, start)
        self.output = nn.Linear(WIDTH, 10)
        nn.init.normal_(self.output.weight, std=(2 / (WIDTH + 10)) ** 0.5)
        self.activation = ACTIVATIONS[activation]

    def forward(self, x: Tensor) -> tuple[Tensor, list[Tensor]]:
        """Give the scores (rows, 10), and what each hidden layer sums up (rows, 64) before its activation."""
        sums = []
        for layer in self.hidden:
            sums.append(layer(x))
            x = self.activation(sums[-1])
        return self.output(x), sums


def show_flow(lab: Lab, net: Deep, x: Tensor, y: Tensor) -> None:
    """Send 256 images forward and their errors back, and show what there is of both at each layer."""
    scores, sums = net(x)
    for one in sums:
        one.retain_grad()
    nn.functional.cross_entropy(scores, y).backward()
    weights = [layer.weight.grad.norm().item() for layer in net.hidden]
    for at, (norm, one) in enumerate(zip(weights, sums, strict=True), start=1):
        lab.point("gradient of the weights", at, norm, chart="back")
        lab.point("error that arrives", at, one.grad.norm(), chart="back")
        lab.point("spread over the images", at, net.activation(one).std(0).mean(), chart="forward")
    lab.value("first layer's gradient", weights[0])
    lab.value("first over last layer", weights[0] / weights[-1] if weights[-1] else float("nan"))


def train(lab: Lab, net: Deep, x: Tensor, y: Tensor, optimizer: torch.optim.Optimizer) -> None:
    """Train for 300 steps on batches of 64."""
    for step in range(STEPS):
        rows = torch.randint(TEST, len(x), (64,))
        loss = nn.functional.cross_entropy(net(x[rows])[0], y[rows])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if step % 3 == 0:
            lab.point("loss on the batch", step, loss, chart="loss")
        if lab.stopped:
            return


def run(lab: Lab, *, activation: str, start: str, depth: int, optimizer: str) -> None:
    """Measure the flow at the start, then train."""
    x, y = digits()
    net = Deep(depth, activation, start)
    show_flow(lab, net, x[TEST : TEST + 256], y[TEST : TEST + 256])
    rule = torch.optim.Adam(net.parameters(), lr=0.003) if optimizer == "Adam, 0.003" else None
    train(lab, net, x, y, rule or torch.optim.SGD(net.parameters(), lr=0.05))
    with torch.no_grad():
        lab.value("test accuracy", (net(x[:TEST])[0].argmax(-1) == y[:TEST]).double().mean())


@settles("sigmoid")
def a_sigmoid_at_the_start(runs: Runs) -> int:
    """Compare the gradients of the first and the last of ten layers."""
    ratio = runs(activation="sigmoid").values["first over last layer"]
    runs.note(f"The first layer's gradient is {ratio:.1e} times the last hidden layer's.")
    return 0 if ratio > 1 / 30 else 1 if ratio > 1e-3 else 2


@settles("flat-and-small")
def relu_with_xavier(runs: Runs) -> int:
    """Compare first and last layer, and both with what He's weights give."""
    xavier, he = (runs(activation="ReLU", start=start, depth=20).values for start in ("Xavier", "He"))
    ratio = xavier["first over last layer"]
    times = xavier["first layer's gradient"] / he["first layer's gradient"]
    runs.note(
        f"With Xavier's weights the first layer's gradient is {ratio:.2f} times the last one's, "
        f"and {times:.1e} times what it is with He's."
    )
    return 0 if ratio < 1 / 30 else 2 if ratio > 30 else 1


@settles("as-it-comes")
def layers_as_they_come(runs: Runs) -> int:
    """See who learns with 20 layers of ReLU."""
    default, he = (
        runs(activation="ReLU", start=start, depth=20).values["test accuracy"] for start in ("PyTorch's own", "He")
    )
    runs.note(f"The test accuracy is {default:.2f} from PyTorch's own start and {he:.2f} from He's.")
    if default < LEARNT / 2:
        return 2
    return 1 if default > he - 0.1 else 0


@settles("adam")
def adam_in_place_of_sgd(runs: Runs) -> int:
    """See whether a rule that does not mind the gradient's size learns."""
    sgd, adam = (
        runs(activation="sigmoid", depth=5, optimizer=rule).values["test accuracy"]
        for rule in ("SGD, 0.05", "Adam, 0.003")
    )
    runs.note(f"With five layers of sigmoid the test accuracy is {sgd:.2f} with SGD and {adam:.2f} with Adam.")
    return {(False, False): 0, (False, True): 1, (True, True): 2}.get((sgd > LEARNT, adam > LEARNT), -1)
