# /// mistake
# fails = "alone_the_teacher_gives_a_divergence"
# says = "You left the teacher's entropy in: the divergence is 0 when the student agrees with the teacher."
# ///
import torch.nn.functional as F


def distillation_loss(student, teacher, targets, temperature=2.0, alpha=0.5):
    hard = F.cross_entropy(student, targets)
    soft_student = F.log_softmax(student / temperature, 1)
    soft_teacher = F.log_softmax(teacher.detach() / temperature, 1)
    soft = -(soft_teacher.exp() * soft_student).sum(1).mean()
    return (1 - alpha) * hard + alpha * temperature**2 * soft
