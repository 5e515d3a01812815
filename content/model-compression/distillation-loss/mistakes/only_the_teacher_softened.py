# /// mistake
# fails = "the_temperature_softens_both"
# says = "You softened only the teacher: the temperature divides the student's logits of this term as well."
# ///
import torch.nn.functional as F


def distillation_loss(student, teacher, targets, temperature=2.0, alpha=0.5):
    hard = F.cross_entropy(student, targets)
    soft_student = F.log_softmax(student, 1)
    soft_teacher = F.log_softmax(teacher.detach() / temperature, 1)
    soft = F.kl_div(soft_student, soft_teacher, reduction="batchmean", log_target=True)
    return (1 - alpha) * hard + alpha * temperature**2 * soft
