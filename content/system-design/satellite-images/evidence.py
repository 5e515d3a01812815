"""The numbers of the map: volume, an area counted from pixels, and the leak of neighbouring tiles."""

import torch

from deepdrill.lab.evidence import Evidence, claim


@claim
def volume_of_a_pass(evidence: Evidence) -> None:
    """1.2 million square kilometres at 10 m are 12 billion pixels, 312 GB in 13 bands of two bytes."""
    pixels = 1.2e6 * 1e6 / 100
    gigabytes = pixels * 13 * 2 / 1e9
    evidence.row(what="billions of pixels a pass", value=pixels / 1e9)
    evidence.row(what="GB a pass", value=gigabytes)
    evidence.row(what="pixels of half a hectare", value=5_000 / 100)
    evidence.row(what="square kilometres lost in a year", value=1.2e6 * 0.0005)
    evidence.require(abs(gigabytes - 312) < 1e-6, f"It is {gigabytes}.")


@claim
def counting_pixels_lies(evidence: Evidence) -> None:
    """A map with 80% recall and 0.2% false pixels shows almost five times the area that was lost."""
    lost = 0.0005
    shown = 0.8 * lost + 0.002 * (1 - lost)
    evidence.row(what="share of the area lost", value=lost)
    evidence.row(what="share of the area that the map shows", value=round(shown, 5))
    evidence.row(what="shown for each that is true", value=round(shown / lost, 2))
    evidence.row(what="pixel accuracy", value=round(1 - 0.2 * lost - 0.002 * (1 - lost), 4))
    evidence.require(4.7 < shown / lost < 4.9, f"It is {shown / lost:.2f}.")


@claim
def neighbouring_tiles_leak(evidence: Evidence) -> None:
    """Where tiles of a place are alike, a nearest-neighbour rule looks good on random tiles and fails on new places."""
    places, tiles, width = 60, 40, 16
    centre = 2 * evidence.normal(places, 1, width)  # what a place looks like, and tells nothing elsewhere
    tile = (centre + 0.5 * evidence.normal(places, tiles, width)).reshape(-1, width)
    label = (evidence.uniform(places) < 0.5).repeat_interleave(tiles)
    place = torch.arange(places).repeat_interleave(tiles)
    found = {}
    for name, test in (("random tiles", evidence.uniform(len(tile)) < 0.2), ("new places", place % 5 == 0)):
        nearest = torch.cdist(tile[test], tile[~test]).argmin(1)
        found[name] = float((label[~test][nearest] == label[test]).double().mean())
        evidence.row(test=name, share_right=round(found[name], 3))
    evidence.require(found["random tiles"] > 0.95, "Random tiles are not easy.")
    evidence.require(found["new places"] < 0.8, "New places are not hard.")
