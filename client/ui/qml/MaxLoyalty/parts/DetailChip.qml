import QtQuick
import QtQuick.Templates as T
import MaxLoyalty

// A small number inside a larger field: tapping it points the pad at it.
//
//   text      string  what it is, and how much once something is typed
//   isChosen  bool    the pad types here
//   clicked() signal
T.AbstractButton {
    id: chip

    property bool isChosen: false

    implicitHeight: Theme.targetMin
    implicitWidth: Math.max(implicitHeight, name.implicitWidth)
    focusPolicy: Qt.TabFocus
    Accessible.role: Accessible.Button
    Accessible.name: text

    background: Rectangle {
        radius: Theme.radiusS
        color: chip.isChosen ? Theme.accentSoft : chip.down ? Theme.pressed : Theme.raised
        border.width: chip.isChosen ? Theme.lineStrong : 0
        border.color: Theme.accent

        FocusRing {
            isShown: chip.visualFocus
        }
    }

    contentItem: AppText {
        id: name

        leftPadding: Theme.spaceM
        rightPadding: Theme.spaceM
        horizontalAlignment: Text.AlignHCenter
        text: chip.text
        font.pixelSize: Theme.fontSmall
        font.weight: Theme.weightMedium
        color: chip.isChosen ? Theme.accent : Theme.textMuted
    }
}
