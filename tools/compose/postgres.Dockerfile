# Stands in for the official image: same user, same volume, same variables.
ARG BASE
FROM ${BASE}
RUN apt-get update -q && apt-get install -q -y --no-install-recommends postgresql \
    && install -d -o postgres -g postgres /var/lib/postgresql
COPY postgres-entrypoint.sh /usr/local/bin/
VOLUME /var/lib/postgresql
ENTRYPOINT ["postgres-entrypoint.sh"]
