"""Windows in which nothing or one thing has changed, a real new camera, and simulated mixes of kinds."""

import data
import numpy as np

from deepdrill.judge.checks import Remote, Trial, check

NAMES = ["brightness", "contrast", "sharpness"]
OLD, NEW, PHOTOS, ALPHA = 500, 100, 3, 0.05
WINDOWS, MOST_ALARMS = 30, 8  # 1.5 are expected; 9 or more have a chance below 1 in 10,000
SIDE = data.SIDE

Window = tuple[np.ndarray, np.ndarray]


class Line:
    """Draws photographs of parts: each part has a light, a contrast and a grain of its own."""

    def __init__(self, trial: Trial) -> None:
        self.draw = np.random.default_rng(trial.dice.getrandbits(32))
        self.pattern = self.draw.normal(size=(SIDE, SIDE))

    def window(
        self, parts: int, *, light: np.ndarray | float = 0.0, contrast: float = 1.0, grain: float = 1.0
    ) -> Window:
        """Draw parts that are photographed several times, in no order; images (n, 16, 16) and the parts (n,)."""
        level = self.draw.normal(0.35, 0.05, parts) + light
        depth = 0.12 * contrast * np.exp(self.draw.normal(0, 0.25, parts))
        noise = 0.03 * grain * np.exp(self.draw.normal(0, 0.2, parts))
        index = self.draw.permutation(np.repeat(np.arange(parts), PHOTOS))
        shown = level[index][:, None, None] + depth[index][:, None, None] * self.pattern
        shown = shown + noise[index][:, None, None] * self.draw.normal(size=(len(index), SIDE, SIDE))
        return shown, (index + 1000).astype(np.int64)


def names_of(trial: Trial, kept: Remote | dict, window: Window) -> list[str]:
    """Ask what has drifted, and demand some of the three names in their order."""
    seen = trial.call("drifted", kept, *window, ALPHA)
    fine = isinstance(seen, list) and all(isinstance(one, str) and one in NAMES for one in seen)
    fine = fine and seen == [name for name in NAMES if name in seen]
    trial.require(fine, f"drifted must give a list of some of {', '.join(NAMES)}, in this order.", seen=seen)
    return seen


@check
def measures_three_things(trial: Trial) -> None:
    """Brightness, contrast and sharpness of each image, by their definitions."""
    for count in (1, 5):
        images = trial.array(count, SIDE, SIDE, scale=0.2, shift=0.4)
        expected = []
        for one in images:
            mean = float(one.sum()) / SIDE**2
            spread = float(np.sqrt(((one - mean) ** 2).sum() / SIDE**2))
            edges = [
                abs(4 * one[r, c] - one[r - 1, c] - one[r + 1, c] - one[r, c - 1] - one[r, c + 1])
                for r in range(1, SIDE - 1)
                for c in range(1, SIDE - 1)
            ]
            expected.append([mean, spread, float(sum(edges)) / len(edges)])
        trial.same(
            trial.call("statistics", images), np.array(expected), what="the statistics", relative=1e-9, scale=1.0
        )


@check
def does_not_cry_wolf(trial: Trial) -> None:
    """Where nothing has changed, few windows raise any alarm."""
    line = Line(trial)
    kept = trial.make("reference", *line.window(OLD))
    alarms = sum(bool(names_of(trial, kept, line.window(NEW))) for _ in range(WINDOWS))
    trial.require(
        alarms <= MOST_ALARMS,
        f"{alarms} of {WINDOWS} windows in which nothing had changed raised an alarm; with alpha = {ALPHA} about "
        f"{ALPHA * WINDOWS:.1f} may.",
    )


@check
def finds_what_has_changed(trial: Trial) -> None:
    """A change of the light, of the contrast or of the sharpness is named, also one that leaves the mean alone."""
    line = Line(trial)
    kept = trial.make("reference", *line.window(OLD))
    for what, name, change in (
        ("all photographs are brighter by 0.05", "brightness", lambda: {"light": 0.05}),
        ("half of the parts are darker and half are brighter", "brightness", lambda: {"light": two_lamps(line)}),
        ("the contrast has fallen by a third", "contrast", lambda: {"contrast": 0.67}),
        ("the lens is soft", "sharpness", lambda: {"contrast": 0.75, "grain": 0.5}),
    ):
        found = sum(name in names_of(trial, kept, line.window(NEW, **change())) for _ in range(4))
        trial.require(found >= 3, f"Where {what}, {name} was named in {found} of 4 windows.")


def two_lamps(line: Line) -> np.ndarray:
    """Give every part one of two lights; the mean stays."""
    return np.where(line.draw.permutation(NEW) < NEW // 2, -0.11, 0.11)


@check
def notices_the_new_camera(trial: Trial) -> None:
    """The camera that is put in on the last days of a world is noticed."""
    seed = trial.dice.randrange(3)
    visible, later = data.visible(seed), data.new_camera(seed)
    kept = trial.make("reference", data.images_of(visible), visible["object"])
    seen = names_of(trial, kept, (data.images_of(later), later["object"]))
    trial.require("brightness" in seen or "sharpness" in seen, "The new camera was not noticed.", seen=seen)


@check
def judges_the_mix_by_its_chance(trial: Trial) -> None:
    """The mix of kinds raises an alarm only where such counts are no accident."""
    draw = np.random.default_rng(trial.dice.getrandbits(32))
    shares = np.array(data.SHARES)
    asked = 0
    for total, moved in ((40, 0.0), (40, 0.5), (300, 0.0), (300, 0.12), (300, 0.3), (3000, 0.0), (3000, 0.05)) * 3:
        now = shares * (1 - moved)
        now[draw.integers(len(shares))] += moved
        counts = draw.multinomial(total, now).astype(np.int64)
        samples = draw.multinomial(total, shares, 20000)
        expected = total * shares
        value = ((counts - expected) ** 2 / expected).sum()
        chance = float(np.mean(((samples - expected) ** 2 / expected).sum(axis=1) >= value - 1e-9))
        for alpha in (0.01, 0.05):
            if alpha / 2.5 < chance < alpha * 2:
                continue  # too near to tell by a simulation, or by the chi-squared distribution
            asked += 1
            seen = trial.call("mix_alarm", shares, counts, alpha)
            trial.require(
                isinstance(seen, bool | np.bool_) and bool(seen) == (chance < alpha),
                f"Counts of {counts.tolist()} have a chance of about {chance:.2g}: with alpha = {alpha} that is "
                f"{'an' if chance < alpha else 'no'} alarm.",
                seen=seen,
            )
    trial.require(asked > 0, "Every mix was too near to its limit.")
