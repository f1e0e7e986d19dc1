"""Short stories in which something could go wrong: what short days are made of.

Each is a handful of deeds and evils in an order that matters; the pauses between them, the guests,
the sums and who else is at work are up to chance.
"""

from enum import Enum, auto


class Role(Enum):
    """Whom a deed of a plot is about."""

    ONE = auto()
    OTHER = auto()
    CLONE = auto()
    """The newest tablet, if there is a clone; else the first."""


Plot = tuple[tuple[str, Role], ...]


def _plot(text: str) -> Plot:
    """``deed`` at one tablet, ``deed'`` at another, ``deed*`` at the clone of one."""
    marks = {"'": Role.OTHER, "*": Role.CLONE}
    return tuple((word.rstrip("'*"), marks.get(word[-1], Role.ONE)) for word in text.split())


PLOTS: tuple[Plot, ...] = tuple(
    map(
        _plot,
        (
            "redeem redeem'",
            "cut redeem earn mend",
            "open_card cut redeem redeem' mend",
            "cut cut' redeem redeem' mend mend'",
            "cut_one_way earn_and_redeem kill mend",
            "empty_card empty_card'",
            "open_card cut empty_card' mend empty_card",
            "cut cut' empty_card empty_card' empty_card empty_card' mend mend'",
            "cut register_new earn_newest' mend earn_newest",
            "cut cut' register_new earn_newest' mend earn_newest mend'",
            "cut cut' register_new empty_newest empty_newest' mend mend'",
            "cut register_new earn_newest mend redeem' earn_newest'",
            "earn cancel redeem cancel",
            "cut redeem cancel mend redeem'",
            "earn cut cancel redeem' mend",
            "adjust cut redeem adjust' mend",
            "open_card cut redeem hours_pass mend",
            "open_card cut empty_card hours_pass empty_card' mend",
            "open_card cut empty_card days_pass empty_card' empty_card' mend",
            "open_card cut days_pass empty_card' mend look cut empty_card mend",
            "open_card cut hours_pass redeem open_card' redeem' mend",
            "open_card cut redeem give_up' mend",
            "open_card cut give_up' redeem open_card' mend",
            "crash_at_commit redeem earn kill",
            "crash_at_commit register_new crash_at_commit earn_newest",
            "disk_trouble redeem disk_trouble earn",
            "server_crash redeem server_crash earn'",
            "server_disk_trouble earn server_disk_trouble redeem'",
            "fill_disk earn fill_disk redeem",
            "lock_keys redeem lock_keys earn",
            "second_program earn kill",
            "set_clock redeem earn set_clock",
            "cut set_clock redeem reboot redeem mend",
            "cut hours_pass earn set_clock reboot earn mend",
            "open_card cut reboot redeem mend",
            "open_card cut hours_pass set_back empty_card mend",
            "open_card cut days_pass set_back reboot empty_card mend",
            "empty_card cut empty_card mend",
            "open_card cut hours_pass reboot redeem mend",
            "keep_image earn redeem roll_back earn",
            "open_card keep_image cut redeem roll_back redeem mend",
            "earn kill roll_back redeem",
            "clone earn earn* redeem redeem*",
            "open_card clone cut redeem redeem* mend",
            "back_up redeem earn' restore earn",
            "earn redeem restore redeem'",
            "back_up open_card redeem cut restore redeem mend",
            "back_up cut earn redeem mend restore redeem'",
            "register_new cut restore earn_newest' mend",
            "register_new earn_newest' cut restore earn_newest' mend earn_newest",
            "cut register_new back_up mend earn_newest restore earn_newest'",
            "back_up earn restore redeem restore earn'",
            "clone back_up earn* redeem* restore earn redeem earn*",
            "publish earn cut publish earn' mend",
            "back_up publish look earn restore earn'",
            "back_up publish look cut earn restore publish' mend earn",
            "cut earn redeem change_version mend change_version earn",
            "change_version earn redeem' change_version",
            "bad_release cut earn redeem mend earn' good_release",
            "bad_release register_new earn_newest' earn_newest good_release",
            "cut earn bad_release mend restore good_release",
            "cut redeem earn save_work bring_packet' mend",
            "cut earn redeem save_work earn mend bring_packet'",
            "cut redeem save_work give_up' bring_packet'",
            "save_work redeem restore bring_packet' earn",
            "earn deliver cancel redeem' deliver",
            "back_up earn deliver restore deliver",
            "earn_and_redeem refund refund cancel",
            "cut earn refund redeem' refund mend",
            "earn cut empty_card' refund mend refund",
            "back_up earn_and_redeem refund restore refund",
            "earn refund restore refund redeem'",
            "transfer cut transfer' redeem mend",
            "cut transfer empty_card' mend transfer",
            "earn transfer cancel refund",
            "back_up transfer redeem' restore transfer'",
            "open_card cut night redeem mend",
            "cut earn' night earn mend",
            "cut earn night earn' mend earn",
            "earn long_closed redeem earn'",
            "open_card cut redeem long_closed mend redeem'",
            "earn_and_redeem long_closed refund cancel",
            "back_up earn night restore night redeem'",
            "server_crash night earn server_disk_trouble night",
            "merge redeem unmerge redeem'",
            "cut redeem earn merge mend redeem' unmerge",
            "open_card cut merge redeem earn' mend look unmerge",
            "earn cut merge refund mend cancel' unmerge cancel",
            "cut register_new merge earn_newest mend unmerge earn_newest'",
            "merge merge cut earn redeem' unmerge mend unmerge",
            "back_up merge earn redeem' restore merge",
            "merge restore earn redeem'",
            "cut transfer merge mend transfer' unmerge",
            "merge night redeem unmerge night",
        ),
    )
)
CHAIN_PLOTS: tuple[Plot, ...] = tuple(
    map(
        _plot,
        (
            "earn earn' migrate_cards redeem redeem'",
            "migrate_cards earn earn' redeem' migrate_cards redeem'",
            "cut earn night migrate_cards earn' mend redeem",
            "open_card cut redeem night migrate_cards redeem' mend redeem",
            "cut register_new night migrate_cards earn_newest' mend earn_newest",
            "earn_and_redeem migrate_cards refund cancel migrate_cards refund",
            "earn' transfer migrate_cards transfer' cancel",
            "merge migrate_cards earn redeem' unmerge",
            "migrate_cards merge earn earn' migrate_cards unmerge",
            "back_up earn migrate_cards redeem redeem' restore earn'",
            "migrate_cards back_up earn redeem' migrate_cards restore redeem",
            "earn night migrate_cards long_closed redeem redeem'",
            "migrate_cards cut redeem earn migrate_cards mend redeem'",
            "register_new earn_newest earn_newest' empty_newest empty_newest'",
            "clone migrate_cards earn* redeem earn'",
            "save_work earn migrate_cards bring_packet' redeem",
            "publish migrate_cards earn publish redeem'",
        ),
    )
)
"""About cards of restaurants, and the way from them to the chain's and back (LOY-04…LOY-09)."""
