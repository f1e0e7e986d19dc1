import QtQuick
import QtQuick.Templates as T
import MaxLoyalty

// A section of the settings: what it is, what is chosen there, and the way in.
//
//   title, note, glyph  string
//   canOpen             bool    false: it is drawn disabled; the note says why
T.AbstractButton {
    id: row

    required property string title
    required property string note
    required property string glyph
    property bool canOpen: true

    implicitHeight: Math.max(Theme.px(96), words.implicitHeight + Theme.spaceM * 2)
    enabled: canOpen
    focusPolicy: Qt.TabFocus
    Accessible.role: Accessible.Button
    Accessible.name: title
    Accessible.description: note

    background: TileFace {
        radius: Theme.radiusL
        isDown: row.down
        isFocused: row.visualFocus
    }

    contentItem: Item {
        IconGlyph {
            id: sign

            anchors.left: parent.left
            anchors.leftMargin: Theme.spaceL
            anchors.verticalCenter: parent.verticalCenter
            name: row.glyph
            color: row.canOpen ? Theme.accent : Theme.textFaint
        }

        Column {
            id: words

            anchors.left: sign.right
            anchors.right: way.left
            anchors.leftMargin: Theme.spaceL
            anchors.rightMargin: Theme.spaceM
            anchors.verticalCenter: parent.verticalCenter
            spacing: Theme.spaceXs

            AppText {
                width: parent.width
                text: row.title
                font.pixelSize: Theme.fontLarge
                font.weight: Theme.weightMedium
                color: row.canOpen ? Theme.text : Theme.textMuted
                wrapMode: Text.Wrap
            }

            AppText {
                objectName: `${row.objectName}_note`
                width: parent.width
                visible: text !== ""
                text: row.note
                font.pixelSize: Theme.fontSmall
                color: Theme.textMuted
                wrapMode: Text.Wrap
            }
        }

        IconGlyph {
            id: way

            anchors.right: parent.right
            anchors.rightMargin: Theme.spaceM
            anchors.verticalCenter: parent.verticalCenter
            visible: row.canOpen
            name: "chevron"
            color: Theme.textFaint
        }
    }
}
