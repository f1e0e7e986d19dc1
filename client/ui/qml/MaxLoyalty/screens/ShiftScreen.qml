import QtQuick
import QtQuick.Layouts
import MaxLoyalty
import MaxLoyalty.ViewModels

// The shift of this till: what was done in it, handing it over, closing it, earlier reports.
Item {
    id: screen

    required property ShiftViewModel vm

    ColumnLayout {
        anchors.fill: parent
        anchors.margins: Theme.spaceL
        spacing: Theme.spaceM

        ScreenHeader {
            objectName: "shiftHeader"
            Layout.fillWidth: true
            title: screen.vm.title
            note: screen.vm.note
            backName: screen.vm.texts.back
            onBack: screen.vm.goBack()
        }

        RowLayout {
            Layout.fillWidth: true
            Layout.fillHeight: true
            spacing: Theme.spaceL

            ShiftReport {
                Layout.fillWidth: true
                Layout.fillHeight: true
                visible: !screen.vm.isHandingOver
                vm: screen.vm
            }

            ColleagueChoice {
                Layout.fillWidth: true
                Layout.fillHeight: true
                visible: screen.vm.isHandingOver
                vm: screen.vm
            }

            ShiftSide {
                Layout.preferredWidth: Theme.side(360)
                Layout.maximumWidth: Theme.side(360)
                Layout.fillHeight: true
                visible: !screen.vm.isHandingOver
                vm: screen.vm
                onCloseAsked: question.open()
            }
        }
    }

    ConfirmDialog {
        id: question

        objectName: "shiftCloseDialog"
        kind: "primary"
        texts: screen.vm.texts
        title: screen.vm.questionTitle
        text: screen.vm.questionText
        confirmText: screen.vm.texts.shiftCloseConfirm
        cancelText: screen.vm.texts.shiftCloseKeep
        onAccepted: screen.vm.close()
    }
}
