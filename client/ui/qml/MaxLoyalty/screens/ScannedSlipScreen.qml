pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import MaxLoyalty
import MaxLoyalty.ViewModels

// The operations of a receipt that was scanned, to refund or to cancel (LOY-95…LOY-104).
Item {
    id: screen

    required property ScannedSlipViewModel vm

    Connections {
        target: screen.vm

        function onCancelAsked(): void {
            question.open();
        }
    }

    ColumnLayout {
        anchors.fill: parent
        anchors.margins: Theme.spaceL
        spacing: Theme.spaceM

        ScreenHeader {
            Layout.fillWidth: true
            title: screen.vm.texts.scannedTitle
            note: screen.vm.note
            backName: screen.vm.texts.back
            onBack: screen.vm.goBack()
        }

        RowLayout {
            Layout.fillWidth: true
            Layout.fillHeight: true
            spacing: Theme.spaceL

            ListView {
                id: list

                objectName: "scannedList"
                Layout.fillWidth: true
                Layout.fillHeight: true
                clip: true
                spacing: Theme.spaceS
                model: screen.vm.rows
                boundsBehavior: Flickable.StopAtBounds

                delegate: OperationRow {
                    required property int index

                    objectName: `scannedRow_${index}`
                    width: list.width
                    isChosen: index === screen.vm.chosenIndex
                    onClicked: screen.vm.choose(index)
                }
            }

            OperationPanel {
                Layout.preferredWidth: Theme.side(440)
                Layout.fillHeight: true
                vm: screen.vm
                onCancelAsked: question.open()
            }
        }
    }

    ApprovalDialog {
        vm: screen.vm.approval
    }

    ConfirmDialog {
        id: question

        objectName: "scannedCancelDialog"
        texts: screen.vm.texts
        title: screen.vm.texts.operationCancelTitle
        text: screen.vm.cancelQuestion
        confirmText: screen.vm.texts.operationCancelConfirm
        cancelText: screen.vm.texts.operationCancelKeep
        onAccepted: screen.vm.cancel()
    }
}
