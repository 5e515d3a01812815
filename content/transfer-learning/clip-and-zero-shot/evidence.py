"""The symmetric loss, a classifier made of texts, and how far an easy batch lets a bag of words go."""

import math

import torch
from torch.nn import functional

from deepdrill.lab.evidence import Evidence, claim


@claim
def rows_and_columns(evidence: Evidence) -> None:
    """N pairs give N² similarities; untrained the loss is near log N, for a perfect match near zero."""
    for n in (16, 128):
        image = functional.normalize(evidence.normal(n, 256), dim=1)
        text = functional.normalize(evidence.normal(n, 256), dim=1)
        losses = []
        for other in (text, image):
            logits = image @ other.T / (1.0 if other is text else 0.01)
            right = torch.arange(n)
            losses.append(
                float((functional.cross_entropy(logits, right) + functional.cross_entropy(logits.T, right)) / 2)
            )
        evidence.row(
            pairs=n,
            similarities=n * n,
            untrained=round(losses[0], 3),
            log_n=round(math.log(n), 3),
            perfect=round(losses[1], 6),
        )
        evidence.require(abs(losses[0] - math.log(n)) < 0.1, f"Untrained the loss is {losses[0]:.2f}.")
        evidence.require(losses[1] < 1e-3, f"Perfect: {losses[1]}.")


@claim
def texts_are_the_weights(evidence: Evidence) -> None:
    """Choosing the most similar class text is a linear classifier whose weight rows are the text embeddings."""
    texts = functional.normalize(evidence.normal(10, 64), dim=1)
    truth = evidence.integers(500, low=0, high=10)
    images = functional.normalize(texts[truth] + evidence.normal(500, 64, scale=0.12), dim=1)
    layer = torch.nn.Linear(64, 10, bias=False, dtype=torch.float64)
    with torch.no_grad():
        layer.weight.copy_(texts)
        by_layer = layer(images).argmax(1)
    by_cosine = functional.cosine_similarity(images[:, None], texts[None], dim=-1).argmax(1)
    accuracy = float((by_cosine == truth).double().mean())
    evidence.row(agree=bool((by_layer == by_cosine).all()), accuracy=round(accuracy, 3))
    evidence.require(bool((by_layer == by_cosine).all()), "The two classifiers differ.")
    evidence.require(accuracy > 0.8, f"The accuracy is {accuracy:.2f}.")


@claim
def a_bag_of_words_wins_an_easy_batch(evidence: Evidence) -> None:
    """A bag of words finds the right caption in over 95% of batches of 256, and cannot tell it with words swapped."""
    words = evidence.integers(256, 3, low=0, high=500)
    bags = functional.one_hot(words, 500).sum(1).double()
    scores = bags @ bags.T
    best = scores.amax(1, keepdim=True)
    found = float(((scores == best).double().diagonal() / (scores == best).double().sum(1)).mean())
    swapped = functional.one_hot(words.flip(1), 500).sum(1).double()
    tied = bool((bags @ swapped.T).diagonal().equal(scores.diagonal()))
    evidence.row(found_among_256=round(found, 3), cannot_tell_the_swapped_caption=tied)
    evidence.require(found > 0.95, f"Found in {found:.2f}.")
    evidence.require(tied, "The bag tells the order.")
