import QtQuick
import QtQuick.Layouts
import MaxLoyalty
import MaxLoyalty.ViewModels

// The printer of this till.
Item {
    id: screen

    required property PrinterViewModel vm

    ColumnLayout {
        anchors.top: parent.top
        anchors.bottom: keyboard.visible ? keyboard.top : parent.bottom
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.margins: Theme.spaceL
        spacing: Theme.spaceL

        ScreenHeader {
            Layout.fillWidth: true
            title: screen.vm.texts.printerTitle
            backName: screen.vm.texts.back
            onBack: screen.vm.goBack()

            AppButton {
                objectName: "printerSave"
                kind: "primary"
                visible: screen.vm.canSave
                isBusy: screen.vm.isBusy
                text: screen.vm.texts.save
                onClicked: screen.vm.save()
            }
        }

        Choice {
            Layout.fillWidth: true
            prefix: "printerKind"
            values: ["virtual", "tcp", "usb", "serial", "file"]
            labels: [screen.vm.texts.printerVirtual, screen.vm.texts.printerNetwork, screen.vm.texts.printerUsb, screen.vm.texts.printerSerial, screen.vm.texts.printerFile]
            current: screen.vm.printerKind
            onChosen: value => screen.vm.choosePrinter(value)
        }

        AppField {
            id: address

            objectName: "printerAddress"
            Layout.preferredWidth: Theme.panelWidth
            visible: screen.vm.needsAddress
            label: screen.vm.texts.printerAddress
            placeholder: screen.vm.addressHint
            text: screen.vm.printerAddress
            error: screen.vm.addressError
            maximumLength: 200
            onEdited: text => screen.vm.printerAddress = text
            onAccepted: screen.vm.save()
        }

        AppText {
            text: screen.vm.texts.printerPaper
            color: Theme.textMuted
        }

        Choice {
            Layout.preferredWidth: Theme.panelWidth
            prefix: "printerPaper"
            values: ["58", "80"]
            labels: [screen.vm.texts.paper58, screen.vm.texts.paper80]
            current: screen.vm.paper
            onChosen: value => screen.vm.choosePaper(value)
        }

        Item {
            Layout.fillHeight: true
        }
    }

    OnScreenKeyboard {
        id: keyboard

        anchors.bottom: parent.bottom
        width: parent.width
        visible: address.isActive
        texts: screen.vm.texts
        layout: "en"
        target: address
        onDone: screen.forceActiveFocus()
    }
}
