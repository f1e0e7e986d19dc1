import QtQuick
import QtQuick.Layouts
import MaxLoyalty
import MaxLoyalty.ViewModels

// One till of the restaurant: its name, when it was heard of, what it holds.
//
//   name, contact, points  string
//   isLost  bool   given up already
//   giveUpAsked()  signal
Panel {
    id: row

    required property Texts texts
    required property string name
    required property string contact
    required property string points
    required property bool isLost
    property bool isBusy: false

    signal giveUpAsked

    implicitHeight: Theme.px(96)
    padding: Theme.spaceM

    RowLayout {
        anchors.fill: parent
        spacing: Theme.spaceM

        Column {
            Layout.fillWidth: true
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
            glyph: "warning"
            isBusy: row.isBusy
            text: row.texts.deviceGiveUp
            onClicked: row.giveUpAsked()
        }
    }
}
