import QtQuick
import QtQuick.Layouts
import MaxLoyalty

// Over everything while the till is away: its name and nothing of a guest (issue 5 item 12).
//
//   texts  Texts
Rectangle {
    id: cover

    required property var texts

    color: Theme.background

    MouseArea {
        anchors.fill: parent
    }

    ColumnLayout {
        anchors.centerIn: parent
        width: parent.width - Theme.spaceXl * 2
        spacing: Theme.spaceL

        IconGlyph {
            Layout.alignment: Qt.AlignHCenter
            name: "lock"
            size: Theme.iconLarge
            color: Theme.textFaint
        }

        AppText {
            objectName: "coverText"
            Layout.fillWidth: true
            horizontalAlignment: Text.AlignHCenter
            text: cover.texts.coverText
            font.pixelSize: Theme.fontLarge
            color: Theme.textMuted
        }
    }
}
