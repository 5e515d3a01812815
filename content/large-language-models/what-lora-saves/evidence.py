"""The memory of fine-tuning by counting, on paper for 70 billion weights and in a small network for real."""

import torch

from deepdrill.lab.evidence import Evidence, claim

WIDTH, LAYERS, RANK, TOKENS = 128, 6, 4, 64


class Layer(torch.nn.Module):
    """A linear layer, trained as a whole or through a low-rank update."""

    def __init__(self, evidence: Evidence, *, lora: bool) -> None:
        super().__init__()
        self.weight = torch.nn.Parameter(evidence.normal(WIDTH, WIDTH, scale=WIDTH**-0.5), requires_grad=not lora)
        self.down = torch.nn.Parameter(evidence.normal(RANK, WIDTH, scale=WIDTH**-0.5)) if lora else None
        self.up = torch.nn.Parameter(torch.zeros(WIDTH, RANK, dtype=torch.float64)) if lora else None

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Apply the weights and, where there is one, the update."""
        out = x @ self.weight.T
        return out if self.down is None else out + (x @ self.down.T) @ self.up.T


def network(evidence: Evidence, *, lora: bool) -> torch.nn.Sequential:
    """Stack layers with a tanh after each."""
    stack = [part for _ in range(LAYERS) for part in (Layer(evidence, lora=lora), torch.nn.Tanh())]
    return torch.nn.Sequential(*stack)


def kept_by_backward(model: torch.nn.Module, x: torch.Tensor) -> tuple[int, torch.Tensor]:
    """Run forwards; give the numbers that autograd keeps besides the parameters, and the output."""
    parameters = {p.data_ptr() for p in model.parameters()}
    kept: dict[int, int] = {}

    def keep(tensor: torch.Tensor) -> torch.Tensor:
        if tensor.data_ptr() not in parameters:
            kept[tensor.data_ptr()] = tensor.numel()
        return tensor

    with torch.autograd.graph.saved_tensors_hooks(keep, lambda tensor: tensor):
        out = model(x)
    return sum(kept.values()), out


@claim
def seventy_billion_on_paper(evidence: Evidence) -> None:
    """70 billion weights: 1120 GB with Adam in mixed precision, moments 560 of them; with LoRA 143 GB."""
    whole, adapter = 70e9, 0.207e9  # rank 16 on the seven matrices of 80 layers of width 8192, see below
    per_layer = 2 * (8192 + 8192) + 2 * (8192 + 1024) + 3 * (8192 + 28672)
    evidence.require(abs(16 * 80 * per_layer / adapter - 1) < 0.01, f"The adapter has {16 * 80 * per_layer:.3e}.")
    totals = {"full": 0.0, "LoRA": 0.0}
    for part, size in (("weights", 2), ("gradients", 2), ("two moments", 8), ("master copy", 4)):
        held = whole + adapter if part == "weights" else adapter
        full, lora = size * whole / 1e9, size * held / 1e9
        totals["full"] += full
        totals["LoRA"] += lora
        evidence.row(part=part, bytes_each=size, full_GB=round(full), LoRA_GB=round(lora, 1))
    evidence.row(part="together, activations apart", bytes_each=16, full_GB=1120, LoRA_GB=round(totals["LoRA"], 1))
    evidence.require(totals["full"] == 1120, f"In full it is {totals['full']}.")
    evidence.require(142 < totals["LoRA"] < 144, f"With LoRA it is {totals['LoRA']:.1f}.")


@claim
def gradients_exist_for_the_adapter_only(evidence: Evidence) -> None:
    """After a backward pass only the adapters have gradients, a few percent here; every layer's adapter has one."""
    x, counts = evidence.normal(TOKENS, WIDTH), {}
    for name, lora in (("full", False), ("LoRA", True)):
        model = network(evidence, lora=lora)
        model(x).square().sum().backward()
        counts[name] = sum(p.grad.numel() for p in model.parameters() if p.grad is not None)
        everything = sum(p.numel() for p in model.parameters())
        evidence.row(way=name, parameters=everything, with_gradient=counts[name], moments_of_adam=2 * counts[name])
    reached = [bool(layer.up.grad.abs().sum() > 0) for layer in model if isinstance(layer, Layer)]
    evidence.require(counts["LoRA"] < 0.07 * counts["full"], f"Gradients: {counts}.")
    evidence.require(all(reached), f"The gradient reached the layers {reached}.")


@claim
def activations_are_kept_as_before(evidence: Evidence) -> None:
    """Autograd keeps as many activations with LoRA as without, and a little more for the low-rank branch."""
    x, kept = evidence.normal(TOKENS, WIDTH), {}
    for name, lora in (("full", False), ("LoRA", True)):
        kept[name], _ = kept_by_backward(network(evidence, lora=lora), x)
        evidence.row(way=name, activations_kept=kept[name])
    evidence.require(1 <= kept["LoRA"] / kept["full"] < 1.1, f"Kept: {kept}.")


@claim
def it_starts_at_the_base_model_and_merges_into_it(evidence: Evidence) -> None:
    """With B at zero the output is the base model's; afterwards W + BA gives the same as W and BA apart."""
    layer, x = Layer(evidence, lora=True), evidence.normal(TOKENS, WIDTH)
    start = float((layer(x) - x @ layer.weight.T).detach().abs().max())
    layer.up.data = evidence.normal(WIDTH, RANK)
    merged = layer.weight + layer.up @ layer.down
    apart = float((layer(x) - x @ merged.T).detach().abs().max())
    rank = int(torch.linalg.matrix_rank((merged - layer.weight).detach()))
    evidence.row(compared="start and base model", largest_difference=start)
    evidence.row(compared="merged and apart", largest_difference=apart)
    evidence.require(start == 0, "It does not start at the base model.")
    evidence.require(apart < 1e-10, f"Merged it differs by {apart:.1e}.")
    evidence.require(rank == RANK, f"The update has rank {rank}.")
