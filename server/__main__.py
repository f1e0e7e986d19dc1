"""The server's command line: serve, and what an operator does by hand.

Every command brings the schema up to date first; only serve, demo-data and create-tenant make a
database where there is none. What a program may want to read is printed to
standard output: one JSON document, one code, or JSON lines; everything else goes to standard error.
"""

import argparse
import json
import os
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO

from pydantic import ValidationError
from sqlalchemy import Connection

from server import backups, commands, shift_commands
from server.commands import CommandFailed
from server.database import Database, DatabaseUnavailable, DatabaseUrlInvalid, is_missing
from server.guest_parser import add_guest_commands
from server.logs import log_to_stderr
from server.migrations.run import upgrade
from server.scope import RoleTooStrong
from server.settings import Settings
from server.staff_parser import add_staff_commands
from server.verbs import Add, Command
from shared.domain.errors import FieldInvalid, Refusal
from shared.domain.leases import SilencePolicy
from shared.operations.case import case_schema
from shared.operations.explained import explained_schema
from shared.operations.given import NotJson
from shared.operations.sentences import field_sentence
from shared.sync.payloads import OfflinePayload

EXIT_FAILED = 1
EXIT_MISUSED = 2


def main(argv: Sequence[str] | None = None, *, given: BinaryIO | None = None) -> int:
    """Runs one command; returns the exit code: 0 done, 1 refused or different, 2 misused.

    Commands that read a text read ``given``, or else standard input.
    """
    try:
        return _run(argv, given or sys.stdin.buffer)
    except ValidationError as error:
        first = error.errors()[0]
        return _complain(f"{first['loc'][0]}: {first['msg']}", code=EXIT_MISUSED)
    except DatabaseUrlInvalid as error:
        return _complain(f"cannot use a database URL like {error}", code=EXIT_MISUSED)
    except DatabaseUnavailable as error:
        return _complain(f"the database is out of reach: {error}", code=EXIT_FAILED)
    except RoleTooStrong:
        return _complain(
            "this database role is not bound by row-level security: use one that is no superuser",
            code=EXIT_MISUSED,
        )
    except (Refusal, CommandFailed, NotJson) as error:
        is_misused = isinstance(error, NotJson)
        return _complain(_in_words(error), code=EXIT_MISUSED if is_misused else EXIT_FAILED)


def _run(argv: Sequence[str] | None, given: BinaryIO) -> int:
    settings = Settings.from_environment(os.environ)
    asked = _parser(settings).parse_args(argv, argparse.Namespace(given=given))
    if asked.verb in _WITHOUT_DATABASE:
        return _WITHOUT_DATABASE[asked.verb](asked)
    if asked.command is None:
        return _serve(
            settings.overridden(database_url=asked.database_url, host=asked.host, port=asked.port)
        )
    _require_database(asked)
    database = Database.open(asked.database_url)
    try:
        database.write_now(upgrade)
        command: Command = asked.command
        return command(database, asked)
    finally:
        database.close()


def _in_words(error: Exception) -> str:
    """A field that cannot be is told in both languages."""
    if isinstance(error, FieldInvalid):
        return "\n".join(field_sentence(error.field, error.reason))
    return str(error)


def _require_database(asked: argparse.Namespace) -> None:
    """A mistyped file name is an error, not a new ledger in which all is well."""
    if asked.command not in _MAKE_DATABASES and is_missing(asked.database_url):
        raise CommandFailed(
            "there is no such database: serve, demo-data or create-tenant makes one"
        )


def _serve(settings: Settings) -> int:
    """Looks at the database first: what is wrong with it is better said in one line."""
    from server.serving import CannotListen, serve

    database = Database.open(settings.database_url)
    try:
        database.write_now(upgrade)
    finally:
        database.close()
    log_to_stderr()
    try:
        return serve(settings, announce=_say)
    except CannotListen as trouble:
        return _complain(f"cannot listen on {trouble}", code=EXIT_FAILED)


def _demo_data(database: Database, _asked: argparse.Namespace) -> int:
    _say_json(commands.demo_data(database))
    return 0


def _create_tenant(database: Database, asked: argparse.Namespace) -> int:
    made = commands.create_tenant(database, name=asked.name, restaurants=asked.restaurant)
    _say_json(made)
    return 0


def _create_restaurant(database: Database, asked: argparse.Namespace) -> int:
    made = commands.create_restaurant(
        database, tenant=asked.tenant, name=asked.name, address=asked.address, phone=asked.phone
    )
    _say_json(made)
    return 0


def _enrolment_code(database: Database, asked: argparse.Namespace) -> int:
    _say(commands.enrolment_code(database, restaurant=asked.restaurant))
    return 0


def _revoke_device(database: Database, asked: argparse.Namespace) -> int:
    _say_json(commands.revoke_device(database, device_id=asked.device))
    return 0


