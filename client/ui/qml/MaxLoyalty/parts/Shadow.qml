pragma ComponentBehavior: Bound

import QtQuick
import MaxLoyalty

// The soft edge under what lies above a screen; plain rectangles, so the software renderer draws it too.
// It is the first child of what throws it.
//
//   radius  real  that of what throws it
Item {
    id: shadow

    property real radius: Theme.radiusL

    anchors.fill: parent
    z: -1

    Repeater {
        model: 5

        Rectangle {
            required property int index

            anchors.fill: parent
            anchors.margins: -Theme.px(4) * (index + 1)
            anchors.topMargin: -Theme.px(2) * (index + 1)
            radius: shadow.radius - anchors.margins
            color: Theme.shadow
        }
    }
}
