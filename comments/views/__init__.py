"""What people see: reading, writing, receipts for everybody; opening, moderating, answering at the desk."""
