"""The till: every command a person can give, in one value."""

from dataclasses import dataclass

from client.store.doubts import doubt_interrupted
from client.till.adjustment import Adjustment
from client.till.cancellation import Cancellation
from client.till.checkout import Checkout
from client.till.device_lost import LostDevices
from client.till.elsewhere import Elsewhere
from client.till.guest_search import GuestSearch
from client.till.history import History
from client.till.operations import Operations
from client.till.paper import Paper
from client.till.receipts import Receipts
from client.till.recent_guests import RecentGuests
from client.till.refund import Refund
from client.till.registration import Registration
from client.till.shift import Shift
from client.till.sign_in import SignIn
from client.till.slip_lookup import SlipLookup
from client.till.tour import Tours
from client.till.transfer import Transfer
from client.till.undoing import Undoing
from client.till.usual_amounts import UsualAmounts
from client.till.workplace import Workplace


@dataclass(frozen=True, slots=True)
class Till:
    """What the screens speak to."""

    sign_in: SignIn
    guest_search: GuestSearch
    checkout: Checkout
    registration: Registration
    adjustment: Adjustment
    cancellation: Cancellation
    refund: Refund
    transfer: Transfer
    operations: Operations
    history: History
    slip_lookup: SlipLookup
    elsewhere: Elsewhere
    receipts: Receipts
    paper: Paper
    lost_devices: LostDevices
    shift: Shift
    undoing: Undoing
    recent_guests: RecentGuests
    usual_amounts: UsualAmounts
    tours: Tours


def open_till(workplace: Workplace) -> Till:
    """The till that works at ``workplace``; blocks for a moment.

    A redemption that a kill or a power cut interrupted is in doubt from now on.
    """
    workplace.store.write_now(doubt_interrupted, from_reserve=True)
    return Till(
        sign_in=workplace.sign_in,
        guest_search=GuestSearch(workplace),
        checkout=Checkout(workplace),
        registration=Registration(workplace),
        adjustment=Adjustment(workplace),
        cancellation=Cancellation(workplace),
        refund=Refund(workplace),
        transfer=Transfer(workplace),
        operations=Operations(workplace),
        history=History(workplace),
        slip_lookup=SlipLookup(workplace),
        elsewhere=Elsewhere(workplace),
        receipts=Receipts(workplace),
        paper=Paper(workplace),
        lost_devices=LostDevices(workplace),
        shift=Shift(workplace),
        undoing=Undoing(workplace),
        recent_guests=RecentGuests(workplace),
        usual_amounts=UsualAmounts(workplace),
        tours=Tours(workplace),
    )
