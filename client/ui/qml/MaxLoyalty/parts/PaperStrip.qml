import QtQuick
import MaxLoyalty

// A strip of printed paper.
//
//   source  url  the picture of the slip
Rectangle {
    id: strip

    property url source

    color: Theme.paper

    Image {
        anchors.fill: parent
        source: strip.source
        fillMode: Image.PreserveAspectFit
    }
}
