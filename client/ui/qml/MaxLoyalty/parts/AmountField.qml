import QtQuick
import QtQuick.Templates as T
import MaxLoyalty

// A number that the money pad types: tapping it points the pad at it.
//
//   label, number, unit, error  string
//   isChosen bool   the pad types here
//   isLarge  bool   the number a screen is about
//   clicked() signal
T.AbstractButton {
    id: field

    property string label
    property string number
    property string unit
    property string error
    property bool isChosen: false
    property bool isLarge: false

    readonly property int digits: isLarge ? Theme.fontDisplay : Theme.fontHeadline

    implicitHeight: Math.max(Theme.px(isLarge ? 132 : 88), caption.implicitHeight + digits * 1.3 + Theme.spaceM)
    focusPolicy: Qt.TabFocus
    Accessible.role: Accessible.Button
    Accessible.name: `${label}: ${number} ${unit}`
    Accessible.description: error

    background: Rectangle {
        radius: Theme.radiusM
        color: Theme.surface
        opacity: field.enabled ? 1 : 0.5
        border.width: field.isChosen || field.error !== "" ? Theme.lineStrong : Theme.line
        border.color: field.error !== "" ? Theme.danger : field.isChosen ? Theme.accent : Theme.edge

        FocusRing {
            isShown: field.visualFocus
        }
    }

    contentItem: Item {
        AppText {
            id: caption

            x: Theme.spaceM
            y: Theme.spaceS + Theme.spaceXs
            width: parent.width - Theme.spaceM * 2
            text: field.error || field.label
            font.pixelSize: Theme.fontSmall
            color: field.error !== "" ? Theme.danger : Theme.textMuted
        }

        AmountText {
            anchors.right: sign.left
            anchors.rightMargin: Theme.spaceS
            anchors.left: parent.left
            anchors.leftMargin: Theme.spaceM
            anchors.top: caption.bottom
            anchors.bottom: parent.bottom
            horizontalAlignment: Text.AlignRight
            text: field.number
            font.pixelSize: field.digits
            font.weight: Theme.weightStrong
            fontSizeMode: Text.Fit
            opacity: field.enabled ? 1 : 0.5
        }

        AppText {
            id: sign

            anchors.right: parent.right
            anchors.rightMargin: Theme.spaceM
            anchors.top: caption.bottom
            anchors.bottom: parent.bottom
            text: field.unit
            font.pixelSize: field.isLarge ? Theme.fontHeadline : Theme.fontLarge
            color: Theme.textMuted
        }
    }
}
