"""GST-40, 152-FZ: what a guest agreed to is proved word for word, however late the till calls."""

from typing import Final

from sqlalchemy import Connection

from client.till.registration import Registered, RegistrationForm
from server.guests.consent_documents import publish
from server.guests.consents import Consent, consents_of
from server.ledger.verify import verify
from server.tenants.consent_texts import archive
from shared.domain.consents import ConsentDocument, ConsentKind
from shared.domain.ids import GuestId
from shared.operations.encode import to_millis
from shared.receipt.words import Language
from tests.scenarios.world import Tablet, World
from tests.server.inside import inside

SECOND: Final = ConsentDocument(
    ConsentKind.PERSONAL_DATA, "2", {"ru": "Второй текст", "en": "The second text"}
)


def test_a_till_out_of_reach_registers_with_the_words_it_has(world: World) -> None:
    """Version 1 offline, version 2 published meanwhile, then both tills in step."""

    async def scenario() -> None:
        away, here = await world.tablet(), await world.tablet()
        first = in_force(world)
        away.transport.is_offline = True
        shown = (await away.till.registration.terms()).shown_in(Language.RU)
        publish_on(world, SECOND)
        await here.sync()
        early = await register(away, "8 (916) 000-11-22")
        late = await register(here, "8 (916) 000-11-33", marketing=True)
        await world.assert_in_step(early.view.guest.guest_id, late.view.guest.guest_id)

        (told,) = consents(world, early)
        assert (told.version, told.sha256) == (first.version, shown.personal_data.sha256)
        assert told.sha256 == first.read_in("ru").sha256
        assert (told.channel, told.operation_id) == ("CASHIER", early.operation_ids[0])
        assert told.staff_id == consents(world, late)[0].staff_id
        assert told.device_id != consents(world, late)[0].device_id
        newer = {each.kind: each for each in consents(world, late)}
        assert newer["personal_data"].sha256 == SECOND.read_in("ru").sha256
        assert newer["marketing"].version == in_force(world, ConsentKind.MARKETING).version

        for tablet in (away, here):
            terms = await tablet.till.registration.terms()
            assert terms.personal_data == SECOND
        assert away.attention() == 0
        assert world.database.read_now(verify).problems == ()

    world.play(scenario)


def test_a_restored_server_gets_the_words_back_from_its_tills(world: World) -> None:
    async def scenario() -> None:
        tablet = await world.tablet()
        yesterday = world.back_up()
        publish_on(world, SECOND)
        await tablet.sync()
        guest = await register(tablet, "8 (916) 000-11-22")
        await tablet.sync()
        world.put_back(yesterday)
        await world.assert_in_step(guest.view.guest.guest_id)
        assert in_force(world) == SECOND
        (told,) = consents(world, guest)
        assert told.sha256 == SECOND.read_in("ru").sha256
        assert tablet.attention() == 0
        assert world.database.read_now(verify).problems == ()

    world.play(scenario)


async def register(tablet: Tablet, phone: str, *, marketing: bool = False) -> Registered:
    """A guest who agreed to the processing of his data."""
    form = RegistrationForm(phone, personal_data=True, marketing=marketing, print_card=False)
    return await tablet.till.registration.register(form)


def publish_on(world: World, document: ConsentDocument) -> None:
    """The office publishes it now."""
    tenant_id, now_ms = world.demo.tenant_id, to_millis(world.clock.now_utc())

    def work(conn: Connection) -> None:
        publish(conn, tenant_id, document, now_ms=now_ms)

    world.database.write_now(inside(tenant_id, work))


def in_force(world: World, kind: ConsentKind = ConsentKind.PERSONAL_DATA) -> ConsentDocument:
    """What the server asks guests to agree to."""
    tenant_id = world.demo.tenant_id
    return world.database.read_now(
        inside(tenant_id, lambda conn: archive(conn, tenant_id))
    ).in_force(kind)


def consents(world: World, registered: Registered) -> tuple[Consent, ...]:
    """What the server has on record of the guest."""
    tenant_id, who = world.demo.tenant_id, GuestId(registered.view.guest.guest_id)
    return world.database.read_now(
        inside(tenant_id, lambda conn: consents_of(conn, tenant_id, (who,)))
    )
