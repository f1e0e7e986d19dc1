import QtQuick
import QtQuick.Layouts
import MaxLoyalty

// The head of a screen: the way back at the left, its title, and room for more at the right.
//
//   title, note  string
//   backName     string  Accessible.name of `backButton`; empty: no such button
//   back()       signal
// Children are placed at the right, or in a line of their own where letters are too large for that.
GridLayout {
    id: header

    property string title
    property string note
    property string backName
    default property alias more: extra.data
    readonly property real wish: Math.max(heading.implicitWidth, words.implicitWidth) + extra.implicitWidth
    readonly property bool isFull: Theme.isFolded && wish + Theme.target + columnSpacing * 2 > width

    signal back

    columns: 3
    columnSpacing: Theme.spaceM
    rowSpacing: Theme.spaceS

    AppButton {
        objectName: "backButton"
        visible: header.backName !== ""
        kind: "quiet"
        glyph: "back"
        name: header.backName
        onClicked: header.back()
    }

    Column {
        Layout.fillWidth: true
        spacing: Theme.spaceXs

        AppText {
            id: heading

            width: parent.width
            text: header.title
            font.pixelSize: Theme.fontTitle
            font.weight: Theme.weightStrong
            Accessible.role: Accessible.Heading
            Accessible.name: text
        }

        AppText {
            id: words

            width: parent.width
            visible: text !== ""
            text: header.note
            font.pixelSize: Theme.fontSmall
            color: Theme.textMuted
        }
    }

    RowLayout {
        id: extra

        Layout.row: header.isFull ? 1 : 0
        Layout.column: header.isFull ? 0 : 2
        Layout.columnSpan: header.isFull ? 3 : 1
        Layout.alignment: Qt.AlignRight
        visible: children.length > 0
        spacing: Theme.spaceM
    }
}
