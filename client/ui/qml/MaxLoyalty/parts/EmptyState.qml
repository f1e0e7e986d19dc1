import QtQuick
import MaxLoyalty

// Nothing here, and what to do about it (CSH-87). In little room it goes without its picture, and in
// less than that it is scrolled.
//
//   glyph, title, text  string
//   action              string  the label of a button; empty: none
//   actionName          string  the objectName of that button
//   acted()             signal
Flickable {
    id: empty

    property string glyph: "info"
    property string title
    property string text
    property string action
    property string actionName: "emptyAction"
    readonly property real wordsHeight: heading.implicitHeight + more.implicitHeight + (action !== "" ? button.implicitHeight : 0) + Theme.spaceM * 3

    signal acted

    width: Math.min(parent.width, Theme.panelWidth)
    height: Math.min(parent.height, column.implicitHeight)
    contentHeight: column.implicitHeight
    clip: contentHeight > height
    interactive: contentHeight > height
    boundsBehavior: Flickable.StopAtBounds

    ScrollMark {
        parent: empty
        flickable: empty
    }

    Column {
        id: column

        width: empty.width
        spacing: Theme.spaceM

        Rectangle {
            anchors.horizontalCenter: parent.horizontalCenter
            visible: empty.parent.height > empty.wordsHeight + height
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
            id: heading

            width: parent.width
            horizontalAlignment: Text.AlignHCenter
            text: empty.title
            font.pixelSize: Theme.fontTitle
            font.weight: Theme.weightStrong
        }

        AppText {
            id: more

            width: parent.width
            horizontalAlignment: Text.AlignHCenter
            visible: text !== ""
            text: empty.text
            color: Theme.textMuted
        }

        AppButton {
            id: button

            objectName: empty.actionName
            anchors.horizontalCenter: parent.horizontalCenter
            visible: empty.action !== ""
            kind: "primary"
            text: empty.action
            onClicked: empty.acted()
        }
    }
}
