pragma ComponentBehavior: Bound

import QtQuick
import MaxLoyalty

// Where the keyboard is: a ring of two colours, so that one of them shows on whatever lies below.
// Put it into the background of a control, above its face.
//
//   isShown  bool  the control's visualFocus
//   radius   real  that of the face
Loader {
    id: ring

    property bool isShown: false
    property real radius: Theme.radiusM

    objectName: "focusRing"
    anchors.fill: parent
    visible: isShown
    active: isShown
    sourceComponent: Item {
        Rectangle {
            anchors.fill: parent
            radius: ring.radius
            color: "transparent"
            border.width: Theme.lineStrong + Theme.line
            border.color: Theme.focus
        }

        Rectangle {
            anchors.fill: parent
            anchors.margins: Theme.lineStrong + Theme.line
            radius: Math.max(0, ring.radius - anchors.margins)
            color: "transparent"
            border.width: Theme.lineStrong
            border.color: Theme.focusGap
        }
    }
}
