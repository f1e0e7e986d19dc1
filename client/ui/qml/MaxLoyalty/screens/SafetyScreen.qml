import QtQuick
import QtQuick.Layouts
import MaxLoyalty
import MaxLoyalty.ViewModels

// When the till locks itself, and the doors to handing work over, taking it, and wiping.
Item {
    id: screen

    required property SafetyViewModel vm

    ColumnLayout {
        anchors.fill: parent
        anchors.margins: Theme.spaceL
        spacing: Theme.spaceM

        ScreenHeader {
            Layout.fillWidth: true
            title: screen.vm.texts.safetyTitle
            backName: screen.vm.texts.back
            onBack: screen.vm.goBack()
        }

        ScrollColumn {
            Layout.fillWidth: true
            Layout.fillHeight: true

            LookChoice {
                Layout.fillWidth: true
                title: screen.vm.texts.safetyLock
                prefix: "safetyLock"
                values: screen.vm.minutes
                labels: screen.vm.minuteLabels
                current: screen.vm.minutesChosen
                onChosen: value => screen.vm.chooseMinutes(value)
            }

            SectionRow {
                objectName: "safetyHandover"
                Layout.fillWidth: true
                Layout.topMargin: Theme.spaceM
                glyph: "send"
                title: screen.vm.texts.safetyHandover
                note: screen.vm.texts.safetyHandoverText
                onClicked: screen.vm.openHandover()
            }

            SectionRow {
                objectName: "safetyCarry"
                Layout.fillWidth: true
                glyph: "scan"
                title: screen.vm.texts.safetyCarry
                note: screen.vm.texts.safetyCarryText
                onClicked: screen.vm.openCarry()
            }

            SectionRow {
                objectName: "safetyWipe"
                Layout.fillWidth: true
                glyph: "trash"
                title: screen.vm.texts.safetyWipe
                note: screen.vm.wipeText
                canOpen: screen.vm.mayWipe
                onClicked: screen.vm.openWipe()
            }

            Item {
                Layout.fillHeight: true
            }

            AppText {
                Layout.fillWidth: true
                text: screen.vm.texts.safetyEncrypted
                font.weight: Theme.weightMedium
            }

            AppText {
                Layout.fillWidth: true
                text: screen.vm.keyText
                color: screen.vm.isKeyBeside ? Theme.warning : Theme.textMuted
            }
        }
    }
}
