"""Ranks and shapes, what a view shares, and how little a transpose moves."""

import torch

from deepdrill.lab.evidence import Evidence, claim


@claim
def ranks_and_bytes(evidence: Evidence) -> None:
    """A loss has rank 0, a bias 1, weights 2, a batch of images 4; the batch takes 19.3 MB in float32."""
    with torch.device("meta"):
        made = {
            "loss": torch.empty(()),
            "bias of 128 units": torch.empty(128),
            "weights": torch.empty(128, 784),
            "sentences as embeddings": torch.empty(8, 20, 512),
            "batch of colour images": torch.empty(32, 3, 224, 224),
        }
    for name, t in made.items():
        evidence.row(
            what=name, rank=t.ndim, shape=str(tuple(t.shape)), numbers=t.numel(), megabytes=round(t.nbytes / 1e6, 3)
        )
    ranks = [t.ndim for t in made.values()]
    evidence.require(ranks == [0, 1, 2, 3, 4], f"The ranks are {ranks}.")
    evidence.require(abs(made["batch of colour images"].nbytes - 19.3e6) < 1e5, "The batch has another size.")


@claim
def a_view_shares_its_memory(evidence: Evidence) -> None:
    """A transpose exchanges strides and shares memory: writing into it changes the original; a clone does not."""
    a = torch.arange(6.0).reshape(2, 3)
    turned, copied = a.T, a.T.clone()
    for name, t in (("original", a), ("transpose", turned)):
        evidence.row(tensor=name, shape=str(tuple(t.shape)), strides=str(t.stride()), starts_at_same_place=True)
    evidence.require(turned.data_ptr() == a.data_ptr() and turned.stride() == (1, 3), "The transpose moved numbers.")
    turned[0, 1] = 100.0
    evidence.require(float(a[1, 0]) == 100.0, "The original did not change.")
    copied[0, 0] = -1.0
    evidence.require(float(a[0, 0]) == 0.0, "The clone shares its memory.")


@claim
def reshape_is_no_transpose(evidence: Evidence) -> None:
    """Reshaping 2 by 3 to 3 by 2 keeps the order of the numbers, transposing does not."""
    a = torch.arange(6).reshape(2, 3)
    evidence.row(operation="reshape(3, 2)", rows=str(a.reshape(3, 2).tolist()))
    evidence.row(operation="transpose", rows=str(a.T.tolist()))
    evidence.require(a.reshape(3, 2).flatten().tolist() == list(range(6)), "The reshape changed the order.")
    evidence.require(a.T.flatten().tolist() == [0, 3, 1, 4, 2, 5], "The transpose is another one.")
