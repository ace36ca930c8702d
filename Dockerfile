# The image of the web server, the worker, the schedule and the migrations: one image, four commands.

FROM node:24-slim AS assets
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --no-audit --no-fund
COPY tools/assets tools/
COPY static static
RUN NODE=node tools/assets build

FROM python:3.13-slim AS packages
COPY requirements/production.txt .
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir --require-hashes --no-deps -r production.txt

FROM python:3.13-slim
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=stepdown.settings \
    STEPDOWN_ENV=production \
    STATIC_BUILD=/app/build \
    STATIC_ROOT=/app/collected
RUN useradd --system --uid 10001 --no-create-home stepdown
WORKDIR /app
COPY --from=packages /venv /venv
COPY --from=assets /app/build build
COPY manage.py ./
COPY static static
COPY templates templates
COPY beds beds
COPY residents residents
COPY reporting reporting
COPY stepdown stepdown
# Gathering files asks for settings but opens no connection, so that any values do.
RUN SECRET_KEY=build ALLOWED_HOSTS=build DATABASE_URL=postgres://build REDIS_URL=redis://build \
    python manage.py collectstatic --noinput
USER stepdown
EXPOSE 8000
# The first allowed host is sent along: Django answers no other.
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s CMD ["python", "-c", "import os, urllib.request as r; \
    host = os.environ['ALLOWED_HOSTS'].split(',')[0]; \
    r.urlopen(r.Request('http://127.0.0.1:8000/health/ready', headers={'Host': host}), timeout=4)"]
CMD ["gunicorn", "stepdown.wsgi", "--bind=0.0.0.0:8000", "--worker-class=gthread", "--workers=2", "--threads=8", \
     "--worker-tmp-dir=/dev/shm", "--no-control-socket", "--access-logfile=-", \
     "--max-requests=5000", "--max-requests-jitter=500"]
