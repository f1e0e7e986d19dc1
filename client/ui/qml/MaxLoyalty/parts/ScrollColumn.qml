import QtQuick
import QtQuick.Layouts
import MaxLoyalty

// A column that fills its height while there is room, and scrolls when letters have grown too large
// for it. Children are those of a ColumnLayout: what may take the free room says Layout.fillHeight,
// what may not be pressed says how high it must be by its implicitHeight. The one main action stays
// outside, below it, so that it never scrolls away.
//
//   spacing  int
// What the keyboard moves to is brought into view. The mark of scrolling lies in the gap at the right.
Item {
    id: scroller

    property alias spacing: column.spacing
    default property alias content: column.data
    readonly property Item inFocus: Window.window ? Window.window.activeFocusItem : null

    implicitWidth: column.implicitWidth
    implicitHeight: column.implicitHeight
    onInFocusChanged: soon.restart()
    onHeightChanged: soon.restart() // the keyboard came up, or went

    // Once things have their places; it ends with the column, which a deferred call would outlive.
    Timer {
        id: soon

        interval: 0
        onTriggered: scroller.reveal()
    }

    Flickable {
        id: view

        anchors.fill: parent
        contentWidth: width
        contentHeight: Math.max(height, column.implicitHeight)
        clip: contentHeight > height
        interactive: contentHeight > height
        boundsBehavior: Flickable.StopAtBounds

        ColumnLayout {
            id: column

            width: view.width
            height: view.contentHeight
            spacing: Theme.spaceM
        }
    }

    ScrollMark {
        flickable: view
        x: scroller.width + Theme.spaceXs
    }

    function reveal(): void {
        for (let each = inFocus; each; each = each.parent)
            if (each === column)
                return moveTo(inFocus.mapToItem(column, 0, 0).y, inFocus.height);
    }

    function moveTo(top: real, tall: real): void {
        const highest = top + tall + Theme.spaceS - view.height;
        view.contentY = Math.max(0, Math.min(Math.max(view.contentY, highest), top - Theme.spaceS));
    }
}
