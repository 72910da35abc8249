"""What the verbs of `services` ask first: who is let in, who wrote, whose it is, who opens a receipt, whether it is in time."""
