"""Only the kept rows are ever touched, by advanced indexing; the textbook log-sum-exp."""


def cross_entropy(logits, targets, ignore_index=-100):
    """Index the kept rows and their classes."""
    rows, classes = logits.flatten(0, -2) if logits.dim() > 1 else logits[None], targets.flatten()
    kept = (classes != ignore_index).nonzero()[:, 0]
    if kept.numel() == 0:
        return (logits * 0).sum()
    rows, classes = rows[kept], classes[kept]
    top = rows.max(dim=1)[0]
    lse = top + (rows - top[:, None]).exp().sum(1).log()
    return (lse - rows[range(len(kept)), classes]).mean()
