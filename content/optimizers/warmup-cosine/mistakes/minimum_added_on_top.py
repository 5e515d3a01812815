# /// mistake
# fails = "the_warm_up_ends_at_the_maximum"
# says = "You added min_lr to a cosine of height max_lr, so the top is max_lr + min_lr: its height is max_lr - min_lr."
# ///
import math


def learning_rate(step, max_lr, warmup_steps, total_steps, min_lr=0.0):
    if step < warmup_steps:
        return max_lr * step / warmup_steps
    if step >= total_steps:
        return min_lr
    progress = (step - warmup_steps) / (total_steps - warmup_steps)
    return min_lr + 0.5 * max_lr * (1 + math.cos(math.pi * progress))
