FROM python:3.12-slim AS build
WORKDIR /src
RUN python -m venv /onrecord
ENV PATH=/onrecord/bin:$PATH
# What we stand on first: it changes less often than we do.
COPY runtime.lock ./
RUN pip install --no-cache-dir --require-hashes -r runtime.lock
COPY pyproject.toml README.md LICENSE ./
COPY shared shared
COPY workers workers
COPY producers producers
RUN pip install --no-cache-dir --no-deps .

FROM python:3.12-slim
# An account of its own, and a home that nobody else writes to.
RUN useradd --create-home --home-dir /data --uid 10001 onrecord
COPY --from=build /onrecord /onrecord
ENV PATH=/onrecord/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    ONRECORD_HOME=/data/onrecord
USER onrecord
WORKDIR /data
CMD ["onrecord", "work"]
