"""What is withheld, across all rooms: the public register, the page of each gap, and the desk where it is decided."""
