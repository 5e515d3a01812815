"""What a cheap first stage loses."""

import numpy as np

from deepdrill.lab.pictures import Sketch, picture

ITEMS, BEST, PEOPLE = 20_000, 10, 20
KEPT = [10, 20, 50, 100, 200, 500, 1000, 2000, 5000]


@picture
def survivors(sketch: Sketch) -> None:
    """Share of the 10 truly best of 20 000 items that are among those kept by a first stage whose scores correlate
    with the truth as named (20 simulated people). What it loses no ranker brings back. At 0.8, keeping 500 instead
    of 50 gives the ranker ten times the work and saves nine in ten of the best instead of half.
    """
    dice = np.random.default_rng(0)
    ends = {}
    sketch.plot(x="candidates kept", y="share of the best that survive", log_x=True)
    for correlation in (0.95, 0.8, 0.6):
        shares = np.zeros(len(KEPT))
        for _ in range(PEOPLE):
            truth = dice.standard_normal(ITEMS)
            seen = correlation * truth + np.sqrt(1 - correlation**2) * dice.standard_normal(ITEMS)
            rank = np.empty(ITEMS, dtype=int)
            rank[np.argsort(-seen)] = np.arange(ITEMS)
            places = rank[np.argpartition(-truth, BEST)[:BEST]]
            shares += [(places < kept).mean() for kept in KEPT]
        ends[correlation] = dict(zip(KEPT, shares / PEOPLE, strict=True))
        sketch.curve(f"correlation {correlation:g}", KEPT, shares / PEOPLE)
    sketch.require(ends[0.8][500] > 0.88 and ends[0.8][50] < 0.6, f"At 0.8: {ends[0.8]}.")
