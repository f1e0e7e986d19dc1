import QtQuick
import QtQuick.Layouts
import QtQuick.Templates as T
import MaxLoyalty

// One guest in a list: who, which level, how many points.
//
//   name, phone, level, points, pointsNoun  string
//   cardState string  a word for a card that is not simply active; empty otherwise
//   isUsable bool    false: drawn dimmed, still opens
//   isChosen bool    the arrows of a keyboard stand here
//   clicked() signal
T.ItemDelegate {
    id: row

    required property string name
    required property string phone
    required property string level
    required property string points
    required property string pointsNoun
    property string cardState
    property bool isUsable: true
    property bool isChosen: false

    implicitHeight: Math.max(Theme.px(84), content.implicitHeight + Theme.spaceM * 2)
    leftPadding: Theme.spaceL
    rightPadding: Theme.spaceL
    focusPolicy: Qt.TabFocus
    Accessible.name: [name, phone, level, points, pointsNoun].join(", ")

    background: Rectangle {
        radius: Theme.radiusM
        color: row.down ? Theme.pressed : Theme.surface

        FocusRing {
            isShown: row.visualFocus || row.isChosen
        }
    }

    contentItem: RowLayout {
        id: content

        spacing: Theme.spaceM
        opacity: row.isUsable ? 1 : 0.65

        Column {
            Layout.fillWidth: true
            spacing: Theme.spaceXs

            AppText {
                width: parent.width
                text: row.name
                font.pixelSize: Theme.fontLarge
                font.weight: Theme.weightMedium
            }

            AmountText {
                width: parent.width
                text: row.phone
                font.pixelSize: Theme.fontSmall
                color: Theme.textMuted
            }
        }

        Pill {
            visible: row.cardState !== ""
            text: row.cardState
            kind: "danger"
        }

        Pill {
            text: row.level
        }

        Column {
            Layout.preferredWidth: Theme.side(132)

            AmountText {
                width: parent.width
                horizontalAlignment: Text.AlignRight
                text: row.points
                font.pixelSize: Theme.fontTitle
                font.weight: Theme.weightStrong
                color: Theme.accent
            }

            AmountText {
                width: parent.width
                horizontalAlignment: Text.AlignRight
                text: row.pointsNoun
                font.pixelSize: Theme.fontCaption
                color: Theme.textMuted
            }
        }
    }
}
