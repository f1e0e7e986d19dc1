import QtQuick
import QtQuick.Layouts
import MaxLoyalty
import MaxLoyalty.ViewModels

// Whether the guest has a screen of his own, and which.
Item {
    id: screen

    required property GuestDisplaySetupViewModel vm

    ColumnLayout {
        anchors.fill: parent
        anchors.margins: Theme.spaceL
        spacing: Theme.spaceL

        ScreenHeader {
            Layout.fillWidth: true
            title: screen.vm.texts.guestTitle
            backName: screen.vm.texts.back
            onBack: screen.vm.goBack()
        }

        ScrollColumn {
            Layout.fillWidth: true
            Layout.fillHeight: true

            AppText {
                Layout.fillWidth: true
                text: screen.vm.texts.guestExplained
                color: Theme.textMuted
                wrapMode: Text.WordWrap
            }

            Choice {
                Layout.fillWidth: true
                columns: 1
                prefix: "guestScreen"
                values: screen.vm.values
                labels: screen.vm.labels
                current: screen.vm.current
                onChosen: value => screen.vm.choose(value)
            }

            AppText {
                objectName: "guestAway"
                Layout.fillWidth: true
                visible: text !== ""
                text: screen.vm.away
                color: Theme.warning
                wrapMode: Text.WordWrap
            }

            Item {
                Layout.fillHeight: true
            }
        }
    }
}
