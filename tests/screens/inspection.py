"""What is wrong with a screen for those who read it, see little, or have no pointer.

Each function looks at the living scene graph through an ``Eye`` and words what it found: [] when
there is nothing.
"""

from collections.abc import Iterator
from itertools import combinations, pairwise
from typing import Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface, QColor
from PySide6.QtQuick import QQuickItem, QQuickWindow

from tests.screens.contrast import Ink, contrast
from tests.screens.eye import Eye, Painted, asked, colour_of, frame_of, said

TARGET_MIN: Final = 48
ICON_RATIO: Final = 3.0
"""Icons, frames and focus (WCAG 2.2, 1.4.11)."""
SEEN_PAIRS: Final[set[tuple[Ink, Ink]]] = set()
"""Every pair of colours that was looked at, to tell how many there are."""
_SLACK: Final = 1.5
"""Pixels: rounding of a layout is nothing that is cut."""
_OVERLAP_MAX: Final = 0.2
"""Share of a line's height; letters have air above and below."""


def cut(eye: Eye) -> list[str]:
    """Words that do not fit into their item, their panel, their clip or the window."""
    return [
        f"{said(words.item)} {why}"
        for words in eye.words
        if _is_uncovered(eye, words)
        and not _is_on_a_wheel(words.item)
        and (why := _cut_by(eye, words))
    ]


def overlapping(eye: Eye) -> list[str]:
    """Words and icons that stand upon other words, controls upon other controls."""
    marks = [each for each in (*eye.words, *eye.icons) if _is_seen(eye, each)]
    targets = [each for each in _targets(eye) if _is_button(each.item) and _is_seen(eye, each)]
    return [
        f"{said(one.item)} on {said(other.item)}"
        for group in (marks, targets)
        for one, other in combinations(group, 2)
        if _is_upon(one, other)
    ]


def unmarked(eye: Eye) -> list[str]:
    """What holds more than is seen of it, and nothing at its side says so."""
    marked = [asked(each.item, "flickable") for each in eye.faces if _is_mark(each.item)]
    return [
        said(each.item)
        for each in eye.items
        if each.item.inherits("QQuickFlickable")
        and _has_more(each.item)
        and not _is_on_a_wheel(each.item)
        and each.item not in marked
    ]


def too_small(eye: Eye) -> list[str]:
    """Controls that a finger misses (CSH-10)."""
    return [
        f"{said(each.item)} {each.place.width():.0f}x{each.place.height():.0f}"
        for each in _targets(eye)
        if min(each.place.width(), each.place.height()) < TARGET_MIN - 0.01
    ]


def nameless(eye: Eye) -> list[str]:
    """Controls that a screen reader cannot tell of."""
    return [said(each.item) for each in _targets(eye) if not _is_told(each.item)]


def unreadable(eye: Eye, *, least: float) -> list[str]:
    """Words and icons too faint for what they stand upon, frames too faint for what is around."""
    found = []
    for kind, painted, colour, ratio in _inks(eye, least):
        below, ink = eye.below(painted), eye.ink(painted, colour)
        SEEN_PAIRS.add((ink, below))
        if (has := contrast(ink, below)) < ratio:
            found.append(f"faint {kind}: {said(painted.item)}, {ink} on {below} is {has:.2f}:1")
    return found


def unreachable(eye: Eye) -> list[str]:
    """Controls that Tab never comes to, and steps that go up and left."""
    chain = focus_chain(eye)
    wanted = [each for each in _targets(eye) if _wants_tab(eye, each)]
    missed = [f"Tab misses {said(each.item)}" for each in wanted if each.item not in chain]
    steps = pairwise(chain)
    return missed + [
        f"Tab goes back from {said(one)} to {said(other)}"
        for one, other in steps
        if _goes_back(_place(one), _place(other))
    ]


def focus_chain(eye: Eye) -> list[QQuickItem]:
    """What Tab visits, once around, from what is painted first."""
    chain: list[QQuickItem] = []
    window = eye.window
    item = (window.activeFocusItem() or window.contentItem()).nextItemInFocusChain(True)
    while item is not None and item not in chain:
        chain.append(item)
        item = item.nextItemInFocusChain(True)
    order = {painted.item: painted.order for painted in eye.items}
    seen = [each for each in chain if each in order]
    start = min(seen, key=lambda each: order[each], default=None)
    at = seen.index(start) if start is not None else 0
    return seen[at:] + seen[:at]


