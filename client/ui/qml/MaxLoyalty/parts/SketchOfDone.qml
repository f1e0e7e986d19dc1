import QtQuick
import MaxLoyalty

// The screen after a check: what was booked, the button that takes it back while it is lit, the slip.
//
//   unit  real  a hundredth of the whole sketch's height
Item {
    id: done

    required property real unit
    readonly property real column: width * 0.62

    Rectangle {
        id: booked

        width: done.column
        height: done.unit * 42
        radius: done.unit * 3
        color: Theme.surface

        Rectangle {
            id: seal

            anchors.verticalCenter: parent.verticalCenter
            x: done.unit * 6
            width: done.unit * 24
            height: width
            radius: width / 2
            color: Theme.successSoft

            IconGlyph {
                anchors.centerIn: parent
                name: "check"
                size: done.unit * 15
                color: Theme.success
            }
        }

        SketchLines {
            anchors.left: seal.right
            anchors.leftMargin: done.unit * 6
            anchors.right: parent.right
            anchors.rightMargin: done.unit * 6
            anchors.verticalCenter: parent.verticalCenter
            unit: done.unit
        }
    }

    Rectangle {
        id: undo

        anchors.top: booked.bottom
        anchors.topMargin: done.unit * 4
        width: done.column * 0.5
        height: done.unit * 20
        radius: done.unit * 3
        color: Theme.raised
        border.width: Theme.lineStrong + Theme.line
        border.color: Theme.accent

        Row {
            anchors.centerIn: parent
            spacing: done.unit * 4

            IconGlyph {
                anchors.verticalCenter: parent.verticalCenter
                name: "undo"
                size: done.unit * 11
            }

            AppText {
                anchors.verticalCenter: parent.verticalCenter
                text: "10"
                font.pixelSize: done.unit * 10
                font.weight: Theme.weightMedium
            }
        }
    }

    Rectangle {
        anchors.top: undo.top
        anchors.left: undo.right
        anchors.leftMargin: done.unit * 3
        anchors.right: booked.right
        height: undo.height
        radius: done.unit * 3
        color: Theme.raised
    }

    Rectangle {
        anchors.top: undo.bottom
        anchors.topMargin: done.unit * 4
        anchors.bottom: parent.bottom
        width: done.column
        radius: done.unit * 3
        color: Theme.accent
    }

    Rectangle {
        anchors.left: booked.right
        anchors.leftMargin: done.unit * 6
        anchors.right: parent.right
        anchors.top: parent.top
        anchors.bottom: parent.bottom
        color: Theme.paper

        Column {
            anchors.fill: parent
            anchors.margins: done.unit * 6
            spacing: done.unit * 6

            SketchLines {
                width: parent.width
                unit: done.unit
                ink: Theme.ink
            }

            SketchLines {
                width: parent.width
                unit: done.unit
                ink: Theme.ink
            }

            Rectangle {
                anchors.horizontalCenter: parent.horizontalCenter
                width: done.unit * 22
                height: width
                color: Theme.ink
            }
        }
    }
}
