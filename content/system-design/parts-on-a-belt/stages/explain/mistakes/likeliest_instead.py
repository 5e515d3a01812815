# /// mistake
# fails = "notes_how_much_a_place_matters"
# says = "You noted the fall of the highest probability, whichever kind that is by then: note the fall of the kind that was asked for."
# ///
import numpy as np

SIDE = 16


def occlusion(score, images, kinds, size):
    n, places = len(images), range(SIDE + 1 - size)
    # The image's own median, which is about its belt: a black square would be a new thing to see, not the lack of one.
    fill = np.median(images, axis=(1, 2))[:, None, None]
    squares = [(slice(top, top + size), slice(left, left + size)) for top in places for left in places]
    covered = np.repeat(images[None], len(squares), axis=0)  # (squares, n, 16, 16)
    for one, (rows, columns) in zip(covered, squares, strict=True):
        one[:, rows, columns] = fill
    before = score(images)[np.arange(n), kinds]
    after = score(covered.reshape(-1, SIDE, SIDE)).reshape(len(squares), n, -1).max(axis=2)
    total, times = np.zeros(images.shape), np.zeros((SIDE, SIDE))
    for fall, (rows, columns) in zip(before - after, squares, strict=True):
        total[:, rows, columns] += fall[:, None, None]
        times[rows, columns] += 1  # a corner is covered by one square, the middle by size²
    return total / times


def share(maps, region):
    positive = np.maximum(maps, 0)
    whole = positive.sum(axis=(1, 2))
    return positive[:, region].sum(axis=1) / np.where(whole > 0, whole, 1)


def swapped(score, images, region, donors):
    # An intervention: only the region changes, so a changed answer is caused by it. A map alone is a hint.
    changed = np.where(region, donors, images)
    return float(np.mean(score(images).argmax(axis=1) != score(changed).argmax(axis=1)))
