import QtQuick
import QtQuick.Templates as T
import MaxLoyalty

// One report of a shift to choose: which, and of when.
//
//   name, note  string
//   isChosen    bool
//   clicked()   signal
T.ItemDelegate {
    id: tile

    required property string name
    required property string note
    property bool isChosen: false

    implicitHeight: Theme.px(72)
    leftPadding: Theme.spaceM
    rightPadding: Theme.spaceM
    focusPolicy: Qt.TabFocus
    Accessible.name: `${name}, ${note}`

    background: Rectangle {
        radius: Theme.radiusM
        color: tile.down ? Theme.pressed : tile.isChosen ? Theme.accentSoft : Theme.surface
        border.width: tile.visualFocus || tile.isChosen ? Theme.lineStrong : Theme.line
        border.color: tile.visualFocus || tile.isChosen ? Theme.accent : Theme.outline
    }

    contentItem: Item {
        Column {
            anchors.left: parent.left
            anchors.right: parent.right
            anchors.verticalCenter: parent.verticalCenter

            AppText {
                width: parent.width
                text: tile.name
                font.weight: Theme.weightMedium
                wrapMode: Text.WordWrap
                maximumLineCount: 2
            }

            AppText {
                width: parent.width
                text: tile.note
                font.pixelSize: Theme.fontSmall
                color: Theme.textMuted
            }
        }
    }
}
