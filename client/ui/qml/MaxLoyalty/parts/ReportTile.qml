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

    implicitHeight: Math.max(Theme.px(72), words.implicitHeight + Theme.spaceS * 2)
    leftPadding: Theme.spaceM
    rightPadding: Theme.spaceM
    focusPolicy: Qt.TabFocus
    Accessible.name: `${name}, ${note}`

    background: TileFace {
        isChosen: tile.isChosen
        isDown: tile.down
        isFocused: tile.visualFocus
    }

    contentItem: Item {
        Column {
            id: words

            anchors.left: parent.left
            anchors.right: parent.right
            anchors.verticalCenter: parent.verticalCenter

            AppText {
                width: parent.width
                text: tile.name
                font.weight: Theme.weightMedium
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
