import QtQuick
import QtQuick.Layouts
import MaxLoyalty

// A column that fills its height while there is room, and scrolls when letters have grown too large
// for it. Children are those of a ColumnLayout: what may take the free room says Layout.fillHeight,
// what may not be pressed says how high it must be by its implicitHeight. The one main action stays
// outside, below it, so that it never scrolls away.
//
//   spacing  int
// What the keyboard moves to is brought into view.
Flickable {
    id: scroller

    property alias spacing: column.spacing
    default property alias content: column.data
    readonly property Item inFocus: Window.window ? Window.window.activeFocusItem : null

    implicitWidth: column.implicitWidth
    implicitHeight: column.implicitHeight
    contentWidth: width
    contentHeight: Math.max(height, column.implicitHeight)
    clip: contentHeight > height
    interactive: contentHeight > height
    boundsBehavior: Flickable.StopAtBounds
    onInFocusChanged: Qt.callLater(scroller.reveal)

    ColumnLayout {
        id: column

        width: scroller.width
        height: scroller.contentHeight
        spacing: Theme.spaceM
    }

    ScrollMark {
        flickable: scroller
    }

    function reveal(): void {
        for (let each = inFocus; each; each = each.parent)
            if (each === column)
                return moveTo(inFocus.mapToItem(column, 0, 0).y, inFocus.height);
    }

    function moveTo(top: real, tall: real): void {
        const highest = top + tall + Theme.spaceS - height;
        contentY = Math.max(0, Math.min(Math.max(contentY, highest), top - Theme.spaceS));
    }
}
