import QtQuick
import QtQuick.Layouts
import MaxLoyalty
import MaxLoyalty.ViewModels

// The guest's card for a photograph: QR and six digits (CSH-46).
//
//   vm  GuestViewModel
Panel {
    id: panel

    required property GuestViewModel vm

    ColumnLayout {
        anchors.fill: parent
        spacing: Theme.spaceM

        AppText {
            Layout.alignment: Qt.AlignHCenter
            text: panel.vm.texts.showQr
            color: Theme.textMuted
        }

        Item {
            Layout.fillWidth: true
            Layout.fillHeight: true
            Layout.maximumHeight: Theme.px(260)
            implicitHeight: Theme.px(180)

            QrImage {
                objectName: "guestQr"
                anchors.centerIn: parent
                size: parent.height
                payload: panel.vm.qrPayload
            }
        }

        AppText {
            objectName: "guestCode"
            Layout.alignment: Qt.AlignHCenter
            visible: text !== ""
            text: panel.vm.displayCode
            font.pixelSize: Theme.fontHeadline
            font.weight: Theme.weightStrong
            Accessible.name: `${panel.vm.texts.cardCode} ${text}`
        }

        AppText {
            Layout.fillWidth: true
            horizontalAlignment: Text.AlignHCenter
            text: panel.vm.displayCode === "" ? panel.vm.texts.cardCodePending : panel.vm.texts.qrHint
            font.pixelSize: Theme.fontSmall
            color: Theme.textMuted
            wrapMode: Text.Wrap
        }

        Item {
            Layout.fillHeight: true
        }
    }
}
