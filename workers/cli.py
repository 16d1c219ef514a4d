"""The ``assay`` command. Results go to standard output, remarks to standard error."""

from __future__ import annotations

import gc
import os
import sys
from importlib import import_module

import click

# A command's module is loaded when it is asked for: most need but a few of the parts.
MODULES = {
    "running": ("serve", "web", "worker", "mail", "figures"),
    "keeping": (
        "init",
        "migrate",
        "doctor",
        "check-store",
        "backup",
        "restore",
        "reseal",
    ),
    "carrying": ("export", "import"),
    "leaving": ("cities",),
    "auditing": ("audit",),
    "people": ("add", "link", "remove-factors", "access", "open", "assessments"),
    "documents": ("upload", "extract", "match"),
    "again": ("reread",),
    "review": ("links", "decide", "undo"),
    "score": ("score", "gaps", "prove"),
    "planning": ("plan", "margin", "forecast"),
    "drawing": ("draw",),
    "supposing": ("whatif", "move"),
    "standards": ("check", "evaluate"),
    "explaining": ("why", "replay"),
    "example": ("example",),
}


# No first sentence of a help is longer; what is, would be cut.
LONGEST = 200


class Manual(click.Group):
    """The commands, in the order of the manual."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Their names."""
        del ctx
        return [name for names in MODULES.values() for name in names]

    def format_commands(
        self, ctx: click.Context, formatter: click.HelpFormatter
    ) -> None:
        """Each with the whole first sentence of its help."""
        named = (
            (name, self.get_command(ctx, name)) for name in self.list_commands(ctx)
        )
        told = [(name, one.get_short_help_str(LONGEST)) for name, one in named if one]
        with formatter.section("Commands"):
            formatter.write_dl(told)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load one."""
        del ctx
        for module, names in MODULES.items():
            if cmd_name in names:
                return next(one for one in _loaded(module) if one.name == cmd_name)
        return None


def _loaded(module: str) -> tuple[click.Command, ...]:
    """The commands of a module; no garbage is looked for in what is here to stay."""
    gc.disable()
    try:
        found: tuple[click.Command, ...]
        found = import_module(f"workers.commands.{module}").COMMANDS
    finally:
        gc.enable()
    return found


@click.group(cls=Manual, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="assay", prog_name="assay")
def assay() -> None:
    """Assay tests a city's documents against the What Works Cities standard.

    Cities upload documents, workers find passages that speak for a criterion, reviewers
    confirm or reject each, and the score, the level and the gaps follow from what was
    confirmed. Start with: assay serve
    """


def main() -> None:
    """Run a command; a refusal is one line on standard error, and exit code 1."""
    try:
        # https://no-color.org: any text but an empty one.
        color = False if os.environ.get("NO_COLOR") else None
        code = assay.main(standalone_mode=False, color=color)
    except click.ClickException as problem:
        problem.show()
        code = problem.exit_code
    except click.Abort:
        code = 130
    except _refusals() as problem:
        click.echo(str(problem), err=True)
        code = 1
    sys.exit(code if isinstance(code, int) else 0)


def _refusals() -> tuple[type[Exception], ...]:
    names = {
        "criteria.packs.ruleset": "RulesError",
        "criteria.editions.edition": "StandardError",
        "storage.errors": "Refusal",
        "workers.extract.refusals": "Unreadable",
    }
    return tuple(getattr(import_module(where), name) for where, name in names.items())


if __name__ == "__main__":
    main()
