import QtQuick
import QtQuick.Templates as T
import MaxLoyalty

// One person on the sign-in screen.
//
//   name, role, initials  string
//   isLocked              bool  the PIN pad waits for this person
//   isChosen              bool
T.AbstractButton {
    id: tile

    required property string name
    required property string role
    required property string initials
    required property bool isLocked
    property bool isChosen: false

    implicitHeight: Theme.px(104)
    focusPolicy: Qt.TabFocus
    Accessible.role: Accessible.Button
    Accessible.name: `${name}, ${role}`

    background: Rectangle {
        radius: Theme.radiusL
        color: tile.isChosen ? Theme.accentSoft : tile.down ? Theme.pressed : Theme.surface
        border.width: tile.isChosen || tile.visualFocus ? Theme.lineStrong : Theme.line
        border.color: tile.isChosen || tile.visualFocus ? Theme.accent : Theme.outline
    }

    contentItem: Item {
        Rectangle {
            id: face

            x: Theme.spaceM
            anchors.verticalCenter: parent.verticalCenter
            width: Theme.target
            height: width
            radius: width / 2
            color: tile.isChosen ? Theme.accent : Theme.raised

            AppText {
                anchors.centerIn: parent
                visible: !tile.isLocked
                text: tile.initials
                font.pixelSize: Theme.fontLarge
                font.weight: Theme.weightStrong
                color: tile.isChosen ? Theme.accentInk : Theme.textMuted
            }

            IconGlyph {
                anchors.centerIn: parent
                visible: tile.isLocked
                name: "clock"
                color: Theme.warning
            }
        }

        Column {
            anchors.left: face.right
            anchors.right: parent.right
            anchors.leftMargin: Theme.spaceM
            anchors.rightMargin: Theme.spaceS
            anchors.verticalCenter: parent.verticalCenter
            spacing: Theme.spaceXs

            AppText {
                width: parent.width
                text: tile.name
                font.pixelSize: Theme.fontLarge
                font.weight: Theme.weightMedium
                wrapMode: Text.WordWrap
                maximumLineCount: 2
            }

            AppText {
                width: parent.width
                text: tile.role
                font.pixelSize: Theme.fontSmall
                color: Theme.textMuted
            }
        }
    }
}
