"""What the public reads about export control: lists and criteria, which norms touch them, and who deviates where."""
