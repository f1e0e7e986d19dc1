import QtQuick
import MaxLoyalty

// The upper left corner of the frame in which a code is looked for; rotate it for the others.
Item {
    width: Theme.spaceXxl
    height: Theme.spaceXxl

    Rectangle {
        width: parent.width
        height: Theme.spaceXs
        color: Theme.accent
    }

    Rectangle {
        width: Theme.spaceXs
        height: parent.height
        color: Theme.accent
    }
}
