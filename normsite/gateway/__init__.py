"""Between the web server and Django: requests are read whole, refused early without room, and answered by few threads."""

from normsite.gateway.application import Gateway

__all__ = ["Gateway"]
