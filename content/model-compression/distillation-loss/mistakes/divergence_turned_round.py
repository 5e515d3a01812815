# /// mistake
# fails = "alone_the_teacher_gives_a_divergence"
# says = "You took the divergence the other way round: the expectation is under the teacher's probabilities."
# ///
import torch.nn.functional as F


def distillation_loss(student, teacher, targets, temperature=2.0, alpha=0.5):
    hard = F.cross_entropy(student, targets)
    soft_student = F.log_softmax(student / temperature, 1)
    soft_teacher = F.log_softmax(teacher.detach() / temperature, 1)
    soft = F.kl_div(soft_teacher, soft_student, reduction="batchmean", log_target=True)
    return (1 - alpha) * hard + alpha * temperature**2 * soft
