import QtQuick
import MaxLoyalty

// The upper left corner of the frame in which a code is looked for; rotate it for the others.
//
//   isBold  bool  the code is found
Item {
    id: mark

    property bool isBold: false
    readonly property int thickness: isBold ? Theme.spaceS : Theme.spaceXs

    width: Theme.spaceXxl
    height: Theme.spaceXxl

    Rectangle {
        width: parent.width
        height: mark.thickness
        color: mark.isBold ? Theme.success : Theme.accent
    }

    Rectangle {
        width: mark.thickness
        height: parent.height
        color: mark.isBold ? Theme.success : Theme.accent
    }
}
