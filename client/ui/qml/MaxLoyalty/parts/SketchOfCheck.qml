pragma ComponentBehavior: Bound

import QtQuick
import MaxLoyalty

// The screen of a check: the amount over its keys, the points beside them, the button that books it.
//
//   unit  real  a hundredth of the whole sketch's height
Item {
    id: check

    required property real unit
    readonly property real column: width * 0.36

    Rectangle {
        id: amount

        width: check.column
        height: check.unit * 22
        radius: check.unit * 3
        color: Theme.surface
        border.width: Theme.lineStrong + Theme.line
        border.color: Theme.accent

        AmountText {
            anchors.fill: parent
            anchors.margins: check.unit * 3
            horizontalAlignment: Text.AlignRight
            text: "800"
            font.pixelSize: check.unit * 12
            font.weight: Theme.weightStrong
        }
    }

    Grid {
        id: keys

        readonly property real gap: check.unit * 2

        anchors.top: amount.bottom
        anchors.topMargin: check.unit * 4
        columns: 3
        spacing: gap

        Repeater {
            model: 12

            Rectangle {
                width: (check.column - keys.gap * 2) / 3
                height: (check.height - keys.y - keys.gap * 3) / 4
                radius: check.unit * 2
                color: Theme.raised
            }
        }
    }

    Rectangle {
        id: points

        anchors.left: amount.right
        anchors.leftMargin: check.unit * 5
        anchors.right: parent.right
        height: check.unit * 28
        radius: check.unit * 3
        color: Theme.surface

        SketchLines {
            x: check.unit * 4
            width: parent.width * 0.5
            anchors.verticalCenter: parent.verticalCenter
            unit: check.unit
        }

        AmountText {
            anchors.fill: parent
            anchors.margins: check.unit * 4
            horizontalAlignment: Text.AlignRight
            text: "+80"
            font.pixelSize: check.unit * 11
            font.weight: Theme.weightStrong
            color: Theme.accent
        }
    }

    Rectangle {
        id: redeem

        anchors.top: points.bottom
        anchors.topMargin: check.unit * 4
        anchors.left: points.left
        anchors.right: parent.right
        height: check.unit * 28
        radius: check.unit * 3
        color: Theme.surface

        Rectangle {
            id: track

            anchors.verticalCenter: parent.verticalCenter
            x: check.unit * 6
            width: parent.width - x * 2
            height: check.unit * 2
            radius: height / 2
            color: Theme.accent
        }

        Rectangle {
            anchors.verticalCenter: parent.verticalCenter
            x: track.x + track.width * 0.7
            width: check.unit * 9
            height: width
            radius: width / 2
            color: Theme.accent
        }
    }

    Rectangle {
        anchors.top: redeem.bottom
        anchors.topMargin: check.unit * 4
        anchors.left: points.left
        anchors.right: parent.right
        anchors.bottom: parent.bottom
        radius: check.unit * 3
        color: Theme.accent

        IconGlyph {
            anchors.centerIn: parent
            name: "check"
            size: check.unit * 14
            color: Theme.accentInk
        }
    }
}
