# One image for pages, workers and beat; the command tells them apart.
ARG BASE=python:3.11-slim-bookworm

FROM ${BASE} AS build
WORKDIR /build
RUN python3 -m venv /opt/assay
ENV PATH=/opt/assay/bin:$PATH PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
# The lock changes seldom, so what it names is a layer of its own.
COPY requirements.lock ./
RUN pip install -q --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY criteria criteria
COPY storage storage
COPY workers workers
COPY web web
RUN pip install -q --no-deps --no-build-isolation .

FROM ${BASE}
# What reads scans, and its models of our languages.
RUN apt-get update -q \
    && apt-get install -q -y --no-install-recommends \
        tesseract-ocr tesseract-ocr-eng tesseract-ocr-spa tesseract-ocr-por \
        tesseract-ocr-fra \
    && rm -rf /var/lib/apt/lists/*
RUN useradd --system --uid 10001 --home-dir /data --no-create-home assay \
    && install -d -o assay -g assay -m 0700 /data
COPY --from=build /opt/assay /opt/assay
# The root file system is meant to be read-only: nothing is written beside /data and /tmp.
ENV PATH=/opt/assay/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    ASSAY_HOME=/data
WORKDIR /data
USER assay
EXPOSE 8431
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8431/livez', timeout=4)"]
CMD ["assay", "web", "--listen", "0.0.0.0:8431"]
