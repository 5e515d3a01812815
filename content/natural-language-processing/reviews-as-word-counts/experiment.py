"""Reviews become word counts weighed by TF-IDF; a linear classifier and a search read them."""

import tomllib
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from deepdrill.lab.experiment import Lab, Runs, settles

TRAINING, TEST = 1000, 500
SIZES = (10, 20, 50, 100, 200, 400, 1000)
"""Training reviews along the curve."""
SENTENCES, STEADY = 3, 0.9
"""Opinions in a review, and the chance that one of them agrees with the review as a whole."""
QUERY = "the plot is not boring"
END, BORING = "test accuracy after 1,000 reviews", "of the ten best, call something boring"
PAIRS = "single words and pairs"
TOPIC, UNSEEN = "product", "sentiment, of a product it never saw"


class Writer:
    """Writes reviews out of the phrases."""

    def __init__(self, phrases: dict[str, Any], rng: np.random.Generator, negated: float) -> None:
        """Take the phrases and the share of opinions that are said by negating the opposite."""
        self.phrases, self.rng, self.negated = phrases, rng, negated

    def one_of(self, options: list[str]) -> str:
        """Draw one."""
        return options[self.rng.integers(len(options))]

    def opinion(self, product: dict[str, list[str]], *, praise: bool) -> str:
        """Praise or blame a part of a product in one sentence."""
        turned = self.rng.random() < self.negated
        side = "praises" if praise != turned else "blames"
        own = self.rng.random() < 0.8  # the rest is said of any product
        verb = self.one_of(self.phrases["negations"]) if turned else "is"
        word = self.one_of((product if own else self.phrases)[side])
        return self.one_of(self.phrases["says"]).format(part=self.one_of(product["parts"]), verb=verb, word=word)

    def review(self, name: str, *, praise: bool) -> str:
        """Write a review that praises or blames as a whole."""
        product = self.phrases["products"][name]
        agree = self.rng.random(SENTENCES) < STEADY
        said = [self.opinion(product, praise=praise == bool(one)) for one in agree]
        return ". ".join([*said, self.one_of(self.phrases["adds"])])

    def reviews(self, count: int, names: list[str]) -> tuple[list[str], NDArray[np.str_], NDArray[np.bool_]]:
        """Write so many reviews; give their texts, products and whether they praise."""
        products = self.rng.choice(names, count)
        praise = self.rng.random(count) < 0.5
        texts = [self.review(name, praise=bool(one)) for name, one in zip(products, praise, strict=True)]
        return texts, products, praise


def said(praise: NDArray[np.bool_]) -> NDArray[np.str_]:
    """Give the classes of sentiment their names."""
    return np.where(praise, "praise", "blame")


def vectorizer(words: str, common: str) -> TfidfVectorizer:
    """Make what turns a text into weights of its words."""
    longest = 2 if words == PAIRS else 1
    return TfidfVectorizer(ngram_range=(1, longest), stop_words="english" if common == "drop" else None)


def search(lab: Lab, texts: list[str], reader: TfidfVectorizer) -> None:
    """Rank the reviews by the cosine of their weights with those of the query."""
    scores = (reader.fit_transform(texts) @ reader.transform([QUERY]).T).toarray()[:, 0]
    best = np.argsort(-scores, kind="stable")[:10]
    lab.table(f"search: {QUERY}", [{"score": round(scores[row], 3), "review": texts[row]} for row in best])
    lab.value(BORING, sum("is boring" in texts[row] for row in best))


def strongest(lab: Lab, reader: TfidfVectorizer, model: LogisticRegression) -> None:
    """Show the words with the largest weights for the last class."""
    names, weights = reader.get_feature_names_out(), model.coef_[-1]
    heading = f"weight for “{model.classes_[-1]}”"
    rows = [{"words": names[at], heading: round(weights[at], 2)} for at in np.argsort(-np.abs(weights))[:12]]
    lab.table("largest weights", rows)


def run(lab: Lab, *, task: str, words: str, common: str, negated: float) -> None:
    """Train on more and more reviews and test; then search."""
    phrases = tomllib.loads(lab.data("phrases.toml").read_text("utf-8"))
    writer = Writer(phrases, lab.rng, negated)
    names = list(phrases["products"])
    unseen = task == UNSEEN
    texts, products, praise = writer.reviews(TRAINING, names[1:] if unseen else names)
    test_texts, test_products, test_praise = writer.reviews(TEST, names[:1] if unseen else names)
    y, test_y = (products, test_products) if task == TOPIC else (said(praise), said(test_praise))
    for size in SIZES:
        reader = vectorizer(words, common)
        x = reader.fit_transform(texts[:size])
        model = LogisticRegression(C=10, max_iter=500).fit(x, y[:size])
        lab.point("training reviews", size, model.score(x, y[:size]))
        lab.point("test reviews", size, seen := model.score(reader.transform(test_texts), test_y))
        if size == 50:
            lab.value("test accuracy after 50 reviews", seen)
        if lab.stopped:
            return
    lab.value(END, seen)
    lab.value("features", x.shape[1])
    strongest(lab, reader, model)
    search(lab, texts, vectorizer(words, common))


@settles("half")
def half_of_it_negated(runs: Runs) -> int:
    """Train on single words where every second opinion negates its opposite."""
    seen = runs(negated=0.5).values[END]
    runs.note(f"After 1,000 reviews the test accuracy is {seen:.3f}.")
    return 0 if seen < 0.6 else 1 if seen < 0.85 else 2


@settles("common-words")
def without_common_words(runs: Runs) -> int:
    """Compare what the two tasks lose without the common words."""
    lost = {}
    for task in ("sentiment", TOPIC):
        kept, dropped = (runs(task=task, words=PAIRS, common=common).values[END] for common in ("keep", "drop"))
        runs.note(f"For the {task} the accuracy is {kept:.3f} with the common words and {dropped:.3f} without.")
        lost[task] = kept - dropped > 0.05
    return -1 if lost[TOPIC] and not lost["sentiment"] else 2 if lost[TOPIC] else 1 if lost["sentiment"] else 0


@settles("new-product")
def a_product_it_never_saw(runs: Runs) -> int:
    """Test on known products and on kettles, of which the training has none."""
    known, new = (runs(task=task, words=PAIRS).values[END] for task in ("sentiment", UNSEEN))
    runs.note(f"The accuracy is {known:.3f} on the products of the training and {new:.3f} on the new one.")
    return 0 if new > known - 0.05 else 1 if new > known - 0.15 else 2


@settles("search")
def a_search_with_a_negation(runs: Runs) -> int:
    """Count what the search finds though it says the opposite."""
    wrong = runs().values[BORING]
    runs.note(f"{wrong:.0f} of the ten best call something boring.")
    return 0 if wrong <= 1 else 2 if wrong <= 4 else 1