def unfocused(window: QQuickWindow) -> list[str]:
    """Controls that look the same with the keyboard at them, or nearly so."""
    found = []
    for item in focus_chain(Eye(window)):
        if item.isVisible() and item.isEnabled() and item.activeFocusOnTab():
            item.forceActiveFocus(Qt.FocusReason.TabFocusReason)
            if item.isVisible() and not _shows_focus(Eye(window), item):
                found.append(f"no sign of focus: {said(item)}")
    return found


def _cut_by(eye: Eye, words: Painted) -> str:
    item, place = words.item, words.place
    if item.inherits("QQuickTextInput"):
        return ""
    if item.property("truncated"):
        return "is elided"
    if place.width() > item.width() + _SLACK or place.height() > item.height() + _SLACK:
        return (
            f"needs {place.width():.0f}x{place.height():.0f},"
            f" has {item.width():.0f}x{item.height():.0f}"
        )
    if (clip := _clipping(item, place)) is not None:
        return f"is cut off by {said(clip)}"
    face = eye.stands_on(words)
    if face is not None and not _has(face.place, place):
        return f"sticks out of {said(face.item)}"
    return ""


def _clipping(item: QQuickItem, place: QRectF) -> QQuickItem | None:
    """The ancestor (or the window) that hides a part of ``place`` and cannot be scrolled."""
    for outer in _with_outer(item.parentItem()):
        if outer.inherits("QQuickFlickable"):
            extent = QRectF(0, 0, _extent(outer, "Width"), _extent(outer, "Height"))
            inner = outer.property("contentItem").mapRectToScene(extent)
            return None if _has(inner, place) else outer
        is_clipping = outer.property("clip") or not outer.parentItem()
        if is_clipping and not _has(_place(outer), place):
            return outer
    return None


def _with_outer(item: QQuickItem | None) -> Iterator[QQuickItem]:
    if item is not None:
        yield item
        yield from _with_outer(item.parentItem())


def _extent(flickable: QQuickItem, side: str) -> float:
    """How far it can be scrolled; a list sideways has no content of its own to speak of."""
    own = flickable.width() if side == "Width" else flickable.height()
    return max(float(flickable.property(f"content{side}")), own)


def _is_mark(item: QQuickItem) -> bool:
    return item.metaObject().indexOfProperty("flickable") >= 0


def _has_more(flickable: QQuickItem) -> bool:
    return _extent(flickable, "Height") > flickable.height() + _SLACK


def _has(outer: QRectF, inner: QRectF) -> bool:
    return outer.adjusted(-_SLACK, -_SLACK, _SLACK, _SLACK).contains(inner)


def _is_uncovered(eye: Eye, painted: Painted) -> bool:
    """What is scrolled out of sight counts: somebody scrolls to it."""
    return painted.shown.isEmpty() or not eye.is_covered(painted)


def _is_seen(eye: Eye, painted: Painted) -> bool:
    return not painted.shown.isEmpty() and not eye.is_covered(painted)


def _is_upon(one: Painted, other: Painted) -> bool:
    both = one.shown.intersected(other.shown)
    allowed = _OVERLAP_MAX * min(one.place.height(), other.place.height())
    if both.height() <= allowed or both.width() <= _SLACK * 2:
        return False
    is_nested = _is_within(one.item, other.item) or _is_within(other.item, one.item)
    return not is_nested and _is_passing(one.item) == _is_passing(other.item)


def _is_passing(item: QQuickItem) -> bool:
    """Part of a message that lies over a screen for seconds (CSH-84)."""
    return any(each.objectName() == "toast" for each in _with_outer(item))


def _is_on_a_wheel(item: QQuickItem) -> bool:
    """A line of what the arrow keys turn, and whose lines pass under its edges."""
    spoken = (QAccessible.queryAccessibleInterface(each) for each in _with_outer(item))
    return any(each is not None and each.role() == QAccessible.Role.SpinBox for each in spoken)


