"""What `make run` starts, and what the tests stand on: real servers on one machine, with nothing installed beforehand.

`folder` keeps the state under `.normsite/`; `binaries` finds PostgreSQL and Valkey; `privileges` finds somebody other than
root to run PostgreSQL; `postgres`, `redis` and `site` are the servers; `servers` starts the two stores together; `database`
brings the tables and the demonstration; `supervision` watches; `__main__` tells the whole story in order.
"""
