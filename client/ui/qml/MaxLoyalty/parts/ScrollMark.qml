import QtQuick
import MaxLoyalty

// The thin bar beside what scrolls: how far, and that there is more. It lies beside the Flickable, not in
// it, where it would cover what it tells of.
//
//   flickable  Flickable
Rectangle {
    id: mark

    required property Flickable flickable

    y: flickable.y + flickable.visibleArea.yPosition * flickable.height
    width: Theme.spaceXs
    height: flickable.visibleArea.heightRatio * flickable.height
    radius: width / 2
    visible: flickable.visibleArea.heightRatio < 1
    color: Theme.edge
}
