"""A simple model, trained on the visible days of a world and judged on the later ones."""

import data
import numpy as np

from deepdrill.judge.checks import Remote, Trial, check

WORLDS, SLACK, LOSS_SLACK = 3, 0.04, 0.25
KINDS = len(data.CLASSES)


def probabilities(trial: Trial, model: Remote | dict, images: np.ndarray, *, random: bool = False) -> np.ndarray:
    """Score images, and demand six probabilities for each."""
    seen = trial.call("score", model, images, random=random)
    fine = isinstance(seen, np.ndarray) and seen.shape == (len(images), KINDS) and seen.dtype.kind == "f"
    trial.require(fine, f"score must give a float array of shape ({len(images)}, {KINDS}).", seen=seen)
    fine = bool(np.isfinite(seen).all()) and seen.min() >= 0 and bool(np.allclose(seen.sum(axis=1), 1, atol=1e-4))
    trial.require(fine, "Probabilities are not negative, and those of a photograph sum to one.", seen=seen)
    return seen.astype(np.float64)


def plain(value: object) -> bool:
    """Tell whether a value is made of numbers, text, lists and arrays."""
    if isinstance(value, dict):
        return all(isinstance(key, str) and plain(inner) for key, inner in value.items())
    if isinstance(value, list | tuple):
        return all(plain(inner) for inner in value)
    return value is None or isinstance(value, bool | int | float | str | np.ndarray)


def photographs(trial: Trial, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Draw some photographs of a world, with their labels."""
    rows = data.visible(trial.dice.randrange(WORLDS))
    chosen = np.array(trial.dice.sample(range(len(rows["day"])), count))
    return data.images_of(rows)[chosen], rows["label"][chosen]


@check
def features_ignore_direction_and_light(trial: Trial) -> None:
    """A photograph that is turned by quarter turns, or brighter everywhere, has the same features."""
    for count in (1, 25):
        images, _ = photographs(trial, count)
        seen = trial.call("features", images)
        fine = isinstance(seen, np.ndarray) and seen.ndim == 2 and len(seen) == count and seen.dtype.kind == "f"
        trial.require(fine, f"features must give a float array with {count} rows.", seen=seen)
        trial.require(bool(np.isfinite(seen).all()), "A feature is not finite.", seen=seen)
        brighter = trial.call("features", images + 0.11)
        trial.same(brighter, seen, what="the features of the brighter photograph", relative=1e-6, scale=1.0)
        for turns in (1, 2, 3):
            turned = trial.call("features", np.ascontiguousarray(np.rot90(images, turns, axes=(1, 2))))
            trial.same(turned, seen, what="the features of the turned photograph", relative=1e-6, scale=1.0)


@check
def depends_on_the_photograph_alone(trial: Trial) -> None:
    """The model is plain, and a photograph's probabilities do not depend on its neighbours."""
    images, labels = photographs(trial, 400)
    model = trial.call("fit", images[:300], labels[:300], random=True)
    trial.require(
        isinstance(model, dict) and plain(model), "fit must give a dict of numbers, text, lists and NumPy arrays."
    )
    together = probabilities(trial, model, images[300:])
    for part in (slice(0, 1), slice(40, 55)):
        alone = probabilities(trial, model, images[300:][part])
        trial.same(alone, together[part], what="the array of probabilities", relative=1e-4, scale=1.0)


@check
def recognises_parts_on_later_days(trial: Trial) -> None:
    """On later days it recognises as many parts of each kind as a softmax regression on rings."""
    visible, hidden = later(trial)
    seen = probabilities(
        trial, trial.make("fit", data.images_of(visible), visible["label"]), data.images_of(hidden), random=True
    )
    ours = our_probabilities(visible, hidden)
    own, simple = (data.macro_recall(hidden["truth"], one.argmax(axis=1)) for one in (seen, ours))
    trial.note(own >= simple - SLACK)
    trial.require(
        own >= simple - SLACK,
        f"Macro recall on later days is {own:.3f}; our softmax regression on rings reaches {simple:.3f}.",
    )


@check
def gives_honest_probabilities(trial: Trial) -> None:
    """The log loss on later days is not much above that of the softmax regression."""
    visible, hidden = later(trial)
    seen = probabilities(
        trial, trial.make("fit", data.images_of(visible), visible["label"]), data.images_of(hidden), random=True
    )
    own, simple = (log_loss(one, hidden["truth"]) for one in (seen, our_probabilities(visible, hidden)))
    trial.note(own <= simple + LOSS_SLACK)
    trial.require(
        own <= simple + LOSS_SLACK,
        f"The log loss on later days is {own:.2f}; our softmax regression has {simple:.2f}.",
    )


def later(trial: Trial) -> tuple[data.Table, data.Table]:
    """Choose a world; give its visible days and those that come later."""
    seed = trial.dice.randrange(WORLDS)
    return data.visible(seed), data.hidden(seed)


def our_probabilities(visible: data.Table, hidden: data.Table) -> np.ndarray:
    """Fit ours on the same photographs."""
    fitted = data.fit_softmax(data.rings(data.images_of(visible)), visible["label"])
    return data.score_softmax(fitted, data.rings(data.images_of(hidden)))


def log_loss(probabilities: np.ndarray, labels: np.ndarray) -> float:
    """Average the negative logarithm of what the true kind was given; at least a millionth."""
    return float(-np.log(np.maximum(probabilities[np.arange(len(labels)), labels], 1e-6)).mean())
