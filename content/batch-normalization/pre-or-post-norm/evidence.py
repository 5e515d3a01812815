"""Both places of the norm at the start: the stream, the gradients of the last layer, and what a late block changes."""

import torch
from torch.nn import functional as F

from deepdrill.lab.evidence import Evidence, claim

D, T = 48, 16


def run(evidence: Evidence, blocks: int, *, post: bool) -> tuple[list[float], list[float], list[float]]:
    """Run and differentiate an untrained stack; give each block's variance, its turn and its weight gradient."""
    norm = lambda x: F.layer_norm(x, (D,))  # noqa: E731
    x = norm(evidence.normal(4, T, D))
    variances, turns, outputs = [], [], []
    for _ in range(blocks):
        q, k, v, o = (evidence.normal(D, D) / D**0.5 for _ in range(4))
        up, down = (
            evidence.normal(D, 4 * D) * (2 / D) ** 0.5,
            (evidence.normal(4 * D, D) / (4 * D) ** 0.5).requires_grad_(),
        )
        before = x

        def attention(h: torch.Tensor, q=q, k=k, v=v, o=o) -> torch.Tensor:  # noqa: ANN001
            scores = (h @ q) @ (h @ k).transpose(-1, -2) / D**0.5
            return torch.softmax(scores, -1) @ (h @ v) @ o

        for branch in (attention, lambda h, up=up, down=down: torch.relu(h @ up) @ down):
            x = norm(x + branch(x)) if post else x + branch(norm(x))
        outputs.append(down)
        variances.append(float(x.detach().var()))
        turns.append(float(1 - F.cosine_similarity(x.detach(), before.detach(), dim=-1).mean()))
    logits = (x if post else norm(x)) @ (evidence.normal(D, 30) / D**0.5)
    targets = evidence.integers(4 * T, low=0, high=30)
    slopes = torch.autograd.grad(F.cross_entropy(logits.flatten(0, 1), targets), outputs)
    return variances, turns, [float(s.norm()) for s in slopes]


@claim
def the_stream_grows_only_in_pre_ln(evidence: Evidence) -> None:
    """In Pre-LN the variance of the stream grows about linearly with the blocks; in Post-LN every block ends at one."""
    pre, post = run(evidence, 24, post=False)[0], run(evidence, 24, post=True)[0]
    for block in (0, 5, 11, 23):
        evidence.row(block=block + 1, pre_ln=round(pre[block], 2), post_ln=round(post[block], 4))
    evidence.require(max(abs(v - 1) for v in post) < 0.01, "Post-LN does not end at variance one.")
    evidence.require(1.3 < (pre[23] - 1) / (pre[11] - 1) < 3.5, f"It grew from {pre[11]:.1f} to {pre[23]:.1f}.")
    evidence.plot(x="block", y="variance of the stream")
    evidence.curve("Pre-LN", range(1, 25), pre)
    evidence.curve("Post-LN", range(1, 25), post)


@claim
def last_layer_gradients_shrink_only_in_pre_ln(evidence: Evidence) -> None:
    """The last block's weight gradient at the start falls with depth in Pre-LN and does not fall in Post-LN."""
    depths, seen = (3, 6, 12, 24), {False: [], True: []}
    for depth in depths:
        for post, kept in seen.items():
            kept.append(sum(run(evidence, depth, post=post)[2][-1] for _ in range(3)) / 3)
        evidence.row(blocks=depth, pre_ln=round(seen[False][-1], 3), post_ln=round(seen[True][-1], 3))
    evidence.require(seen[False][-1] < 0.7 * seen[False][0], "Pre-LN's last gradient did not fall.")
    evidence.require(seen[True][-1] > 0.8 * seen[True][0], "Post-LN's last gradient fell.")
    evidence.plot(x="blocks", y="gradient of the last block's weights", log_x=True, log_y=True)
    evidence.curve("Pre-LN", depths, seen[False])
    evidence.curve("Post-LN", depths, seen[True])


@claim
def late_blocks_turn_the_stream_less(evidence: Evidence) -> None:
    """In Pre-LN a late block turns the stream far less than an early one; in Post-LN it turns it about as much."""
    pre, post = run(evidence, 24, post=False)[1], run(evidence, 24, post=True)[1]
    for block in (0, 5, 11, 23):
        evidence.row(block=block + 1, pre_ln_one_minus_cosine=round(pre[block], 3), post_ln=round(post[block], 3))
    evidence.require(pre[23] < pre[0] / 5, f"In Pre-LN it goes from {pre[0]:.2f} to {pre[23]:.2f}.")
    evidence.require(post[23] > post[0] / 2, f"In Post-LN it goes from {post[0]:.2f} to {post[23]:.2f}.")
