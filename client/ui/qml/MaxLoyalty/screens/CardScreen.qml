import QtQuick
import QtQuick.Layouts
import MaxLoyalty
import MaxLoyalty.ViewModels

// A new guest's card, shown to his phone: bright paper in both themes, the QR as large as it goes,
// the code to say under it; beside it paper and the first check (CSH-46, CSH-62).
Item {
    id: screen

    required property CardViewModel vm

    Rectangle {
        id: paper

        objectName: "cardPaper"
        anchors.top: parent.top
        anchors.bottom: parent.bottom
        anchors.left: parent.left
        anchors.right: side.left
        anchors.rightMargin: Theme.spaceL
        color: Theme.paper

        ColumnLayout {
            anchors.fill: parent
            anchors.margins: Theme.spaceM
            spacing: Theme.spaceS

            Item {
                id: place

                Layout.fillWidth: true
                Layout.fillHeight: true

                QrImage {
                    objectName: "cardQr"
                    anchors.centerIn: parent
                    size: Math.min(place.width, place.height)
                    payload: screen.vm.qrPayload
                }
            }

            AmountText {
                objectName: "cardCode"
                Layout.fillWidth: true
                horizontalAlignment: Text.AlignHCenter
                text: screen.vm.displayCode || screen.vm.texts.cardCodePending
                font.pixelSize: screen.vm.displayCode !== "" ? Theme.fontDisplay : Theme.fontLarge
                font.weight: Theme.weightStrong
                font.letterSpacing: screen.vm.displayCode !== "" ? Theme.spaceXs : 0
                color: Theme.ink
            }
        }
    }

    ColumnLayout {
        id: side

        anchors.top: parent.top
        anchors.bottom: parent.bottom
        anchors.right: parent.right
        anchors.margins: Theme.spaceL
        width: Theme.side(400)
        spacing: Theme.spaceM

        ScrollColumn {
            Layout.fillWidth: true
            Layout.fillHeight: true

            ScreenHeader {
                objectName: "cardName"
                Layout.fillWidth: true
                Layout.minimumHeight: Theme.target
                title: screen.vm.name
                note: screen.vm.phone
            }

            Pill {
                objectName: "cardWelcome"
                Layout.fillWidth: true
                visible: text !== ""
                glyph: "gift"
                kind: "promo"
                text: screen.vm.welcome
            }

            AppText {
                Layout.fillWidth: true
                text: screen.vm.texts.qrHint
                color: Theme.textMuted
            }

            Item {
                Layout.fillHeight: true
            }
        }

        AppButton {
            objectName: "cardPrint"
            Layout.fillWidth: true
            glyph: "printer"
            text: screen.vm.texts.printCard
            isBusy: screen.vm.isBusy
            onClicked: screen.vm.printCard()
        }

        AppButton {
            objectName: "cardNext"
            Layout.fillWidth: true
            text: screen.vm.texts.doneNext
            onClicked: screen.vm.nextGuest()
        }

        AppButton {
            objectName: "cardCheckout"
            Layout.fillWidth: true
            leastHeight: Theme.px(88)
            kind: "primary"
            glyph: "receipt"
            font.pixelSize: Theme.fontTitle
            text: screen.vm.texts.newCheck
            onClicked: screen.vm.checkout()
        }
    }
}
