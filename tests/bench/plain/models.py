from django.db import models


class Norm(models.Model):
    title = models.CharField(max_length=200)


class Clause(models.Model):
    norm = models.ForeignKey(Norm, on_delete=models.CASCADE, related_name="clauses")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    body_html = models.TextField()
    rationale_html = models.TextField()

    class Meta:
        ordering = ["number"]


class Remark(models.Model):
    clause = models.ForeignKey(Clause, on_delete=models.CASCADE, related_name="remarks")
    name = models.CharField(max_length=120)
    text = models.TextField()
    received_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["received_at"]
