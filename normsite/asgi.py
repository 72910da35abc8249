"""The ASGI entry point that the web server loads: the gateway, with Django behind it."""

from normsite.gateway import Gateway
from normsite.wsgi import application as django

application = Gateway(django)
