"""Cities, people, and opening an assessment."""

from __future__ import annotations

import click

from criteria.editions import revising, standard
from storage import access, assessments, factors, people, reach, revisions
from storage.models import Role
from workers.commands.context import opened, remark, sign_in_link


@click.group()
def add() -> None:
    """Add a city or a person."""


@add.command("city")
@click.argument("name")
@click.option("--country", required=True, help="Two letters, such as CO.")
@click.option("--population", type=click.IntRange(min=0), help="People who live there.")
def add_city(name: str, country: str, population: int | None) -> None:
    """Add the city NAME and print its id."""
    with opened() as store, store.transaction() as session:
        city = assessments.add_city(session, name, country, population=population)
        click.echo(city.id)


@add.command("person")
@click.argument("email")
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True)
@click.option(
    "--city",
    "city_names",
    multiple=True,
    help="The city of a person of role city; for a reviewer, each that they review.",
)
@click.option(
    "--every-city", is_flag=True, help="A reviewer reviews all, now and later."
)
@click.option("--name", default="", help="The name that others see.")
def add_person(
    email: str,
    role: str,
    city_names: tuple[str, ...],
    name: str,
    *,
    every_city: bool,
) -> None:
    """Add a person and print the link with which they sign in once."""
    with opened() as store, store.transaction() as session:
        cities = [assessments.city_named(session, one) for one in city_names]
        if role == Role.REVIEWER:
            person = people.add(session, email, Role.REVIEWER, name=name)
            theirs = {city.id for city in cities}
            reach.assign(session, person, theirs, every_city=every_city)
        else:
            city = cities[0] if cities else None
            person = people.add(session, email, Role(role), city=city, name=name)
        token = people.make_link(session, person)
        click.echo(sign_in_link(store.settings.address, token))


@click.command()
@click.argument("email")
def link(email: str) -> None:
    """Print a new link with which EMAIL signs in once, within seven days."""
    with opened() as store, store.transaction() as session:
        token = people.make_link(session, people.by_email(session, email))
        click.echo(sign_in_link(store.settings.address, token))


@click.command("remove-factors")
@click.argument("email")
def remove_factors(email: str) -> None:
    """Remove all second factors of EMAIL, who lost them; it is kept in the history."""
    with opened() as store, store.transaction() as session:
        factors.remove_all(session, people.by_email(session, email))
    remark(f"{email} sets up a new one when they sign in.")


@click.group("access")
def of_person() -> None:
    """End a person's access, or give it back."""


@of_person.command()
@click.argument("email")
def end(email: str) -> None:
    """End the access of EMAIL at once, by every way in; what they did stays."""
    with opened() as store, store.transaction() as session:
        person = people.known(session, email)
        access.end(session, person, by=None)
        waiting = access.waiting(session, person)
    remark(f"{person.email} has no access any more.")
    for one in waiting:
        remark(f"{one.city}: links that still wait for them, {one.count}.")
    if waiting:
        remark("The lead assigns these anew on the page Who judges what.")


@of_person.command("give-back")
@click.argument("email")
def give_back(email: str) -> None:
    """Let EMAIL sign in again as before, with the role and cities that they had."""
    with opened() as store, store.transaction() as session:
        person = people.known(session, email)
        access.give_back(session, person, by=None)
    remark(f"{person.email} can sign in again. A link for it: assay link {email}")


@click.command("open")
@click.argument("city_name", metavar="CITY")
@click.argument("edition", metavar="STANDARD")
def open_assessment(city_name: str, edition: str) -> None:
    """Open an assessment of CITY against STANDARD and print its id."""
    with opened() as store, store.transaction() as session:
        city = assessments.city_named(session, city_name)
        digest = revisions.keep(session, revising.as_values(standard.load(edition)))
        opened_one = assessments.open_for(
            session, city, edition=edition, standard_digest=digest
        )
        click.echo(opened_one.id)


@click.command("assessments")
def list_assessments() -> None:
    """List all assessments: id, city, edition, day of opening."""
    with opened() as store, store.snapshot() as session:
        found = assessments.all_of(session)
    for one in found:
        click.echo(f"{one.id}  {one.city.name}  {one.edition}  {one.opened:%Y-%m-%d}")
    if not found:
        remark("No assessment is open. Open one with: assay open CITY STANDARD")


COMMANDS = (
    add,
    link,
    remove_factors,
    of_person,
    open_assessment,
    list_assessments,
)
