# /// mistake
# fails = "the_warm_up_ends_at_the_maximum"
# says = "You measured the progress from step 0, so the rate jumps down when the warm-up ends: subtract warmup_steps above and below the line."
# ///
import math


def learning_rate(step, max_lr, warmup_steps, total_steps, min_lr=0.0):
    if step < warmup_steps:
        return max_lr * step / warmup_steps
    if step >= total_steps:
        return min_lr
    progress = step / total_steps
    return min_lr + 0.5 * (max_lr - min_lr) * (1 + math.cos(math.pi * progress))
