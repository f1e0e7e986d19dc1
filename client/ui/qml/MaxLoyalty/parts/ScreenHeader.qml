import QtQuick
import QtQuick.Layouts
import MaxLoyalty

// The head of a screen: the way back at the left, its title, and room for more at the right.
//
//   title, note  string
//   backName     string  Accessible.name of `backButton`; empty: no such button
//   back()       signal
// Children are placed at the right.
RowLayout {
    id: header

    property string title
    property string note
    property string backName
    default property alias more: extra.data

    signal back

    spacing: Theme.spaceM

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
            width: parent.width
            text: header.title
            font.pixelSize: Theme.fontTitle
            font.weight: Theme.weightStrong
            Accessible.role: Accessible.Heading
            Accessible.name: text
        }

        AppText {
            width: parent.width
            visible: text !== ""
            text: header.note
            font.pixelSize: Theme.fontSmall
            color: Theme.textMuted
        }
    }

    RowLayout {
        id: extra

        spacing: Theme.spaceM
    }
}
