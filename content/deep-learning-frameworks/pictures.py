"""What checkpointing trades."""

from deepdrill.lab.pictures import Sketch, picture

LAYERS = 100


@picture
def kept_activations(sketch: Sketch) -> None:
    """A network of 100 equal layers keeps one activation per segment and, during the backward pass, those of one
    segment. Ten segments of ten need 20 instead of 100, for one more forward pass.
    """
    segments = [k for k in range(1, LAYERS + 1) if LAYERS % k == 0]
    kept = [k + LAYERS // k for k in segments]
    sketch.require(min(kept) == 20 and segments[kept.index(20)] == 10, "The smallest is not 20, at 10 segments.")
    sketch.plot(x="segments", y="activations kept", log_x=True)
    sketch.curve("with checkpoints", segments, kept)
    sketch.curve("without", [1, LAYERS], [LAYERS, LAYERS])
