import QtQuick
import QtQuick.Layouts
import MaxLoyalty
import MaxLoyalty.ViewModels

// What reads codes at this till: a scanner that types, one on a serial port, the camera.
Item {
    id: screen

    required property ScannerSetupViewModel vm

    ColumnLayout {
        anchors.fill: parent
        anchors.margins: Theme.spaceL
        spacing: Theme.spaceL

        ScreenHeader {
            Layout.fillWidth: true
            title: screen.vm.texts.scannerTitle
            backName: screen.vm.texts.back
            onBack: screen.vm.goBack()
        }

        ScrollColumn {
            Layout.fillWidth: true
            Layout.fillHeight: true

            Sides {
                Layout.alignment: Qt.AlignTop
                Layout.fillWidth: true

                ScannerLesson {
                    Layout.alignment: Qt.AlignTop
                    Layout.fillWidth: true
                    Layout.preferredWidth: Theme.panelWidth
                    vm: screen.vm
                }

                ScannerSources {
                    Layout.alignment: Qt.AlignTop
                    Layout.fillWidth: true
                    Layout.preferredWidth: Theme.panelWidth
                    vm: screen.vm
                }
            }
        }
    }
}
