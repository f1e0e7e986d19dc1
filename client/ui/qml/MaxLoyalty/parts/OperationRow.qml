import QtQuick
import QtQuick.Layouts
import QtQuick.Templates as T
import MaxLoyalty

// One operation in the list: what, whose, when, how many points, and where it stands.
//
//   title, guest, time, glyph, points, pointsNoun, status, statusKind, statusGlyph  string
//   reason   string why somebody should look at it; empty: nobody need
//   isGiven  bool   points came to the guest
//   isCancelled bool it was taken back: its points are struck through
//   isFresh  bool   new, or another than a moment ago (CSH-85)
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
    required property string reason
    required property bool isCancelled
    required property bool isFresh
    property bool isChosen: false

    implicitHeight: Math.max(Theme.px(84), content.implicitHeight + Theme.spaceM * 2)
    leftPadding: Theme.spaceM
    rightPadding: Theme.spaceM
    focusPolicy: Qt.TabFocus
    Accessible.name: [title, guest, points, pointsNoun, status, time, reason].join(", ")

    background: Rectangle {
        radius: Theme.radiusM
        color: row.down ? Theme.pressed : row.isFresh ? Theme.successSoft : row.isChosen ? Theme.raised : Theme.surface

        Behavior on color {
            ColorAnimation {
                duration: Theme.calm
                easing.type: Theme.easing
            }
        }

        border.width: row.isChosen ? Theme.lineStrong : Theme.isContrasted ? Theme.line : 0
        border.color: row.isChosen ? Theme.accent : Theme.edge

        FocusRing {
            isShown: row.visualFocus
        }
    }

    contentItem: GridLayout {
        id: content

        columns: Theme.isFolded ? 3 : 4
        columnSpacing: Theme.spaceM
        rowSpacing: Theme.spaceS

        IconGlyph {
            name: row.glyph
            color: row.isGiven ? Theme.accent : Theme.textMuted
        }

        Column {
            id: words

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

            AppText {
                width: parent.width
                visible: text !== ""
                text: row.reason
                font.pixelSize: Theme.fontSmall
                wrapMode: Text.Wrap
            }
        }

        Column {
            Layout.preferredWidth: Theme.side(96)

            AmountText {
                width: parent.width
                horizontalAlignment: Text.AlignRight
                text: row.points
                font.pixelSize: Theme.fontLarge
                font.weight: Theme.weightStrong
                font.strikeout: row.isCancelled
                color: row.isCancelled ? Theme.textFaint : row.isGiven ? Theme.accent : Theme.text
            }

            AmountText {
                width: parent.width
                horizontalAlignment: Text.AlignRight
                text: row.pointsNoun
                font.pixelSize: Theme.fontCaption
                color: Theme.textMuted
            }
        }

        Item {
            Layout.columnSpan: Theme.isFolded ? 3 : 1
            Layout.fillWidth: Theme.isFolded
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
