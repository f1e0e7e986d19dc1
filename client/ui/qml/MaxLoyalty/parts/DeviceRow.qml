import QtQuick
import QtQuick.Layouts
import MaxLoyalty
import MaxLoyalty.ViewModels

// One till of the restaurant: its name, when it was heard of, what it holds.
//
//   name, contact, points  string
//   isLost  bool   given up already
//   needsApproval  bool  a manager will be asked
//   giveUpAsked()  signal
Panel {
    id: row

    required property Texts texts
    required property string name
    required property string contact
    required property string points
    required property bool isLost
    property bool isBusy: false
    property bool needsApproval: false

    signal giveUpAsked

    implicitHeight: Math.max(Theme.px(96), cells.implicitHeight + padding * 2)
    padding: Theme.spaceM

    GridLayout {
        id: cells

        anchors.fill: parent
        columns: Theme.isFolded ? 2 : 3
        columnSpacing: Theme.spaceM
        rowSpacing: Theme.spaceS

        Column {
            Layout.fillWidth: true
            Layout.columnSpan: Theme.isFolded ? 2 : 1
            spacing: Theme.spaceXs

            AppText {
                width: parent.width
                text: row.name
                font.pixelSize: Theme.fontLarge
                font.weight: Theme.weightMedium
            }

            AppText {
                width: parent.width
                text: row.contact
                font.pixelSize: Theme.fontSmall
                color: Theme.textMuted
            }
        }

        AppText {
            objectName: `${row.objectName}_points`
            Layout.fillWidth: Theme.isFolded
            text: row.points
            font.pixelSize: Theme.fontLarge
            font.weight: Theme.weightStrong
        }

        Pill {
            visible: row.isLost
            glyph: "warning"
            kind: "danger"
            text: row.texts.deviceLost
        }

        AppButton {
            objectName: `${row.objectName}_giveUp`
            visible: !row.isLost
            glyph: row.needsApproval ? "lock" : "warning"
            isBusy: row.isBusy
            text: row.texts.deviceGiveUp
            onClicked: row.giveUpAsked()
        }
    }
}
