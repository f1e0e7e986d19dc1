import QtQuick
import QtQuick.Layouts
import QtQuick.Templates as T
import MaxLoyalty

// Somebody served lately: enough to tell one from another, and no more.
//
//   name, phone, time  string
//   isChosen bool      the arrows of a keyboard stand here
//   clicked() signal
T.ItemDelegate {
    id: row

    required property string name
    required property string phone
    required property string time
    property bool isChosen: false

    implicitHeight: Math.max(Theme.target, content.implicitHeight + Theme.spaceS * 2)
    leftPadding: Theme.spaceL
    rightPadding: Theme.spaceL
    focusPolicy: Qt.TabFocus
    Accessible.name: [name, phone, time].join(", ")

    background: Rectangle {
        radius: Theme.radiusM
        color: row.down ? Theme.pressed : row.isChosen ? Theme.raised : Theme.surface

        FocusRing {
            isShown: row.visualFocus || row.isChosen
        }
    }

    contentItem: RowLayout {
        id: content

        spacing: Theme.spaceM

        IconGlyph {
            name: "clock"
            size: Theme.iconSmall
            color: Theme.textFaint
        }

        AppText {
            Layout.fillWidth: true
            text: row.name
            font.pixelSize: Theme.fontLarge
            font.weight: Theme.weightMedium
        }

        AppText {
            text: row.phone
            font.pixelSize: Theme.fontSmall
            color: Theme.textMuted
        }

        AppText {
            text: row.time
            font.pixelSize: Theme.fontSmall
            color: Theme.textMuted
        }
    }
}
