pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import MaxLoyalty
import MaxLoyalty.ViewModels

// The restaurant's other tills: what each holds, and the way to give a lost one up (design §6).
Item {
    id: screen

    required property DevicesViewModel vm

    ColumnLayout {
        anchors.fill: parent
        anchors.margins: Theme.spaceL
        spacing: Theme.spaceM

        ScreenHeader {
            Layout.fillWidth: true
            title: screen.vm.texts.devicesTitle
            note: screen.vm.worstLoss
            backName: screen.vm.texts.back
            onBack: screen.vm.goBack()
        }

        Item {
            Layout.fillWidth: true
            Layout.fillHeight: true

            ListView {
                id: list

                objectName: "devicesList"
                anchors.fill: parent
                visible: screen.vm.state === "results"
                clip: true
                spacing: Theme.spaceS
                model: screen.vm.rows
                boundsBehavior: Flickable.StopAtBounds
                cacheBuffer: 0

                ScrollMark {
                    parent: list
                    flickable: list
                }

                delegate: DeviceRow {
                    required property int index

                    objectName: `devicesRow_${index}`
                    width: list.width
                    texts: screen.vm.texts
                    isBusy: screen.vm.isBusy
                    needsApproval: screen.vm.needsApproval
                    onGiveUpAsked: screen.ask(index)
                }
            }

            Skeleton {
                anchors.fill: parent
                visible: screen.vm.state === "loading"
            }

            EmptyState {
                objectName: "devicesEmpty"
                anchors.centerIn: parent
                visible: screen.vm.state === "empty"
                glyph: "list"
                title: screen.vm.texts.devicesEmptyTitle
                text: screen.vm.texts.devicesEmptyText
            }

            EmptyState {
                anchors.centerIn: parent
                visible: screen.vm.state === "failed"
                glyph: "warning"
                title: screen.vm.texts.devicesFailed
                action: screen.vm.texts.retry
                actionName: "devicesRetry"
                onActed: screen.vm.reload()
            }
        }
    }

    ApprovalDialog {
        vm: screen.vm.approval
    }

    ConfirmDialog {
        id: question

        objectName: "deviceGiveUpDialog"
        texts: screen.vm.texts
        title: screen.vm.questionTitle
        text: screen.vm.questionText
        confirmText: screen.vm.texts.deviceGiveUpConfirm
        cancelText: screen.vm.texts.deviceGiveUpKeep
        onAccepted: screen.vm.giveUp()
    }

    function ask(index: int): void {
        vm.choose(index);
        question.open();
    }
}
