"""A tree, k nearest neighbours, a support vector machine, a linear model and a network on the same small data."""

from collections.abc import Callable, Mapping

import numpy as np
import torch
from sklearn.datasets import load_digits, load_wine
from sklearn.linear_model import RidgeClassifier
from sklearn.neighbors import KNeighborsClassifier
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC
from sklearn.tree import DecisionTreeClassifier
from torch import nn

from deepdrill.lab.experiment import Lab, Runs, settles, tiles

SIZES = (40, 80, 160, 320, 640, 1000)
"""Rows to train on; wine has room for the first two only, and then for 110."""
WINE = 110

Predict = Callable[[np.ndarray], np.ndarray]


def table(lab: Lab, data: str, noise: int) -> tuple[np.ndarray, np.ndarray]:
    """Give rows and classes in random order; every column of noise is as wide as some column of the data."""
    x, y = (load_wine if data == "wine" else load_digits)(return_X_y=True)
    if noise:
        widths = lab.rng.choice(x.std(0), noise)
        x = np.hstack([x, lab.rng.normal(size=(len(x), noise)) * widths])
    order = lab.rng.permutation(len(x))
    return x[order], y[order]


def network(lab: Lab, x: np.ndarray, y: np.ndarray) -> Predict:
    """Train 64 hidden units for 150 steps of Adam on all rows at once."""
    torch.manual_seed(lab.seed)
    net = nn.Sequential(nn.Linear(x.shape[1], 64), nn.ReLU(), nn.Linear(64, int(y.max()) + 1))
    optimizer = torch.optim.Adam(net.parameters(), lr=0.01)
    inputs, classes = torch.tensor(x, dtype=torch.float32), torch.tensor(y)
    for _ in range(150):
        optimizer.zero_grad()
        nn.functional.cross_entropy(net(inputs), classes).backward()
        optimizer.step()

    def predict(rows: np.ndarray) -> np.ndarray:
        with torch.no_grad():
            return net(torch.tensor(rows, dtype=torch.float32)).argmax(-1).numpy()

    return predict


def machine(x: np.ndarray) -> SVC:
    """Make a support vector machine whose kernel is as wide as the data, so that dropping rows does not change it."""
    return SVC(C=3.0, gamma=1 / (x.shape[1] * x.var()), tol=1e-6)


def models(lab: Lab, x: np.ndarray, y: np.ndarray) -> Mapping[str, Predict]:
    """Train all five."""
    return {
        "decision tree": DecisionTreeClassifier(random_state=lab.seed).fit(x, y).predict,
        "k-NN": KNeighborsClassifier(5).fit(x, y).predict,
        "SVM": machine(x).fit(x, y).predict,
        "linear": RidgeClassifier().fit(x, y).predict,
        "network": network(lab, x, y),
    }


def without_the_rest(lab: Lab, x: np.ndarray, y: np.ndarray, test_x: np.ndarray) -> None:
    """Train the machine again on its support vectors alone, and count the answers that change."""
    first = machine(x).fit(x, y)
    kept = first.support_
    again = machine(x).fit(x[kept], y[kept])
    lab.value("share of rows that are support vectors", len(kept) / len(x))
    lab.value("answers that change without the rest", (first.predict(test_x) != again.predict(test_x)).sum())


def run(lab: Lab, *, data: str, scaled: bool, noise: int) -> None:
    """Train on more and more rows and test on the rest."""
    x, y = table(lab, data, noise)
    most = WINE if data == "wine" else SIZES[-1]
    test_x, test_y = x[most:], y[most:]
    for size in [s for s in SIZES if s < most] + [most]:
        scaler = StandardScaler().fit(x[:size]) if scaled else None
        rows, test = (scaler.transform(part) if scaler else part for part in (x[:size], test_x))
        for name, predict in models(lab, rows, y[:size]).items():
            accuracy = (predict(test) == test_y).mean()
            lab.point(name, size, accuracy)
            if size == most:
                lab.value(f"accuracy, {name}", accuracy)
        if lab.stopped:
            return
    without_the_rest(lab, rows, y[:most], test)
    if data == "digits":
        weights = RidgeClassifier().fit(rows, y[:most]).coef_[:, :64]
        lab.image("what the linear model weighs, by digit", tiles(weights.reshape(10, 8, 8)), signed=True)


def accuracies(runs: Runs, **knobs: float | str | bool) -> dict[str, float]:
    """Give the accuracy of each model by its name."""
    return {
        name.removeprefix("accuracy, "): value
        for name, value in runs(**knobs).values.items()
        if name.startswith("accuracy, ")
    }


def told(found: Mapping[str, float]) -> str:
    """Say accuracies in one line."""
    return ", ".join(f"{name} {value:.2f}" for name, value in found.items())


@settles("unscaled")
def who_needs_scaling(runs: Runs) -> int:
    """Find the models that lose a tenth when wine is left as it comes."""
    scaled, raw = accuracies(runs, data="wine"), accuracies(runs, data="wine", scaled=False)
    lost = {name: scaled[name] - raw[name] for name in scaled}
    runs.note(f"Accuracy that is lost without scaling: {told(lost)}.")
    losers = {name for name in lost if lost[name] > 0.1} - {"network"}
    answers = [{"linear", "SVM"}, {"k-NN", "SVM"}, {"decision tree", "k-NN"}, {"k-NN", "SVM", "linear"}]
    return answers.index(losers) if losers in answers else -1


@settles("noise")
def three_hundred_columns_of_noise(runs: Runs) -> int:
    """Find the model that loses least when most columns say nothing."""
    clean, noisy = accuracies(runs, data="wine"), accuracies(runs, data="wine", noise=300)
    runs.note(f"With 13 columns: {told(clean)}. With 300 of noise beside them: {told(noisy)}.")
    return max(range(4), key=lambda at: noisy[ASKED[at]] - clean[ASKED[at]])


ASKED = ("network", "SVM", "k-NN", "decision tree")
"""In the order of the choices of the question about noise."""


@settles("network-or-machine")
def the_network_beside_the_machine(runs: Runs) -> int:
    """Compare the two on a thousand digits."""
    found = accuracies(runs)
    runs.note(f"On 797 test images: {told(found)}.")
    ahead = found["network"] - found["SVM"]
    return 0 if ahead > 0.03 else 2 if ahead < -0.03 else 1


@settles("support")
def support_vectors_only(runs: Runs) -> int:
    """See how many answers change when all other rows are dropped."""
    values = runs().values
    share, changed = values["share of rows that are support vectors"], values["answers that change without the rest"]
    runs.note(f"{share:.0%} of the rows are support vectors; without the others {changed:.0f} of 797 answers change.")
    return 0 if changed == 0 else 1 if changed < 40 else 2
