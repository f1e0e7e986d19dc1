import QtQuick
import MaxLoyalty

// A QR code that a phone or a scanner reads from the screen: dark on white in both themes.
//
//   payload  string  what it says; nothing is drawn for an empty one
//   size     int     width and height, quiet zone included
Rectangle {
    id: code

    property string payload
    property int size: Theme.px(280)

    implicitWidth: size
    implicitHeight: size
    radius: Theme.radiusM
    color: Theme.paper

    Image {
        anchors.fill: parent
        anchors.margins: Theme.spaceM
        visible: code.payload !== ""
        source: code.payload === "" ? "" : `image://qr/${code.payload}`
        sourceSize: Qt.size(width, height)
        smooth: false
        fillMode: Image.PreserveAspectFit
    }
}
