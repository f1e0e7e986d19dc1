import QtQuick
import QtQuick.Layouts
import MaxLoyalty

// One truth about the till: whether it is well, and what follows from it.
//
//   glyph, text, note  string
//   kind               string  plain | success | warning
RowLayout {
    id: row

    required property string glyph
    required property string kind
    required property string text
    required property string note

    spacing: Theme.spaceM
    Accessible.role: Accessible.StaticText
    Accessible.name: `${text}. ${note}`

    IconGlyph {
        Layout.alignment: Qt.AlignTop
        name: row.glyph
        color: ({
                "success": Theme.success,
                "warning": Theme.warning
            })[row.kind] ?? Theme.textMuted
    }

    Column {
        Layout.fillWidth: true

        AppText {
            width: parent.width
            text: row.text
            font.weight: Theme.weightMedium
            wrapMode: Text.Wrap
        }

        AppText {
            width: parent.width
            visible: text !== ""
            text: row.note
            font.pixelSize: Theme.fontSmall
            color: Theme.textMuted
            wrapMode: Text.Wrap
        }
    }
}
