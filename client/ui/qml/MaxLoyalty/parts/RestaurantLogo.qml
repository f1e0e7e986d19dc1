import QtQuick
import QtQuick.Layouts
import MaxLoyalty

// The restaurant's sign, if it has given one, on a light plate: most are drawn for paper.
Rectangle {
    id: plate

    objectName: "restaurantLogo"
    Layout.preferredWidth: implicitWidth
    Layout.preferredHeight: implicitHeight
    implicitHeight: Theme.px(72)
    implicitWidth: picture.paintedWidth + Theme.spaceM * 2
    visible: picture.status === Image.Ready
    radius: Theme.radiusM
    color: Theme.paper

    Image {
        id: picture

        anchors.centerIn: parent
        width: Theme.px(220)
        height: plate.implicitHeight - Theme.spaceS * 2
        source: Theme.logo
        sourceSize.height: Theme.px(220)
        asynchronous: true
        fillMode: Image.PreserveAspectFit
        Accessible.ignored: true
    }
}
