# /// mistake
# fails = "the_run_ends_at_the_minimum"
# says = "After total_steps your cosine rises again: hold the rate at min_lr from there on."
# ///
import math


def learning_rate(step, max_lr, warmup_steps, total_steps, min_lr=0.0):
    if step < warmup_steps:
        return max_lr * step / warmup_steps
    progress = (step - warmup_steps) / max(1, total_steps - warmup_steps)
    return min_lr + 0.5 * (max_lr - min_lr) * (1 + math.cos(math.pi * progress))
