# /// mistake
# fails = "alone_the_teacher_gives_a_divergence"
# says = "Your softmax of the soft term runs over the rows: each row spreads weight one over the classes."
# ///
import torch.nn.functional as F


def distillation_loss(student, teacher, targets, temperature=2.0, alpha=0.5):
    hard = F.cross_entropy(student, targets)
    soft_student = F.log_softmax(student / temperature, 0)
    soft_teacher = F.log_softmax(teacher.detach() / temperature, 0)
    soft = F.kl_div(soft_student, soft_teacher, reduction="batchmean", log_target=True)
    return (1 - alpha) * hard + alpha * temperature**2 * soft
