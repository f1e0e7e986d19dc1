import QtQuick
import QtQuick.Layouts
import MaxLoyalty
import MaxLoyalty.ViewModels

// How the printer is, in words, and what can be tried with it.
//
//   vm  PrinterViewModel
Panel {
    id: panel

    required property PrinterViewModel vm

    ColumnLayout {
        width: parent.width
        spacing: Theme.spaceM

        RowLayout {
            Layout.fillWidth: true
            spacing: Theme.spaceM

            Pill {
                objectName: "printerState"
                Layout.fillWidth: true
                Layout.maximumWidth: implicitWidth
                glyph: panel.vm.glyph
                text: panel.vm.text
                kind: panel.vm.kind
            }

            Item {
                Layout.fillWidth: true
            }

            AppButton {
                objectName: "printerLook"
                isBusy: panel.vm.isBusy
                glyph: "refresh"
                name: panel.vm.texts.printerCheck
                onClicked: panel.vm.look()
            }
        }

        AppText {
            objectName: "printerStateNote"
            Layout.fillWidth: true
            text: panel.vm.note
            color: Theme.textMuted
        }

        AppButton {
            objectName: "printerQueue"
            Layout.fillWidth: true
            glyph: "list"
            text: panel.vm.queueName
            onClicked: panel.vm.openQueue()
        }

        AppButton {
            objectName: "printerTest"
            Layout.fillWidth: true
            visible: panel.vm.isReceiptPrinter
            glyph: "receipt"
            text: panel.vm.texts.printerTest
            onClicked: panel.vm.openTest()
        }

        AppText {
            Layout.fillWidth: true
            visible: panel.vm.isReceiptPrinter
            text: panel.vm.texts.printerTestNote
            font.pixelSize: Theme.fontSmall
            color: Theme.textMuted
        }
    }
}
