"""Confusions and suspicious parts by loops, and lent functions that tell which parts they have seen."""

import numpy as np

from deepdrill.judge.checks import Trial, check

KINDS = 6


def parts_and_labels(trial: Trial, parts: int) -> tuple[np.ndarray, np.ndarray]:
    """Draw photographs of parts in no order, with one label for each part; every kind occurs."""
    draw = np.random.default_rng(trial.dice.getrandbits(32))
    kinds = draw.choice(KINDS, parts, p=(0.28, 0.24, 0.18, 0.14, 0.10, 0.06))
    kinds[:KINDS] = np.arange(KINDS)
    each = np.repeat(np.arange(parts), draw.integers(2, 5, parts))
    draw.shuffle(each)
    return (draw.permutation(parts * 3)[:parts] + 1000)[each].astype(np.int64), kinds[each].astype(np.int64)


@check
def names_confusions_by_share(trial: Trial) -> None:
    """The pairs of kinds that are confused, by the share of the label's own photographs."""
    for rows, most in ((12, 3), (300, 5), (300, 99)):
        draw = np.random.default_rng(trial.dice.getrandbits(32))
        labels = draw.choice(KINDS, rows, p=(0.35, 0.3, 0.15, 0.1, 0.06, 0.04)).astype(np.int64)
        predicted = np.where(draw.random(rows) < 0.6, labels, draw.integers(0, KINDS, rows)).astype(np.int64)
        expected = []
        for label in range(KINDS):
            whole = sum(int(one) == label for one in labels)
            for answer in range(KINDS):
                count = sum(
                    int(one) == label and int(two) == answer for one, two in zip(labels, predicted, strict=True)
                )
                if label != answer and count:
                    expected.append((label, answer, count, count / whole))
        expected.sort(key=lambda one: (-one[3], one[0], one[1]))
        seen = trial.call("confusions", labels, predicted, most)
        trial.same(seen, expected[:most], what="the list of confusions", relative=1e-9)


@check
def never_scores_a_part_that_was_seen(trial: Trial) -> None:
    """Every photograph is scored by the model of its fold, which has not seen its part."""
    for parts, folds in ((9, 3), (40, 5)):
        objects, labels = parts_and_labels(trial, parts)
        images = trial.array(len(objects), 4, 4)
        images[:, 0, 0] = objects  # a name for each photograph, to follow it
        seen_by: list[set[int]] = []
        leaks: list[int] = []

        def fit(some: np.ndarray, given: np.ndarray, seen_by: list[set[int]] = seen_by) -> list[float]:
            names = some[:, 0, 0].astype(int).tolist()
            seen_by.append(set(names))
            return [float(len(seen_by) - 1), *(float(one) for one in np.bincount(given, minlength=KINDS) / len(given))]

        def score(
            model: list[float], some: np.ndarray, seen_by: list[set[int]] = seen_by, leaks: list[int] = leaks
        ) -> np.ndarray:
            names = set(some[:, 0, 0].astype(int).tolist())
            leaks.append(len(names & seen_by[int(model[0])]))
            return np.array(model[1:]) + 0.01 * some[:, 1, 1:2]

        seen = trial.call("out_of_fold", images, labels, objects, folds, trial.lend(fit), trial.lend(score))
        trial.require(
            sum(leaks) == 0, f"{sum(leaks)} parts were scored by a model that had photographs of them in its training."
        )
        order = sorted(set(objects.tolist()))
        fold = np.array([order.index(int(one)) % folds for one in objects])
        expected = np.zeros((len(objects), KINDS))
        for one in range(folds):
            given = labels[fold != one]
            shares = np.array([(given == kind).sum() / len(given) for kind in range(KINDS)])
            expected[fold == one] = shares + 0.01 * images[fold == one][:, 1, 1:2]
        trial.same(seen, expected, what="the array of probabilities", relative=1e-7, scale=1.0)


@check
def suspects_what_is_surely_another_kind(trial: Trial) -> None:
    """Parts that look as much like another kind as that kind usually does, the most suspicious first."""
    for parts, most in ((20, 5), (150, 12), (150, 999)):
        objects, labels = parts_and_labels(trial, parts)
        draw = np.random.default_rng(trial.dice.getrandbits(32))
        names = sorted(set(objects.tolist()))
        given = {name: int(labels[objects == name][0]) for name in names}
        looks = {name: given[name] if draw.random() < 0.7 else int(draw.integers(KINDS)) for name in names}
        # The model is sure of some kinds and hesitant with others, and now and then sure and wrong in one photograph.
        sure = draw.uniform(0.8, 4.0, KINDS)
        logits = draw.normal(0, 0.6, (len(objects), KINDS))
        for row, name in enumerate(objects.tolist()):
            logits[row, looks[name]] += sure[looks[name]]
            logits[row, draw.integers(KINDS)] += 5.0 * (draw.random() < 0.1)
        probabilities = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
        mean = {name: probabilities[objects == name].mean(axis=0) for name in names}
        usual = [np.mean([mean[name][kind] for name in names if given[name] == kind]) for kind in range(KINDS)]
        found = []
        for name in names:
            p, own = mean[name], mean[name][given[name]]
            gaps = [p[k] - own for k in range(KINDS) if k != given[name] and p[k] >= usual[k] and p[k] > own]
            if gaps:
                found.append((-max(gaps), name))
        expected = [name for _, name in sorted(found)][:most]
        trial.same(trial.call("suspects", probabilities, labels, objects, most), expected, what="the list of parts")
