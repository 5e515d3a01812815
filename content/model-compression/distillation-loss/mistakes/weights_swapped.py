# /// mistake
# fails = "alone_the_labels_give_cross_entropy"
# says = "You gave alpha to the labels: it is the weight of the teacher."
# ///
import torch.nn.functional as F


def distillation_loss(student, teacher, targets, temperature=2.0, alpha=0.5):
    hard = F.cross_entropy(student, targets)
    soft_student = F.log_softmax(student / temperature, 1)
    soft_teacher = F.log_softmax(teacher.detach() / temperature, 1)
    soft = F.kl_div(soft_student, soft_teacher, reduction="batchmean", log_target=True)
    return alpha * hard + (1 - alpha) * temperature**2 * soft
