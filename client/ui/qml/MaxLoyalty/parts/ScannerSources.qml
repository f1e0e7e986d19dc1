import QtQuick
import QtQuick.Layouts
import MaxLoyalty
import MaxLoyalty.ViewModels

// The serial scanner's port and speed, and which camera is looked through.
//
//   vm  ScannerSetupViewModel
Panel {
    id: sources

    required property ScannerSetupViewModel vm

    ColumnLayout {
        id: column

        width: parent.width
        spacing: Theme.spaceM

        AppText {
            Layout.fillWidth: true
            text: sources.vm.texts.scannerSerial
            font.pixelSize: Theme.fontLarge
            font.weight: Theme.weightStrong
            wrapMode: Text.WordWrap
        }

        Choice {
            Layout.fillWidth: true
            columns: 1
            prefix: "serialPort"
            values: sources.vm.portValues
            labels: sources.vm.portLabels
            current: sources.vm.port
            onChosen: port => sources.vm.choosePort(port)
        }

        AppText {
            objectName: "serialState"
            Layout.fillWidth: true
            visible: text !== ""
            text: sources.vm.portState
            color: sources.vm.isPortOpen ? Theme.success : Theme.warning
            wrapMode: Text.WordWrap
        }

        AppText {
            Layout.fillWidth: true
            visible: sources.vm.port !== ""
            text: sources.vm.texts.scannerSpeed
            color: Theme.textMuted
        }

        Choice {
            Layout.fillWidth: true
            visible: sources.vm.port !== ""
            columns: Theme.isFolded ? 2 : 4
            prefix: "serialBaud"
            values: sources.vm.bauds
            labels: sources.vm.bauds
            current: sources.vm.baud
            onChosen: baud => sources.vm.chooseBaud(baud)
        }

        AppText {
            Layout.fillWidth: true
            Layout.topMargin: Theme.spaceM
            text: sources.vm.texts.settingsCamera
            font.pixelSize: Theme.fontLarge
            font.weight: Theme.weightStrong
        }

        Choice {
            Layout.fillWidth: true
            columns: 1
            prefix: "scannerCamera"
            values: sources.vm.cameraValues
            labels: sources.vm.cameraLabels
            current: sources.vm.camera
            onChosen: source => sources.vm.chooseCamera(source)
        }
    }
}
