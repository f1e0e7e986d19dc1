import QtQuick
import MaxLoyalty

// A sheet that holds things which belong together; its children are laid out by the user.
//
//   padding  int   free space inside every edge
//   isSoft   bool  no frame
// Put the content in as children; they are placed inside the padding.
Rectangle {
    id: panel

    property int padding: Theme.spaceL
    property bool isSoft: false
    default property alias content: inside.data

    radius: Theme.radiusL
    color: Theme.surface
    border.width: isSoft ? 0 : Theme.line
    border.color: Theme.outline
    implicitWidth: inside.childrenRect.width + padding * 2
    implicitHeight: inside.childrenRect.height + padding * 2

    Item {
        id: inside

        anchors.fill: parent
        anchors.margins: panel.padding
    }
}