def _set_offline_policy(database: Database, asked: argparse.Namespace) -> int:
    changed = {
        name: value
        for name in OfflinePayload.model_fields
        if (value := getattr(asked, name)) is not None
    }
    policy = commands.set_offline_policy(database, tenant=asked.tenant, changed=changed)
    _say_json(policy)
    return 0


def _set_webhook(database: Database, asked: argparse.Namespace) -> int:
    _say_json(commands.set_webhook(database, tenant=asked.tenant, url=asked.url))
    return 0


def _limit_promos(database: Database, asked: argparse.Namespace) -> int:
    _say_json(commands.limit_promos(database, tenant=asked.tenant, promos_max=asked.promos))
    return 0


def _limit_guests(database: Database, asked: argparse.Namespace) -> int:
    _say_json(commands.limit_guests(database, tenant=asked.tenant, guests_max=asked.guests))
    return 0


def _show_programme(database: Database, asked: argparse.Namespace) -> int:
    shown = commands.show_programme(database, tenant=asked.tenant)
    _say_json(shown)
    return 0


def _publish_programme(database: Database, asked: argparse.Namespace) -> int:
    made = commands.publish_programme(database, tenant=asked.tenant, text=asked.given.read())
    _say_json(made)
    return 0


def _explain_quote(asked: argparse.Namespace) -> int:
    """A refusal is an answer: the exit code is 0."""
    if asked.schema:
        told = {"case": case_schema(), "answer": explained_schema()}
    else:
        told = commands.explain_quote(asked.given.read())
    _say_json(told)
    return 0


def _explain_balance(database: Database, asked: argparse.Namespace) -> int:
    told = commands.explain_balance(database, card=asked.card)
    _say_json(told)
    return 0


def _verify_ledger(database: Database, _asked: argparse.Namespace) -> int:
    from server.ledger.verify import verify

    report = database.read_now(verify)
    for line in report.lines():
        _say(line)
    return 0 if report.is_sound else EXIT_FAILED


def _shift_report(database: Database, asked: argparse.Namespace) -> int:
    _say_json(shift_commands.shift_reports(database, restaurant=asked.restaurant, day=asked.day))
    return 0


def _ledger_export(database: Database, _asked: argparse.Namespace) -> int:
    from server.ledger.export import export

    def say_all(conn: Connection) -> None:
        for operation in export(conn):
            _say(json.dumps(operation, ensure_ascii=False, sort_keys=True))

    database.read_now(say_all)
    return 0


def _run_job(database: Database, asked: argparse.Namespace) -> int:
    settings = Settings.from_environment(os.environ)
    _say_json(commands.run_job(database, settings, name=asked.job))
    return 0


def _backup(database: Database, asked: argparse.Namespace) -> int:
    made = backups.backup(database, asked.database_url, asked.file)
    _say_json(made)
    return 0


def _record_backup(database: Database, asked: argparse.Namespace) -> int:
    made = backups.record_backup(database, asked.database_url, asked.copy)
    _say_json(made)
    return 0


def _begin_epoch(database: Database, _asked: argparse.Namespace) -> int:
    _say_json(backups.begin_epoch(database))
    return 0


def _lift_fence(database: Database, asked: argparse.Namespace) -> int:
    done = backups.lift_fence(database, tenant=asked.tenant)
    _say_json(done)
    return 0


def _take_rescue(database: Database, asked: argparse.Namespace) -> int:
    done = backups.rescue(database, asked.file, tenant=asked.tenant)
    _say_json(done)
    return 0


def _restore(asked: argparse.Namespace) -> int:
    """Without a database: it may be the very thing that is broken."""
    done = backups.restore(asked.database_url, asked.file, is_aside=asked.move_aside)
    _say_json(done)
    return 0


_MAKE_DATABASES = (_demo_data, _create_tenant)
_WITHOUT_DATABASE = {"restore": _restore, "explain-quote": _explain_quote}
"""The first works where the database itself is broken, the second asks nothing of one."""


