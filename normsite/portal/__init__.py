"""What joins the rooms and shows them: publishing, pages, the programming interface."""
