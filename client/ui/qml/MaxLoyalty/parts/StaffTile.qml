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

    implicitHeight: Math.max(Theme.px(104), words.implicitHeight + Theme.spaceM * 2)
    focusPolicy: Qt.TabFocus
    Accessible.role: Accessible.Button
    Accessible.name: `${name}, ${role}`

    background: TileFace {
        radius: Theme.radiusL
        isChosen: tile.isChosen
        isDown: tile.down
        isFocused: tile.visualFocus
    }

    contentItem: Item {
        Rectangle {
            id: face

            x: Theme.spaceM
            anchors.verticalCenter: parent.verticalCenter
            width: Math.max(Theme.target, letters.implicitWidth + Theme.spaceS * 2)
            height: width
            radius: width / 2
            color: tile.isChosen ? Theme.accent : Theme.raised

            AppText {
                id: letters

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
                color: tile.isChosen ? Theme.accentInk : Theme.warning
            }
        }

        Column {
            id: words

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