def _parser(settings: Settings) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m server", description="Max Loyalty POS: the server")
    kinds = parser.add_subparsers(required=True, metavar="COMMAND")

    def add(name: str, command: Command | None, about: str) -> argparse.ArgumentParser:
        added = kinds.add_parser(name, help=about, description=about)
        added.set_defaults(command=command, verb=name)
        added.add_argument("--database-url", default=settings.database_url, metavar="URL")
        return added

    serve = add("serve", None, "answer requests until stopped")
    serve.add_argument("--host", default=settings.host)
    serve.add_argument("--port", default=settings.port, type=int, help="0 takes any free port")
    add("demo-data", _demo_data, "make the demo restaurant; prints everything about it")
    _add_makers(add)
    code = add("enrolment-code", _enrolment_code, "print a code for one new till, for ten minutes")
    code.add_argument("--restaurant", required=True, metavar="ID_OR_NAME")
    revoke = add("revoke-device", _revoke_device, "shut a till out")
    revoke.add_argument("device", metavar="DEVICE_ID")
    _add_offline_policy(add)
    _add_programme(add)
    hook = add("set-webhook", _set_webhook, "where a company is told of its bookings, if anywhere")
    hook.add_argument("--tenant", required=True, metavar="ID_OR_NAME")
    hook.add_argument("--url", help="without it the company is told no more")
    job = add("run-job", _run_job, "do what the server does each night, now and for all tenants")
    job.add_argument("job", metavar="NAME", help="expire, warn, levels, birthdays or rates")
    add("verify-ledger", _verify_ledger, "recompute every balance; exit code 1 on a difference")
    add("ledger-export", _ledger_export, "print every operation with its outcome, as JSON lines")
    shifts = add("shift-report", _shift_report, "a restaurant's shifts, as reported and as booked")
    shifts.add_argument("--restaurant", required=True, metavar="ID_OR_NAME")
    shifts.add_argument("--day", type=date.fromisoformat, metavar="2026-11-21", help="else today")
    add_staff_commands(add, say=_say_json)
    add_guest_commands(add, say=_say_json)
    _add_recovery(add)
    return parser


def _add_offline_policy(add: Add) -> None:
    policy = add(
        "set-offline-policy",
        _set_offline_policy,
        "how far a company trusts its tills out of reach; what is not named stays as it is",
    )
    policy.add_argument("--tenant", required=True, metavar="ID_OR_NAME")
    policy.add_argument("--silence", type=SilencePolicy, choices=list(SilencePolicy))
    policy.add_argument("--horizon-minutes", type=int, metavar="MINUTES")
    for name in ("operation", "guest", "day"):
        policy.add_argument(f"--float-per-{name}", type=int, metavar="POINTS")


def _add_programme(add: Callable[[str, Command | None, str], argparse.ArgumentParser]) -> None:
    shown = add("show-programme", _show_programme, "print the programme in force, as JSON")
    shown.add_argument("--tenant", required=True, metavar="ID_OR_NAME")
    published = add(
        "publish-programme", _publish_programme, "read a programme as JSON; the next version of it"
    )
    published.add_argument("--tenant", required=True, metavar="ID_OR_NAME")
    limited = add("limit-promos", _limit_promos, "how many promos at a time a tariff allows")
    limited.add_argument("--tenant", required=True, metavar="ID_OR_NAME")
    limited.add_argument("--promos", type=int, metavar="NUMBER", help="without it any number")
    balance = add("explain-balance", _explain_balance, "tell where every point of a card came from")
    balance.add_argument("card", metavar="CARD", help="its token, its display code, or its id")
    quote = add("explain-quote", None, "read a case as JSON; print its quote, step by step")
    quote.add_argument("--schema", action="store_true", help="print the schemas of both instead")


def _add_makers(add: Add) -> None:
    tenant = add("create-tenant", _create_tenant, "make a company, with a programme to start with")
    tenant.add_argument("name")
    tenant.add_argument("--restaurant", action="append", default=[], metavar="NAME")
    limited = add("limit-guests", _limit_guests, "how many guests a tariff allows")
    limited.add_argument("--tenant", required=True, metavar="ID_OR_NAME")
    limited.add_argument("--guests", type=int, metavar="NUMBER", help="without it any number")
    restaurant = add("create-restaurant", _create_restaurant, "open a restaurant of a company")
    restaurant.add_argument("name")
    restaurant.add_argument("--tenant", required=True, metavar="ID_OR_NAME")
    restaurant.add_argument("--address", default="")
    restaurant.add_argument("--phone", default="")


def _add_recovery(add: Callable[[str, Command | None, str], argparse.ArgumentParser]) -> None:
    backup = add("backup", _backup, "copy the SQLite database while it works, and verify the copy")
    backup.add_argument("file", type=Path, metavar="FILE")
    recorded = add("record-backup", _record_backup, "verify a restored copy; tills may forget that")
    recorded.add_argument("copy", metavar="URL_OF_THE_COPY")
    restore = add("restore", None, "put a backup in the place of the SQLite database")
    restore.add_argument("file", type=Path, metavar="FILE")
    restore.add_argument(
        "--move-aside", action="store_true", help="keep what is there now, renamed"
    )
    fence = add("lift-fence", _lift_fence, "go on after a restore without the tills that are gone")
    fence.add_argument("--tenant", required=True, metavar="ID_OR_NAME")
    rescue = add("take-rescue", _take_rescue, "book what a till's rescue packet holds")
    rescue.add_argument("file", type=Path, metavar="FILE")
    rescue.add_argument("--tenant", required=True, metavar="ID_OR_NAME")
    add("begin-epoch", _begin_epoch, "after other tools restored the database: begin a new life")


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _say_json(value: Any) -> None:
    _say(json.dumps(value, ensure_ascii=False, indent=2))


def _complain(line: str, *, code: int) -> int:
    sys.stderr.write(line + "\n")
    return code


if __name__ == "__main__":
    sys.exit(main())
