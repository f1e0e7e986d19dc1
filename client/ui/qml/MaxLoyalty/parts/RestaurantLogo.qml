import QtQuick
import QtQuick.Layouts
import MaxLoyalty

// The restaurant's sign, if it has given one, on a light plate: most are drawn for paper. It keeps its
// shape.
//
//   size      int   the plate's height
//   room      int   how wide the sign may get
//   isWanted  bool  where it need not always stand
Rectangle {
    id: plate

    property int size: Theme.px(72)
    property int room: Theme.px(220)
    property bool isWanted: true
    readonly property int margin: Math.round(size / 9)

    objectName: "restaurantLogo"
    Layout.preferredWidth: implicitWidth
    Layout.preferredHeight: implicitHeight
    implicitHeight: size
    implicitWidth: picture.paintedWidth + margin * 4
    visible: isWanted && picture.status === Image.Ready
    radius: margin * 2
    color: Theme.paper

    Image {
        id: picture

        anchors.centerIn: parent
        width: plate.room
        height: plate.size - plate.margin * 2
        source: Theme.logo
        sourceSize.height: plate.room
        asynchronous: true
        fillMode: Image.PreserveAspectFit
        Accessible.ignored: true
    }
}
