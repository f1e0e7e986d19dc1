"""English words for what became of an operation or a slip, and what to do next."""

from typing import Final

REASONS_EN: Final[dict[str, tuple[str, str]]] = {
    "unknown_code": (
        "The operation was not accepted: {code}",
        "Show this screen to a manager or to support",
    ),
    # --- what a person typed
    "phone_invalid": ("The phone must start with +7", "Check the number: it has 11 digits"),
    "consent_missing": (
        "The guest's consent to personal data processing is needed",
        "Read the text to the guest and tick the answer",
    ),
    # --- the card and the guest
    "card_not_usable": ("This card does not allow that", "Call a manager"),
    "card_not_usable:BLOCKED": (
        "The card is blocked: no points are earned or redeemed",
        "Call a manager",
    ),
    "card_not_usable:PENDING_CONSENT": (
        "The guest has not consented yet: points are earned but not redeemed",
        "Ask the guest to confirm the consent",
    ),
    "card_not_usable:MERGED": (
        "This card was merged into another card of the guest",
        "Find the guest by phone",
    ),
    "card_not_usable:DELETED": (
        "The card was deleted at the guest's request",
        "Register the guest again",
    ),
    "guest_unknown": (
        "The server does not know this guest",
        "Find the guest by phone and repeat the operation",
    ),
    "guest_limit_reached": (
        "The tariff allows {limit_number} guests at most",
        "Tell the owner that another tariff is needed",
    ),
    # --- points
    "check_too_small": ("Points can be redeemed on a check from {minimum}", ""),
    "redemption_below_minimum": ("The least to redeem is {minimum}", ""),
    "redemption_above_limit": ("At most {limit}: {limit_percent_number}% of the check", ""),
    "points_shortfall": (
        "Not enough points: {available} there, {asked} needed",
        "Take the difference in money",
    ),
    "lease_missing:none": (
        "The server is out of reach, so points cannot be redeemed now",
        "Earning works: it will be sent when the connection is back",
    ),
    "lease_missing": (
        "Without the network this till can redeem {spendable}, {points} are needed",
        "Take the difference in money or wait for the connection",
    ),
    "leased_elsewhere": (
        "The till “{device_name}” holds the guest's points: {points}",
        "Bring that till online or redeem there",
    ),
    "lease_unknown": (
        "The server never gave this till the points that were redeemed",
        "Tell support: the guest has lost no points",
    ),
    "loss_changed": (
        "Meanwhile that till holds {points}",
        "Look at the new number and confirm once more",
    ),
    "redemption_pending": (
        "This guest's last redemption is not finished",
        "Finish it or cancel it in the list of operations",
    ),
    "redemption_abandoned": ("This redemption was given up", "Enter the check anew"),
    "redemption_in_doubt": (
        "The server did not answer: it is not known whether the points are redeemed",
        "Finish the redemption or cancel it",
    ),
    "slip_not_given": (
        "The points are redeemed, but no slip was printed",
        "Print the slip, or give the redemption up if the guest paid in full",
    ),
    "adjustment_too_large": ("{limit} at most at a time", "Split it into several operations"),
    "quote_mismatch": (
        "The till counted {claimed}, the rules give {computed}",
        "Enter the check again; if it happens again, tell support",
    ),
    "programme_unknown": (
        "The till counted by rules the server does not have",
        "Wait for the next exchange with the server and enter the check again",
    ),
    "wrong_programme_kind": (
        "Cards of this programme give a discount and have no points",
        "Wait for the next exchange with the server and enter the check again",
    ),
    "wrong_programme_kind:discount": (
        "Cards of this programme collect points and give no discount",
        "Wait for the next exchange with the server and enter the check again",
    ),
    "rate_missing": (
        "No rate of {source} to {target}: the points of this check cannot be counted",
        "Tell the manager: rates are a setting of the programme",
    ),
    "dependency_refused": (
        "The redemption on this check was refused, so the earning was not booked either",
        "Enter the check again without redeeming",
    ),
    "refund_too_large": ("Only {refundable} is left to refund", "Correct the refund"),
    # --- cancelling
    "not_cancellable": ("This operation cannot be cancelled", ""),
    "not_cancellable:kind": (
        "Operations of this kind cannot be cancelled",
        "Adjust the points instead",
    ),
    "not_cancellable:already_cancelled": ("The operation is cancelled already", ""),
    "not_cancellable:refused": ("The operation was refused: there is nothing to cancel", ""),
    "not_cancellable:unknown": (
        "The server does not know the operation to cancel",
        "Cancel it on the till where it was made",
    ),
    "not_cancellable:other_guest": (
        "The operation belongs to another guest",
        "Open that guest instead",
    ),
    "not_cancellable:settled": ("The redemption is settled", "Cancel it as any operation"),
    "not_cancellable:refunded": ("All of this check is refunded already", ""),
    "not_refundable:in_doubt": (
        "The redemption on this check is not finished",
        "Finish it or give it up, then refund",
    ),
    # --- refunds and transfers
    "not_refundable": ("This operation cannot be refunded", "Call the manager"),
    "not_refundable:kind": ("Only a check is refunded", "Correct the points by hand"),
    "not_refundable:already_cancelled": ("This operation is cancelled already", "Nothing is left"),
    "not_refundable:refused": ("The server refused this operation", "Nothing is to be returned"),
    "not_refundable:unknown": (
        "The server does not know the check to be refunded",
        "Refund it at the till where it was booked",
    ),
    "not_refundable:other_guest": (
        "The check belongs to another guest",
        "Open the history of the right guest",
    ),
    "not_refundable:other_money": (
        "A check in other money is taken back whole only",
        "Cancel the operation",
    ),
    "not_refundable:owed": (
        "Points of this check are owed since the server was restored",
        "Cancel the whole check",
    ),
    "same_guest": ("This is one and the same guest", "Choose another guest"),
    "transfer_zero": ("Enter how many points to pass on", "Type a number above zero"),
    "transfer_too_large": (
        "No more than {limit} a day may be passed on, {given_today} were today",
        "Pass on fewer, or the rest tomorrow",
    ),
    "promo_limit_reached": (
        "The tariff allows {limit_number} promos at a time",
        "Tell the owner: another tariff is needed",
    ),
    # --- who may
    "permission_missing": ("You have no permission for this", "Call a manager"),
    "permission_missing:manage:balls_manual": (
        "You have no permission to adjust points",
        "Call a manager",
    ),
    "approver_not_allowed": (
        "The server did not take the approval: whoever gave it may not do this",
        "Call a manager who may and do it again",
    ),
    "approver_not_allowed:inactive": (
        "The server did not take the approval: whoever gave it works here no more",
        "Call another manager and do it again",
    ),
    "approver_not_allowed:unknown": (
        "The server knows no such colleague in this restaurant",
        "Call another manager and do it again; if it recurs, tell the administrator",
    ),
    # --- what the server did otherwise than the till showed
    "guest_merged": (
        "The guest was registered before: the operation is on the earlier card",
        "Nothing to do",
    ),
    "code_changed": (
        "The card's code was taken, the server gave another",
        "Print the card again and hand it to the guest",
    ),
    "cancel_shortfall": (
        "Not taken back in full: {shortfall} had been spent",
        "Settle the difference with a manager",
    ),
    "house_loss": (
        "Not all of it was on the card any more: the house bears {loss}",
        "The guest has lost nothing; there is nothing to do",
    ),
    "float_exceeded": (
        "The till vouched for {beyond} more than the company ever allowed",
        "The guest has lost nothing; ask who worked at this till",
    ),
    "bonus_repeated": (
        "The guest had this promo before: {points} are not given again",
        "Tell the guest: these points were there already",
    ),
    "programme_outdated": (
        "The till went by old rules: {booked} given instead of {claimed}",
        "Show the guest the balance; let the till stay connected longer",
    ),
    "split_differs": (
        "As many points are redeemed: {promo_points} of them promo, {regular_points} regular",
        "Nothing needs to be done",
    ),
    "refund_shortfall": (
        "Not all could be taken back: {shortfall} had been spent",
        "Settle the difference with the manager",
    ),
    "points_differ": (
        "The server booked other points than the slip says",
        "Show the guest the balance",
    ),
    "fork": (
        "This till's history parted from the server's: it went on in a new one, nothing is lost",
        "Find out whether its disk was put back or copied to a second machine",
    ),
    "epoch_retired": (
        "Another machine works with a copy of this till's key: everything is booked once",
        "Enrol the second machine anew; two must never share one copy",
    ),
    "rolled_back": (
        "This till's disk was put back to an older state: it went on, nothing is lost",
        "Find out who put it back",
    ),
    "server_restored": (
        "The server was restored from an old backup: what is left here was sent again",
        "Look for the notice about lost operations",
    ),
    "shift_addendum": (
        "The server booked shift {shift_number} otherwise than its Z report says",
        "See addendum {addendum_number} among the past shifts",
    ),
    "operations_lost": (
        "The server was restored from a backup older than this till remembers",
        "Compare the slips of operations {from_number}–{to_number} with the server",
    ),
    "parked": (
        "The server waits for this guest's registration from another till",
        "Nothing to do: it will be booked by itself",
    ),
    "quarantined": (
        "The server did not understand the operation and put it aside",
        "Tell support: it will be booked after an update",
    ),
    "body_not_understood": (
        "The server is older than the till and set the operation aside",
        "Nothing needs to be done: it passes once the server is updated",
    ),
    "server_bug": (
        "The server failed: the operation is set aside and not lost",
        "Tell support: the guest's points are settled once it is mended",
    ),
    "level_differs": (
        "The guest's level differed on the server: the points are those of the slip",
        "",
    ),
    "guest_differs": (
        "The server knows the guest otherwise: points are given as printed",
        "",
    ),
    "clock_differs": ("The till's clock differs from the server's", "Check the device's time"),
    "check_already_booked": (
        "This check is booked already",
        "Look at the guest's operations: do not repeat it",
    ),
    "tenant_frozen": (
        "The loyalty programme is suspended: the tariff is not paid",
        "Tell the owner",
    ),
    "till_not_ready": (
        "The till has not got its data from the server yet",
        "Wait for a connection",
    ),
    "receipt_unknown": (
        "There is no slip of this operation",
        "",
    ),
    "refused_by_server": (
        "The server did not accept the operation: {server_code}",
        "Show this screen to a manager or to support",
    ),
    "programme_differs": (
        "Other rules are in force on the server: the points are those of the slip",
        "",
    ),
    # --- what the server noted beside an outcome
    "reinstated": ("Expired points came back: the guest had spent them in time", ""),
    "consent_text_unknown": (
        "The server has no copy of the text that the guest agreed to",
        "Tell the administrator: the consent is on record, the text must be found",
    ),
    "expired_meanwhile": (
        "While the till was offline, points expired that this visit would have kept",
        "",
    ),
    "lease_reclaimed": (
        "The server had taken back what the till held: the redemption is booked all the same",
        "",
    ),
    "lease_overspent": ("More was redeemed than the till held: the server covered the rest", ""),
    "hold_refused": (
        "Points earned offline and spent at once were not confirmed by the server",
        "",
    ),
    "float_used": ("The house vouched for some of the points while offline", ""),
    # --- paper
    "printer_trouble": ("The printer does not print", "Check the printer"),
    "printer_unreachable": ("The printer does not answer", "Check its power and cable"),
    "printer_lost": ("The connection to the printer broke", "See whether the slip is complete"),
    "printer_hung": ("The printer hangs", "Switch the printer off and on"),
    "printer_offline": ("The printer is not ready", "Press its feed or online button"),
    "paper_out": ("The printer is out of paper", "Put in a new roll"),
    "cover_open": ("The printer's cover is open", "Close the cover"),
    "printer_broken": ("The printer reports a fault", "It needs a repair"),
    "slip_unreadable": ("This slip cannot be printed", "The points are booked correctly"),
}