def _is_within(item: QQuickItem, outer: QQuickItem) -> bool:
    return any(each is outer for each in _with_outer(item))


def _targets(eye: Eye) -> Iterator[Painted]:
    """Everything that can be tapped or typed into. A wheel is one thing, not its lines."""
    for each in eye.items:
        is_control = any(each.item.inherits(kind) for kind in _CONTROLS)
        if is_control and not _is_on_a_wheel(each.item):
            yield each


_BUTTON: Final = "QQuickAbstractButton"
_CONTROLS: Final = (_BUTTON, "QQuickSlider", "QQuickTextInput")


def _is_button(item: QQuickItem) -> bool:
    return bool(item.inherits(_BUTTON))


def _is_told(item: QQuickItem) -> bool:
    spoken = QAccessible.queryAccessibleInterface(item)
    assert isinstance(spoken, QAccessibleInterface)
    has_role = spoken.role() not in (QAccessible.Role.NoRole, QAccessible.Role.Client)
    return has_role and bool(spoken.text(QAccessible.Text.Name).strip())


def _inks(eye: Eye, least: float) -> Iterator[tuple[str, Painted, QColor, float]]:
    """What must be told from its ground, in which colour, how well. Nothing switched off."""
    for words in eye.words:
        if _counts(eye, words):
            yield "words", words, colour_of(words.item), least
    for icon in eye.icons:
        if _counts(eye, icon):
            yield "icon", icon, colour_of(icon.item), ICON_RATIO
    for face in eye.faces:
        width, colour = frame_of(face.item)
        if width > 0 and _is_of_a_control(face.item) and _counts(eye, face):
            yield "frame", face, colour, ICON_RATIO


def _counts(eye: Eye, painted: Painted) -> bool:
    return _is_in_use(painted.item) and _is_seen(eye, painted)


def _is_in_use(item: QQuickItem) -> bool:
    """Not disabled: WCAG asks nothing of what takes no taps."""
    return all(
        each.isEnabled() and each.property("isUsable") is not False for each in _with_outer(item)
    )


def _is_of_a_control(item: QQuickItem) -> bool:
    """The background of a control, or the box around a field."""
    parent = item.parentItem()
    inside = (*item.childItems(), *([parent] if parent else []))
    return any(each.inherits(kind) for each in inside for kind in _CONTROLS)


def _wants_tab(eye: Eye, target: Painted) -> bool:
    """No key of a pad: the keyboard itself types what it types. Nothing that a popup holds up."""
    is_key = target.item.property("isSoft") is not None and _is_button(target.item)
    popup = _popup_of(eye.window.activeFocusItem())
    is_held_up = popup is not None and not _is_within(target.item, popup)
    return not (is_key or is_held_up) and _is_in_use(target.item) and not eye.is_covered(target)


def _popup_of(item: QQuickItem | None) -> QQuickItem | None:
    """The popup in which the keyboard is; as ours are modal, it does not leave that."""
    return next((each for each in _with_outer(item) if each.inherits("QQuickPopupItem")), None)


def _goes_back(one: QRectF, other: QRectF) -> bool:
    return other.bottom() <= one.top() and other.right() <= one.left()


def _place(item: QQuickItem) -> QRectF:
    return item.mapRectToScene(QRectF(0, 0, item.width(), item.height()))


def _shows_focus(eye: Eye, item: QQuickItem) -> bool:
    """A ring of which one colour shows, or a field's frame that is strong and can be told."""
    return any(
        _is_strong(eye, face)
        for face in eye.faces
        if _is_ring_of(face.item, item) or _is_box_of(face.item, item)
    )


def _is_strong(eye: Eye, face: Painted) -> bool:
    width, colour = frame_of(face.item)
    return width > 1 and contrast(eye.ink(face, colour), eye.below(face)) >= ICON_RATIO


def _is_ring_of(face: QQuickItem, item: QQuickItem) -> bool:
    rings = (each for each in _with_outer(face) if each.objectName() == "focusRing")
    return any(_is_within(ring, item) for ring in rings)


def _is_box_of(face: QQuickItem, item: QQuickItem) -> bool:
    return item.inherits("QQuickTextInput") and item.parentItem() is face
