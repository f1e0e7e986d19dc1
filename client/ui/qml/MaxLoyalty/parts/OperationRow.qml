import QtQuick
import QtQuick.Layouts
import QtQuick.Templates as T
import MaxLoyalty

// One operation in the list: what, whose, when, how many points, and where it stands.
//
//   title, guest, time, glyph, points, pointsNoun, status, statusKind, statusGlyph  string
//   isGiven  bool   points came to the guest
//   isChosen bool   shown close up
//   clicked() signal
T.ItemDelegate {
    id: row

    required property string title
    required property string guest
    required property string time
    required property string glyph
    required property string points
    required property string pointsNoun
    required property bool isGiven
    required property string status
    required property string statusKind
    required property string statusGlyph
    property bool isChosen: false

    implicitHeight: Theme.px(84)
    leftPadding: Theme.spaceM
    rightPadding: Theme.spaceM
    Accessible.name: [title, guest, points, pointsNoun, status, time].join(", ")

    background: Rectangle {
        radius: Theme.radiusM
        color: row.down ? Theme.pressed : row.isChosen ? Theme.raised : Theme.surface
        border.width: row.visualFocus || row.isChosen ? Theme.lineStrong : 0
        border.color: Theme.accent
    }

    contentItem: RowLayout {
        spacing: Theme.spaceM

        IconGlyph {
            name: row.glyph
            color: row.isGiven ? Theme.accent : Theme.textMuted
        }

        Column {
            Layout.fillWidth: true
            spacing: Theme.spaceXs

            AppText {
                width: parent.width
                text: row.guest
                font.pixelSize: Theme.fontLarge
                font.weight: Theme.weightMedium
            }

            AppText {
                width: parent.width
                text: `${row.title} · ${row.time}`
                font.pixelSize: Theme.fontSmall
                color: Theme.textMuted
            }
        }

        Column {
            Layout.preferredWidth: Theme.px(96)

            AppText {
                width: parent.width
                horizontalAlignment: Text.AlignRight
                text: row.points
                font.pixelSize: Theme.fontLarge
                font.weight: Theme.weightStrong
                color: row.isGiven ? Theme.accent : Theme.text
            }

            AppText {
                width: parent.width
                horizontalAlignment: Text.AlignRight
                text: row.pointsNoun
                font.pixelSize: Theme.fontCaption
                color: Theme.textMuted
            }
        }

        Item {
            Layout.preferredWidth: Theme.px(224)
            implicitHeight: pill.implicitHeight

            Pill {
                id: pill

                anchors.right: parent.right
                glyph: row.statusGlyph
                text: row.status
                kind: row.statusKind
            }
        }
    }
}
