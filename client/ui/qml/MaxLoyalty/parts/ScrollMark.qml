import QtQuick
import MaxLoyalty

// The thin bar at the right of what scrolls: how far, and that there is more.
//
//   flickable  Flickable  whose child it is
Rectangle {
    id: mark

    required property Flickable flickable

    parent: flickable
    anchors.right: parent?.right
    y: flickable.visibleArea.yPosition * flickable.height
    width: Theme.spaceXs
    height: flickable.visibleArea.heightRatio * flickable.height
    radius: width / 2
    visible: flickable.visibleArea.heightRatio < 1
    color: Theme.edge
}
