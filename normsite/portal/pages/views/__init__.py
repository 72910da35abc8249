"""Pages that join the rooms: home, norm, reading page, comment, search, the task list."""
