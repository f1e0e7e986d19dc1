import QtQuick
import MaxLoyalty

// A sheet that holds things which belong together; its children are laid out by the user.
//
//   padding  int   free space inside every edge
//   isSoft   bool  no frame
// Put the content in as children; they are placed inside the padding, and it wants to be as large as
// they do.
Rectangle {
    id: panel

    property int padding: Theme.spaceL
    property bool isSoft: false
    default property alias content: inside.data

    radius: Theme.radiusL
    color: Theme.surface
    border.width: isSoft ? 0 : Theme.line
    border.color: Theme.outline
    implicitWidth: most("implicitWidth") + padding * 2
    implicitHeight: most("implicitHeight") + padding * 2

    Item {
        id: inside

        anchors.fill: parent
        anchors.margins: panel.padding
    }

    function most(size: string): real {
        return inside.children.reduce((largest, child) => Math.max(largest, child[size]), 0);
    }
}
