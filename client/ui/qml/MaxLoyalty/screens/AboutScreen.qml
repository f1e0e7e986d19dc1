import QtQuick
import QtQuick.Layouts
import MaxLoyalty
import MaxLoyalty.ViewModels

// What this till is, for the one who calls for help.
Item {
    id: screen

    required property AboutViewModel vm

    ColumnLayout {
        anchors.fill: parent
        anchors.margins: Theme.spaceL
        spacing: Theme.spaceL

        ScreenHeader {
            Layout.fillWidth: true
            title: screen.vm.texts.aboutTitle
            backName: screen.vm.texts.back
            onBack: screen.vm.goBack()
        }

        AboutPanel {
            objectName: "aboutPanel"
            Layout.preferredWidth: Theme.panelWidth
            vm: screen.vm
        }

        Item {
            Layout.fillHeight: true
        }
    }
}
