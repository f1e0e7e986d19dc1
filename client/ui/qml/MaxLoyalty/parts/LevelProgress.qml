import QtQuick
import MaxLoyalty

// How far a guest has come to the next level (LOY-35).
//
//   text     string  what is left
//   percent  int     how much is done
Column {
    id: progress

    property string text
    property int percent

    spacing: Theme.spaceS
    Accessible.role: Accessible.ProgressBar
    Accessible.name: text

    AppText {
        objectName: "guestProgress"
        width: parent.width
        text: progress.text
        font.pixelSize: Theme.fontSmall
        color: Theme.textMuted
        wrapMode: Text.Wrap
    }

    Rectangle {
        width: parent.width
        height: Theme.spaceS
        radius: height / 2
        color: Theme.raised

        Rectangle {
            width: Math.max(height, parent.width * progress.percent / 100)
            height: parent.height
            radius: height / 2
            color: Theme.accent
        }
    }
}
