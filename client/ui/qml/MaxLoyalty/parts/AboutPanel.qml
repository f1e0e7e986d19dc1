pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import MaxLoyalty
import MaxLoyalty.ViewModels

// What this till is, for the one who calls for help.
//
//   vm  AboutViewModel
Panel {
    id: panel

    required property AboutViewModel vm

    isSoft: true

    GridLayout {
        width: parent.width
        columns: 2
        columnSpacing: Theme.spaceL
        rowSpacing: Theme.spaceS

        Repeater {
            model: [panel.vm.texts.aboutDevice, panel.vm.deviceName, panel.vm.texts.aboutRestaurant, panel.vm.restaurantName, panel.vm.texts.aboutServer, panel.vm.serverUrl, panel.vm.texts.aboutVersion, panel.vm.version, panel.vm.texts.aboutPause, panel.vm.pauses]

            AppText {
                required property int index
                required property string modelData

                Layout.fillWidth: index % 2 === 1
                text: modelData || "—"
                font.pixelSize: Theme.fontSmall
                color: index % 2 === 0 ? Theme.textMuted : Theme.text
            }
        }
    }
}
