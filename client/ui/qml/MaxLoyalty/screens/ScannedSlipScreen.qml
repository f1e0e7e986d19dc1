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

        ScrollColumn {
            Layout.fillWidth: true
            Layout.fillHeight: true

            Sides {
                Layout.fillWidth: true
                Layout.fillHeight: true

                ColumnLayout {
                    Layout.fillWidth: true
                    Layout.fillHeight: true
                    spacing: Theme.spaceS

                    Repeater {
                        model: screen.vm.rows

                        OperationRow {
                            required property int index

                            objectName: `scannedRow_${index}`
                            Layout.fillWidth: true
                            isChosen: index === screen.vm.chosenIndex
                            onClicked: screen.vm.choose(index)
                        }
                    }

                    Item {
                        Layout.fillHeight: !Theme.isFolded
                    }
                }

                OperationPanel {
                    Layout.fillWidth: Theme.isFolded
                    Layout.preferredWidth: Theme.side(440)
                    Layout.fillHeight: true
                    vm: screen.vm
                    onCancelAsked: question.open()
                }
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
