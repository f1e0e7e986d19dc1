"""Every table of the server in one metadata: what migrations aim at and tests compare with."""

from server.audit import ActivityRow
from server.checks.tables import PosCheckRow
from server.database import Row
from server.devices.tables import DeviceChainRow, DeviceRow, DisplayCodeRow, EnrolmentCodeRow
from server.effects.tables import EffectRow, WebhookRow
from server.feed.tables import FeedEntryRow, FeedSumRow
from server.guests.tables import (
    CardRow,
    ConsentRow,
    GuestChildRow,
    GuestLikenessRow,
    GuestMergeRow,
    GuestRow,
)
from server.ledger.tables import (
    AccountRow,
    AnnouncedLeaseRow,
    BonusGrantRow,
    EntryRow,
    FormerDecisionRow,
    LeaseHolderRow,
    LeaseLotRow,
    LeaseRow,
    LeaseUseRow,
    LotMoveRow,
    LotRow,
    LotUseRow,
    OperationRow,
    RefundRow,
    TransactionRow,
    VisitRow,
)
from server.nightly.tables import JobRunRow
from server.programme.tables import ProgrammeVersionRow
from server.restaurants.tables import RestaurantRow
from server.seals import SealHeadRow
from server.staff.tables import StaffRow
from server.tenants.tables import (
    ConsentTextRow,
    OfflinePolicyRow,
    TenantCounterRow,
    TenantRow,
)
from server.witness import WitnessRow

METADATA = Row.metadata
ROWS: tuple[type[Row], ...] = (
    TenantRow,
    TenantCounterRow,
    OfflinePolicyRow,
    ConsentTextRow,
    JobRunRow,
    WebhookRow,
    EffectRow,
    SealHeadRow,
    WitnessRow,
    ActivityRow,
    FormerDecisionRow,
    FeedEntryRow,
    FeedSumRow,
    RestaurantRow,
    StaffRow,
    ProgrammeVersionRow,
    DeviceRow,
    DeviceChainRow,
    EnrolmentCodeRow,
    DisplayCodeRow,
    GuestRow,
    ConsentRow,
    GuestChildRow,
    GuestMergeRow,
    GuestLikenessRow,
    CardRow,
    PosCheckRow,
    OperationRow,
    RefundRow,
    TransactionRow,
    EntryRow,
    AccountRow,
    LotMoveRow,
    LotRow,
    LotUseRow,
    LeaseHolderRow,
    LeaseRow,
    AnnouncedLeaseRow,
    LeaseLotRow,
    LeaseUseRow,
    VisitRow,
    BonusGrantRow,
)
