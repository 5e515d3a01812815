# /// mistake
# fails = "gradients_reach_the_student_only"
# says = "A gradient reaches the teacher: detach its logits."
# ///
import torch.nn.functional as F


def distillation_loss(student, teacher, targets, temperature=2.0, alpha=0.5):
    hard = F.cross_entropy(student, targets)
    soft_student = F.log_softmax(student / temperature, 1)
    soft_teacher = F.log_softmax(teacher / temperature, 1)
    soft = F.kl_div(soft_student, soft_teacher, reduction="batchmean", log_target=True)
    return (1 - alpha) * hard + alpha * temperature**2 * soft
