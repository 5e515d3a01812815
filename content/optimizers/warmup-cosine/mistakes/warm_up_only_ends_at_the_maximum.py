# /// mistake
# fails = "a_run_of_warm_up_only"
# says = "With warmup_steps = total_steps your rate stays at the maximum after the end: from total_steps on it is min_lr."
# ///
import math


def learning_rate(step, max_lr, warmup_steps, total_steps, min_lr=0.0):
    if step < warmup_steps:
        return max_lr * step / warmup_steps
    progress = min(1.0, (step - warmup_steps) / max(1, total_steps - warmup_steps))
    return min_lr + 0.5 * (max_lr - min_lr) * (1 + math.cos(math.pi * progress))
