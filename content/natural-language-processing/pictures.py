"""What the power three quarters does to the words that are drawn as negatives."""

import numpy as np

from deepdrill.lab.pictures import Sketch, picture

WORDS = 50_000


@picture
def share_of_the_commonest(sketch: Sketch) -> None:
    """Share of word2vec's negatives that fall on the commonest words, in a vocabulary of 50 000 whose counts
    follow Zipf's law. By the counts alone a quarter of all negatives are the ten commonest words; the power 3/4
    makes it a fifteenth.
    """
    ranks = np.arange(1, WORDS + 1)
    shown = np.unique(np.logspace(0, np.log10(WORDS), 60).astype(int))
    shares = {}
    sketch.plot(x="commonest words", y="share of the negatives", log_x=True)
    for power, name in ((1.0, "counts"), (0.75, "counts to the 3/4"), (0.0, "all alike")):
        weights = (1.0 / ranks) ** power
        total = np.cumsum(weights) / weights.sum()
        shares[power] = float(total[9])
        sketch.curve(name, shown, total[shown - 1])
    sketch.require(0.24 < shares[1.0] < 0.28 and 0.06 < shares[0.75] < 0.07, f"The ten commonest: {shares}.")
