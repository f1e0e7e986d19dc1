import QtQuick
import MaxLoyalty

// Nothing here, and what to do about it (CSH-87).
//
//   glyph, title, text  string
//   action              string  the label of a button; empty: none
//   actionName          string  the objectName of that button
//   acted()             signal
Column {
    id: empty

    property string glyph: "info"
    property string title
    property string text
    property string action
    property string actionName: "emptyAction"

    signal acted

    width: Math.min(parent.width - Theme.spaceXl * 2, Theme.panelWidth)
    spacing: Theme.spaceM

    Rectangle {
        anchors.horizontalCenter: parent.horizontalCenter
        width: Theme.px(112)
        height: width
        radius: width / 2
        color: Theme.raised

        IconGlyph {
            anchors.centerIn: parent
            name: empty.glyph
            size: Theme.px(52)
            weight: 1.5
            color: Theme.textMuted
        }
    }

    AppText {
        width: parent.width
        horizontalAlignment: Text.AlignHCenter
        text: empty.title
        font.pixelSize: Theme.fontTitle
        font.weight: Theme.weightStrong
        wrapMode: Text.Wrap
    }

    AppText {
        width: parent.width
        horizontalAlignment: Text.AlignHCenter
        visible: text !== ""
        text: empty.text
        color: Theme.textMuted
        wrapMode: Text.Wrap
    }

    AppButton {
        objectName: empty.actionName
        anchors.horizontalCenter: parent.horizontalCenter
        visible: empty.action !== ""
        kind: "primary"
        text: empty.action
        onClicked: empty.acted()
    }
}
