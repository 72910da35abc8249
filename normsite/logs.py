"""What the log may hold of a request: the pattern of its address, never the address, which can be the key to something."""

import logging


class RouteOnly(logging.Filter):
    """Takes the address out of what Django logs of a request, as the gateway's own log of requests leaves it out."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        path = getattr(request, "path", None)
        if path and isinstance(record.args, tuple):
            match = getattr(request, "resolver_match", None)
            route = f"/{match.route}" if match else "an address that we don't have"
            record.args = tuple(route if argument == path else argument for argument in record.args)
        return True
