import torch.nn.functional as F


def distillation_loss(student, teacher, targets, temperature=2.0, alpha=0.5):
    hard = F.cross_entropy(student, targets)
    soft_student = F.log_softmax(student / temperature, 1)
    soft_teacher = F.log_softmax(teacher.detach() / temperature, 1)  # a constant: only the student learns
    # Both in logarithms: probabilities of 0 do no harm. "batchmean" divides by the rows, "mean" by the classes as well.
    soft = F.kl_div(soft_student, soft_teacher, reduction="batchmean", log_target=True)
    # The gradient of the soft term with respect to the logits shrinks like 1/T²: one 1/T from the division, another one
    # since softened distributions lie closer together. T² keeps the mixture the same when T is changed.
    return (1 - alpha) * hard + alpha * temperature**2 * soft
