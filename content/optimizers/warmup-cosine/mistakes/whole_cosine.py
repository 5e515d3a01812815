# /// mistake
# fails = "the_decay_is_half_a_cosine"
# says = "Your cosine runs through a whole period and comes back up: half a period is pi, not 2 pi."
# ///
import math


def learning_rate(step, max_lr, warmup_steps, total_steps, min_lr=0.0):
    if step < warmup_steps:
        return max_lr * step / warmup_steps
    if step >= total_steps:
        return min_lr
    progress = (step - warmup_steps) / (total_steps - warmup_steps)
    return min_lr + 0.5 * (max_lr - min_lr) * (1 + math.cos(2 * math.pi * progress))
