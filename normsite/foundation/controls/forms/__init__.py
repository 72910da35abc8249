"""What people fill in at the desk about control lists."""
