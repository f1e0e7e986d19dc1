import QtQuick
import MaxLoyalty

// The thin bar beside what scrolls: how far, and that there is more. It lies beside the Flickable, or, where
// nothing is beside it, over the right edge of a list of rows: `ScrollMark { parent: list; flickable: list }`.
//
//   flickable  Flickable
Rectangle {
    id: mark

    required property Flickable flickable
    readonly property bool isInside: parent === flickable

    x: isInside ? flickable.width - width : 0
    y: (isInside ? 0 : flickable.y) + flickable.visibleArea.yPosition * flickable.height
    width: Theme.spaceXs
    height: flickable.visibleArea.heightRatio * flickable.height
    radius: width / 2
    visible: flickable.visibleArea.heightRatio < 1
    color: Theme.edge
}
