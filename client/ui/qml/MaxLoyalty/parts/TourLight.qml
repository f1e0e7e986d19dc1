import QtQuick
import MaxLoyalty

// Dims everything but one place, around which it draws a frame.
//
//   lit       rect  the place; empty: everything is dimmed
//   tapped()  signal
Item {
    id: light

    required property rect lit
    readonly property bool isLit: lit.width > 0
    readonly property int gap: Theme.spaceXs
    readonly property real x1: isLit ? Math.max(0, lit.x - gap) : width
    readonly property real y1: isLit ? Math.max(0, lit.y - gap) : height
    readonly property real x2: Math.min(width, lit.x + lit.width + gap)
    readonly property real y2: Math.min(height, lit.y + lit.height + gap)

    signal tapped

    Rectangle {
        width: parent.width
        height: light.y1
        color: Theme.scrim
    }

    Rectangle {
        y: light.y1
        width: light.x1
        height: light.y2 - light.y1
        color: Theme.scrim
    }

    Rectangle {
        x: light.x2
        y: light.y1
        width: parent.width - light.x2
        height: light.y2 - light.y1
        color: Theme.scrim
    }

    Rectangle {
        y: light.y2
        width: parent.width
        height: parent.height - light.y2
        visible: light.isLit
        color: Theme.scrim
    }

    Rectangle {
        objectName: "tourLight"
        radius: Theme.radiusS
        x: light.x1
        y: light.y1
        width: light.x2 - light.x1
        height: light.y2 - light.y1
        visible: light.isLit
        color: "transparent"
        border.width: Theme.lineStrong + Theme.line
        border.color: Theme.accent
    }

    MouseArea {
        anchors.fill: parent
        onClicked: light.tapped()
    }
}
