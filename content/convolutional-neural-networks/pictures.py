"""How much of the image a unit sees."""

from deepdrill.lab.pictures import Sketch, picture

LAYERS = range(11)


def field(kernels: list[int], strides: list[int], dilations: list[int]) -> int:
    """Add what each layer adds: (k - 1)·dilation, times the strides before it."""
    seen, step = 1, 1
    for k, stride, dilation in zip(kernels, strides, dilations, strict=True):
        seen += (k - 1) * dilation * step
        step *= stride
    return seen


@picture
def receptive_field(sketch: Sketch) -> None:
    """Pixels along one side that can influence a unit, for 3 by 3 layers. At stride 1 every layer adds 2; a stride
    of 2 in every third layer doubles what all later ones add; dilations 1, 2, 4, … double it in every layer.
    """
    plain = [field([3] * n, [1] * n, [1] * n) for n in LAYERS]
    strided = [field([3] * n, [2 if i % 3 == 2 else 1 for i in range(n)], [1] * n) for n in LAYERS]
    dilated = [field([3] * n, [1] * n, [2**i for i in range(n)]) for n in LAYERS]
    sketch.require((plain[3], plain[10], dilated[10]) == (7, 21, 2047), "The fields are not 7, 21 and 2047.")
    sketch.plot(x="layers", y="pixels across", log_y=True)
    for name, ys in (("stride 1", plain), ("stride 2 in every third", strided), ("dilation doubling", dilated)):
        sketch.curve(name, LAYERS, ys)
