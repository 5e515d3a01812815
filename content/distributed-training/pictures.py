"""What sharding saves, and what a pipeline wastes."""

from deepdrill.lab.pictures import Sketch, picture

PARAMETERS = 7.5  # billions, as in the paper's example
DEVICES = [2**power for power in range(11)]
MICRO_BATCHES = [1, 2, 4, 8, 16, 32, 64, 128]


@picture
def memory_by_stage(sketch: Sketch) -> None:
    """Weights, gradients and Adam's state of 7.5 billion parameters in mixed precision, per GPU. Only the third
    stage keeps falling; the first two stop at the weights and gradients, or the weights, that every GPU still
    holds whole.
    """
    stages = {
        "no sharding": lambda n: 16.0 + 0 * n,
        "stage 1": lambda n: 4 + 12 / n,
        "stage 2": lambda n: 2 + 14 / n,
        "stage 3": lambda n: 16 / n,
    }
    at = {name: PARAMETERS * bytes_of(64) for name, bytes_of in stages.items()}
    rounded = [round(at[name], 1) for name in stages]
    sketch.require(rounded == [120.0, 31.4, 16.6, 1.9], f"On 64 GPUs: {rounded}.")
    sketch.plot(x="GPUs", y="GB per GPU", log_x=True, log_y=True)
    for name, bytes_of in stages.items():
        sketch.curve(name, DEVICES, [PARAMETERS * bytes_of(n) for n in DEVICES])


@picture
def idle_share(sketch: Sketch) -> None:
    """Share of the time in which a pipeline's stages wait, (p - 1)/(m + p - 1). With 8 stages it takes 28
    micro-batches to bring it to a fifth.
    """
    sketch.plot(x="micro-batches m", y="idle share", log_x=True)
    for stages in (2, 4, 8):
        sketch.curve(f"{stages} stages", MICRO_BATCHES, [(stages - 1) / (m + stages - 1) for m in MICRO_BATCHES])
    sketch.require((8 - 1) / (28 + 8 - 1) == 0.2, "It is not a fifth.")
