# /// mistake
# fails = "alone_the_teacher_gives_a_divergence"
# says = "You gave kl_div the student's probabilities: its first argument are log-probabilities."
# ///
import torch.nn.functional as F


def distillation_loss(student, teacher, targets, temperature=2.0, alpha=0.5):
    hard = F.cross_entropy(student, targets)
    soft_student = F.log_softmax(student / temperature, 1)
    soft_teacher = F.log_softmax(teacher.detach() / temperature, 1)
    soft = F.kl_div(soft_student.exp(), soft_teacher, reduction="batchmean", log_target=True)
    return (1 - alpha) * hard + alpha * temperature**2 * soft
