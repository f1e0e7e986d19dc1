import QtQuick
import QtQuick.Layouts
import MaxLoyalty
import MaxLoyalty.ViewModels

// What reads codes at this till.
Item {
    id: screen

    required property ScannerSetupViewModel vm

    ColumnLayout {
        anchors.top: parent.top
        anchors.bottom: keyboard.visible ? keyboard.top : parent.bottom
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.margins: Theme.spaceL
        spacing: Theme.spaceL

        ScreenHeader {
            Layout.fillWidth: true
            title: screen.vm.texts.scannerTitle
            backName: screen.vm.texts.back
            onBack: screen.vm.goBack()

            AppButton {
                objectName: "scannerSave"
                kind: "primary"
                visible: screen.vm.canSave
                isBusy: screen.vm.isBusy
                text: screen.vm.texts.save
                onClicked: screen.vm.save()
            }
        }

        AppField {
            id: camera

            objectName: "settingsCamera"
            Layout.preferredWidth: Theme.panelWidth
            label: screen.vm.texts.settingsCamera
            note: screen.vm.texts.cameraSource
            text: screen.vm.cameraSource
            maximumLength: 400
            onEdited: text => screen.vm.cameraSource = text
            onAccepted: screen.vm.save()
        }

        Item {
            Layout.fillHeight: true
        }
    }

    OnScreenKeyboard {
        id: keyboard

        anchors.bottom: parent.bottom
        width: parent.width
        visible: camera.isActive
        texts: screen.vm.texts
        layout: "en"
        target: camera
        onDone: screen.forceActiveFocus()
    }
}
