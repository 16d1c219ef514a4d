from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from storage.queue import QUEUES
from storage.settings import Settings
from storage.startup import PREFIX
from workers.extract import scans

ROOT = Path(__file__).resolve().parents[1]
TEXT = (ROOT / "docker-compose.yml").read_text("utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load(TEXT)
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = ("web", "worker", "sender", "beat", "tables")
ONCE = "tables"  # it ends, and has no health
SECRETS = {
    *("ASSAY_SECRET_KEY", "POSTGRES_PASSWORD"),
    *("DATABASE_PASSWORD", "REDIS_PASSWORD", "STORE_PASSWORD"),
}
# What the client of the store reads for itself.
OF_STORE = "AWS_"

each_service = pytest.mark.parametrize("name", sorted(SERVICES))


def test_pages_workers_and_beat_are_one_image() -> None:
    assert set(SERVICES) == {*OURS, "postgres", "redis", "store"}
    assert {SERVICES[name]["image"] for name in OURS} == {"${APP_IMAGE:-assay:latest}"}
    assert [name for name in SERVICES if "build" in SERVICES[name]] == ["web"]


def test_pages_are_the_one_published_port_and_only_for_this_host() -> None:
    published = {n: s["ports"] for n, s in SERVICES.items() if "ports" in s}

    assert published == {"web": ["${PUBLISH:-127.0.0.1:8431}:8431"]}


def test_nothing_that_opens_or_keeps_documents_has_a_way_out() -> None:
    assert COMPOSE["networks"]["inside"] == {"internal": True}
    assert {name: service["networks"] for name, service in SERVICES.items()} == {
        "web": ["inside", "outside"],
        "worker": ["inside"],
        "sender": ["inside", "outside"],
        "beat": ["inside"],
        "tables": ["inside"],
        "postgres": ["inside"],
        "redis": ["inside"],
        "store": ["inside"],
    }


def test_each_kind_of_work_has_one_service_and_what_leaves_has_its_own() -> None:
    kinds = {name: SERVICES[name]["command"][3::2] for name in ("worker", "sender")}

    assert kinds["sender"] == ["notices", "hooks"]
    assert sorted(kinds["worker"] + kinds["sender"]) == sorted(QUEUES)


@each_service
def test_every_service_tells_its_health_and_has_limits(name: str) -> None:
    service = SERVICES[name]

    assert set(service["deploy"]["resources"]["limits"]) == {"cpus", "memory"}
    if name == ONCE:
        assert service["restart"] == "no"
        return
    assert service["healthcheck"]["test"][0] in {"CMD", "CMD-SHELL"}
    assert re.fullmatch(r"\d+s", service["stop_grace_period"])
    assert service["restart"] == "unless-stopped"


@each_service
def test_every_service_is_bound_as_tightly_as_it_can_be(name: str) -> None:
    service = SERVICES[name]

    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "privileged" not in service
    if name != "postgres":  # whose start script gives up root by itself
        assert service["user"] in {"assay", "redis", "1000:1000"}
        assert "cap_add" not in service


@each_service
def test_what_is_kept_lies_in_named_volumes(name: str) -> None:
    mounts = [mount.split(":")[0] for mount in SERVICES[name].get("volumes", [])]

    assert set(mounts) <= set(COMPOSE["volumes"])


@pytest.mark.parametrize("name", ["web", "worker"])
def test_large_files_pass_over_a_disk_and_not_through_memory(name: str) -> None:
    assert [mount.split(":")[1] for mount in SERVICES[name]["volumes"]] == [
        "/data",
        "/tmp",  # noqa: S108 - the folder of the container
    ]
    assert "tmpfs" not in SERVICES[name]


def test_secrets_come_from_outside_and_nothing_starts_without_them() -> None:
    asked = re.findall(r"\$\{(\w+)([^}]*)\}", TEXT)
    must = {name for name, rest in asked if rest.startswith(":?")}

    assert must == SECRETS
    assert [name for name, rest in asked if name in SECRETS and rest[:2] != ":?"] == []


@each_service
def test_no_secret_stands_in_the_file(name: str) -> None:
    given: dict[str, str] = SERVICES[name].get("environment", {})
    secret = {key: v for key, v in given.items() if re.search("SECRET|PASS|AUTH", key)}

    for value in secret.values():
        assert re.fullmatch(r"\$\{\w+:(\?[^}]*|-)\}", value)
    for value in given.values():
        address = re.match(r"\w+://\w*:([^@]*)@", value)
        assert address is None or address[1].startswith("${")


@pytest.mark.parametrize("name", OURS)
def test_our_services_are_given_settings_that_exist(name: str) -> None:
    secret = "0123456789abcdef" * 2
    given = {
        key: re.sub(r"\$\{\w+:[?-]([^}]*)\}", _chosen, value).replace("SECRET", secret)
        for key, value in SERVICES[name]["environment"].items()
    }

    settings = Settings.from_env(given)

    assert all(key.startswith((PREFIX, OF_STORE)) for key in given)
    assert settings.secret_key == secret
    assert not settings.embedded_broker
    assert settings.database.startswith("postgresql+psycopg://assay_runs:")
    assert bool(settings.database_owner_url) is (name == ONCE)
    assert settings.blobs == "s3://assay/documents"


def test_image_is_built_from_the_hashed_lock_and_runs_as_nobody_special() -> None:
    text = (ROOT / "Dockerfile").read_text("utf-8")

    assert "ARG BASE=python:3.11-slim-bookworm" in text
    assert "pip install -q --require-hashes -r requirements.lock" in text
    assert text.index("USER assay") < text.index("CMD [")
    assert "HEALTHCHECK" in text


def test_image_reads_scans_in_every_language_of_ours() -> None:
    text = (ROOT / "Dockerfile").read_text("utf-8")

    models = re.findall(r"tesseract-ocr-(\w+)", text)
    assert set(models) == {*scans.packs(), *scans.packs_missing()}


def test_the_image_is_made_of_the_packages_alone() -> None:
    kept = (ROOT / ".dockerignore").read_text("utf-8").splitlines()

    assert kept[1] == "*"
    assert sorted(line[1:] for line in kept if line.startswith("!")) == [
        "LICENSE",
        "README.md",
        "criteria",
        "pyproject.toml",
        "requirements.lock",
        "storage",
        "web",
        "workers",
    ]


def _chosen(found: re.Match[str]) -> str:
    """What compose puts in: the default, or a secret that was given."""
    return "SECRET" if ":?" in found.group() else found.group(1)
