# syntax=docker/dockerfile:1
FROM python:3.13-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/venv
COPY requirements.txt /tmp/requirements.txt
RUN /opt/venv/bin/pip install --require-hashes -r /tmp/requirements.txt
WORKDIR /app
COPY manage.py ./
COPY normsite normsite
COPY norms norms
COPY comments comments
COPY riskreviews riskreviews
COPY templates templates
COPY static static
ENV PATH=/opt/venv/bin:$PATH
# With an https address, as in production, the files are compressed here, once.
RUN SECRET_KEY=only-for-the-build NORMSITE_BASE_URL=https://build.example NORMSITE_STATIC_ROOT=/app/staticfiles python manage.py collectstatic --noinput -v 0

FROM python:3.13-slim-bookworm
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin normsite \
    && install -d -m 700 -o 10001 /var/spool/normsite
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    NORMSITE_STATIC_ROOT=/app/staticfiles NORMSITE_DATA=/tmp/normsite
COPY --from=build /opt/venv /opt/venv
COPY --from=build /app /app
WORKDIR /app
USER 10001
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=3s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/healthz', timeout=2)"]
# The same as the launcher's SERVING; tests/launcher compare the two.
CMD ["granian", "--host", "0.0.0.0", "--port", "8000", "--workers", "2", "--workers-kill-timeout", "20", \
     "--interface", "asgi", "--http", "1", "--no-ws", "--http1-header-read-timeout", "10000", \
     "--backlog", "4096", "--backpressure", "4096", "--respawn-failed-workers", "--respawn-interval", "0.2", \
     "normsite.asgi:application"]
