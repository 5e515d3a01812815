# /// mistake
# fails = "a_run_of_warm_up_only"
# says = "With warmup_steps = total_steps the decay has no steps and you divide by zero: test for the end of the run before the cosine."
# ///
import math


def learning_rate(step, max_lr, warmup_steps, total_steps, min_lr=0.0):
    if step < warmup_steps:
        return max_lr * step / warmup_steps
    progress = min(1.0, (step - warmup_steps) / (total_steps - warmup_steps))
    return min_lr + 0.5 * (max_lr - min_lr) * (1 + math.cos(math.pi * progress))
