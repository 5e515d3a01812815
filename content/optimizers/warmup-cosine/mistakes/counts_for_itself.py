# /// mistake
# fails = "depends_on_its_arguments_only"
# says = "Your function counts its own calls and forgets which step was asked for: use the argument."
# ///
import math

calls = 0


def learning_rate(step, max_lr, warmup_steps, total_steps, min_lr=0.0):
    global calls
    if step:
        calls += 1
        step = calls
    else:
        calls = 0
    if step < warmup_steps:
        return max_lr * step / warmup_steps
    if step >= total_steps:
        return min_lr
    progress = (step - warmup_steps) / (total_steps - warmup_steps)
    return min_lr + 0.5 * (max_lr - min_lr) * (1 + math.cos(math.pi * progress))
