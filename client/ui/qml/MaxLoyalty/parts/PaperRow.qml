import QtQuick
import QtQuick.Layouts
import MaxLoyalty

// A slip that waits: which it is and whose, where it stands, and what a person may do about it.
//
//   title, about, standing, note, kind, glyph  string  as the presenter words them
//   first, second                    string  the buttons; empty for none
//   isBusy                           bool
//   firstTapped(), secondTapped()    signals
Panel {
    id: row

    required property string title
    required property string about
    required property string standing
    required property string note
    required property string kind
    required property string glyph
    required property string first
    required property string second
    property bool isBusy: false

    signal firstTapped
    signal secondTapped

    GridLayout {
        width: parent.width
        columns: Theme.isFolded ? 1 : 3
        columnSpacing: Theme.spaceM
        rowSpacing: Theme.spaceM

        ColumnLayout {
            Layout.fillWidth: true
            spacing: Theme.spaceXs

            AppText {
                objectName: `${row.objectName}_title`
                Layout.fillWidth: true
                text: row.title
                font.pixelSize: Theme.fontLarge
                font.weight: Theme.weightMedium
            }

            AppText {
                objectName: `${row.objectName}_about`
                Layout.fillWidth: true
                visible: text !== ""
                text: row.about
            }

            Pill {
                objectName: `${row.objectName}_state`
                Layout.maximumWidth: parent.width
                text: row.standing
                kind: row.kind
                glyph: row.glyph
            }

            AppText {
                Layout.fillWidth: true
                visible: text !== ""
                text: row.note
                font.pixelSize: Theme.fontSmall
                color: Theme.textMuted
            }
        }

        AppButton {
            objectName: `${row.objectName}_first`
            Layout.fillWidth: Theme.isFolded
            visible: text !== ""
            isBusy: row.isBusy
            text: row.first
            name: [row.first, row.title, row.about].join(", ")
            onClicked: row.firstTapped()
        }

        AppButton {
            objectName: `${row.objectName}_second`
            Layout.fillWidth: Theme.isFolded
            visible: text !== ""
            isBusy: row.isBusy
            kind: "quiet"
            text: row.second
            name: [row.second, row.title, row.about].join(", ")
            onClicked: row.secondTapped()
        }
    }
}
