"""`terezi bill`."""

from datetime import UTC, datetime
from pathlib import Path

import click

from terezi.cli.verb import DAY, PROBLEMS, answers, as_json, home_option, opened, say, visible

MONTH = click.DateTime(["%Y-%m"])


@click.group()
def bill() -> None:
    """Reckon months of electricity, take in payments, and see what is owed. Officers issue bills in the browser."""


@bill.command("month")
@home_option
@click.option("--month", required=True, type=MONTH, help="Month to bill, like 2026-02.")
@as_json
@answers
def month_(home: Path, month: datetime, as_json: bool) -> None:
    """Draft the bills of a month; again after late readings, it drafts only what came out otherwise."""
    place = opened(home)
    from terezi.jobs.bill_month import bill_month  # noqa: PLC0415

    billed = bill_month(home=place, month=month.date(), at=datetime.now(UTC))
    say(vars(billed), [str(billed)], as_json=as_json)
    if billed.held:
        raise SystemExit(PROBLEMS)


@bill.command()
@home_option
@click.option("--subject", required=True, help="Customer or site that drew the energy.")
@click.option("--holder", required=True, help="Who is billed.")
@click.option("--region", default="", help="Region it lies in.")
@click.option("--month", required=True, type=MONTH, help="Month it was drawn in, like 2026-02.")
@click.option("--energy-kwh", required=True, type=click.IntRange(min=1), help="Energy mined with.")
@click.option("--ground", required=True, help="On what the energy rests: visit, meter, decision.")
@as_json
@answers
def unlawful(
    home: Path,
    subject: str,
    holder: str,
    region: str,
    month: datetime,
    energy_kwh: int,
    ground: str,
    as_json: bool,
) -> None:
    """Draft a bill for energy mined with unlawfully, at what the law multiplies its price by."""
    place = opened(home)
    from terezi.jobs.bill_month import bill_unlawful  # noqa: PLC0415

    billed = bill_unlawful(
        home=place,
        subject=subject,
        holder=holder,
        region=region,
        month=month.date(),
        energy_kwh=energy_kwh,
        ground=ground,
        at=datetime.now(UTC),
    )
    say(vars(billed), [str(billed)], as_json=as_json)
    if billed.held:
        raise SystemExit(PROBLEMS)


@bill.command()
@home_option
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@as_json
@answers
def payments(home: Path, files: tuple[Path, ...], as_json: bool) -> None:
    """Take in payments from a bank's files, camt.053 or CSV; each file whole or not at all."""
    opened(home)
    from terezi.desk.billing import actions  # noqa: PLC0415

    told = [
        {
            "file": file.name,
            **actions.load_payments(
                name=file.name, data=file.read_bytes(), by="terezi bill payments", at=datetime.now(UTC)
            ).as_dict(),
        }
        for file in files
    ]
    lines = [
        visible(f"{one['file']}: {one['new']} new, {one['known']} known, {one['matched']} matched")
        for one in told
    ]
    say({"loaded": told}, lines, as_json=as_json)


@bill.command()
@home_option
@click.argument("username")
@click.option("--licence", required=True, help="Number of the licence, like GG-MIN-000044.")
@click.option(
    "--ground", required=True, help="On what the account speaks for the firm: power of attorney, its date."
)
@answers
def reader(home: Path, username: str, licence: str, ground: str) -> None:
    """Let an applicant's account read bills and power of a licence that stood before the portal did."""
    opened(home)
    from terezi.base.errors import Refused  # noqa: PLC0415
    from terezi.desk.billing import actions  # noqa: PLC0415
    from terezi.desk.people import queries as people  # noqa: PLC0415

    account = people.applicants().filter(username=username).first()
    if account is None:
        raise Refused(f"No applicant signs in as {username}: let the firm enrol one at the portal")
    actions.admit_reader(
        reader=account,
        licence_number=licence,
        ground=ground,
        by="terezi bill reader",
        at=datetime.now(UTC),
    )
    click.echo(f"{account.name} reads bills and power of {licence} at the portal.")


@bill.command()
@home_option
@click.option("--on", "day", required=True, type=DAY, help="As of this day.")
@as_json
@answers
def arrears(home: Path, day: datetime, as_json: bool) -> None:
    """Show what was due before a day and is not paid by it."""
    place = opened(home)
    from terezi.desk.billing import queries  # noqa: PLC0415

    told = [
        {
            "bill": each.bill.number,
            "site_id": each.bill.site_id,
            "owed_minor": each.owed_minor,
            "currency": each.bill.currency,
            "days_late": each.days_late,
            "interest_minor": each.interest_minor,
        }
        for each in queries.arrears(day.date(), country=place.country)
    ]
    lines = [
        f"{one['bill']} {one['site_id']}: {one['owed_minor']} {one['currency']} minor units" for one in told
    ]
    say({"arrears": told}, lines or ["nothing is owed"], as_json=as_json)
