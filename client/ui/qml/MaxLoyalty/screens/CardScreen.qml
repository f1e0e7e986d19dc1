import QtQuick
import QtQuick.Layouts
import MaxLoyalty
import MaxLoyalty.ViewModels

// A new guest's card: the QR to photograph, the code to say, paper, and the first check (CSH-46).
Item {
    id: screen

    required property CardViewModel vm

    RowLayout {
        anchors.fill: parent
        anchors.margins: Theme.spaceL
        spacing: Theme.spaceXl

        ColumnLayout {
            Layout.fillWidth: false
            Layout.preferredWidth: Theme.px(560)
            Layout.fillHeight: true
            spacing: Theme.spaceM

            ScreenHeader {
                objectName: "cardName"
                Layout.fillWidth: true
                Layout.minimumHeight: Theme.target
                title: screen.vm.name
                note: screen.vm.phone
            }

            Panel {
                implicitWidth: Theme.panelWidth
                implicitHeight: Theme.panelWidth
                Layout.fillHeight: true
                Layout.fillWidth: true

                QrImage {
                    objectName: "cardQr"
                    anchors.horizontalCenter: parent.horizontalCenter
                    anchors.verticalCenter: parent.verticalCenter
                    anchors.verticalCenterOffset: -hint.implicitHeight / 2
                    size: Math.min(parent.width, parent.height - hint.implicitHeight - Theme.spaceM)
                    payload: screen.vm.qrPayload
                }

                AppText {
                    id: hint

                    anchors.bottom: parent.bottom
                    width: parent.width
                    horizontalAlignment: Text.AlignHCenter
                    text: screen.vm.texts.qrHint
                    font.pixelSize: Theme.fontSmall
                    color: Theme.textMuted
                    wrapMode: Text.Wrap
                }
            }
        }

        ColumnLayout {
            Layout.fillWidth: true
            Layout.fillHeight: true
            Layout.topMargin: Theme.target + Theme.spaceM
            spacing: Theme.spaceM

            Pill {
                objectName: "cardWelcome"
                visible: text !== ""
                glyph: "gift"
                kind: "promo"
                text: screen.vm.welcome
            }

            Item {
                Layout.fillHeight: true
            }

            AppText {
                text: screen.vm.texts.cardCode
                color: Theme.textMuted
            }

            AppText {
                objectName: "cardCode"
                Layout.fillWidth: true
                text: screen.vm.displayCode || screen.vm.texts.cardCodePending
                font.pixelSize: screen.vm.displayCode !== "" ? Theme.fontDisplay : Theme.fontLarge
                font.weight: Theme.weightStrong
                wrapMode: Text.Wrap
            }

            Item {
                Layout.fillHeight: true
            }

            RowLayout {
                Layout.fillWidth: true
                spacing: Theme.spaceM
                uniformCellSizes: true

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
            }

            AppButton {
                objectName: "cardCheckout"
                Layout.fillWidth: true
                implicitHeight: Theme.px(88)
                kind: "primary"
                glyph: "receipt"
                font.pixelSize: Theme.fontTitle
                text: screen.vm.texts.newCheck
                onClicked: screen.vm.checkout()
            }
        }
    }
}
