# One image for every process; what it runs is the command: python -m coachhub.serving NAME
FROM python:3.12-slim-bookworm AS build
COPY --from=ghcr.io/astral-sh/uv:0.9 /uv /usr/local/bin/uv
ENV UV_CACHE_DIR=/uv-cache UV_COMPILE_BYTECODE=1 UV_LINK_MODE=copy UV_PYTHON_DOWNLOADS=never
WORKDIR /app
COPY pyproject.toml uv.lock ./
# VIDEO=no leaves out what only a measuring worker needs (about 300 MB).
ARG VIDEO=yes
RUN --mount=type=cache,target=/uv-cache \
    if [ "$VIDEO" = yes ]; then uv sync --frozen --no-dev --extra video; else uv sync --frozen --no-dev; fi
COPY . .
RUN COACHHUB_PRODUCTION=true COACHHUB_URL=https://build.invalid COACHHUB_SECRET_KEY=only-for-this-step \
    DATABASE_URL=postgresql://nobody@localhost/none REDIS_URL=redis://localhost \
    .venv/bin/python manage.py collectstatic --noinput

FROM python:3.12-slim-bookworm
RUN useradd --system --create-home --uid 10001 coachhub && install -d -o coachhub /data
WORKDIR /app
COPY --from=build --chown=root:root /app /app
ENV PATH=/app/.venv/bin:$PATH PYTHONUNBUFFERED=1 \
    COACHHUB_PRODUCTION=true COACHHUB_DATA=/data COACHHUB_LOG_JSON=true HOST=0.0.0.0 PORT=8000
USER 10001
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=3s CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/healthz', timeout=2)"]
CMD ["python", "-m", "coachhub.serving", "web"]
