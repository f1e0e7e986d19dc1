pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import MaxLoyalty
import MaxLoyalty.ViewModels

// What this till did, and what became of it (CSH-64, CSH-76, CSH-78).
Item {
    id: screen

    required property OperationsViewModel vm

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
            title: screen.vm.texts.operationsTitle
            backName: screen.vm.texts.back
            onBack: screen.vm.goBack()
        }

        Choice {
            Layout.fillWidth: true
            prefix: "operationsFilter"
            values: screen.vm.filters
            labels: screen.vm.filterTexts
            current: screen.vm.filter
            onChosen: name => screen.vm.chooseFilter(name)
        }

        RowLayout {
            Layout.fillWidth: true
            Layout.fillHeight: true
            spacing: Theme.spaceL

            Item {
                Layout.fillWidth: true
                Layout.fillHeight: true

                ListView {
                    id: list

                    objectName: "operationsList"
                    anchors.fill: parent
                    visible: screen.vm.state === "results"
                    clip: true
                    spacing: Theme.spaceS
                    model: screen.vm.rows
                    boundsBehavior: Flickable.StopAtBounds
                    cacheBuffer: 0
                    currentIndex: screen.vm.chosenIndex

                    ScrollMark {
                        parent: list
                        flickable: list
                    }

                    delegate: OperationRow {
                        required property int index

                        objectName: `operationsRow_${index}`
                        width: list.width
                        isChosen: index === screen.vm.chosenIndex
                        onClicked: screen.vm.choose(index)
                    }
                }

                Skeleton {
                    objectName: "operationsLoading"
                    anchors.fill: parent
                    visible: screen.vm.state === "loading"
                }

                EmptyState {
                    objectName: "operationsEmpty"
                    anchors.centerIn: parent
                    visible: screen.vm.state === "empty"
                    glyph: screen.vm.filter === "attention" ? "check" : "list"
                    title: screen.vm.emptyTitle
                    text: screen.vm.emptyText
                }

                EmptyState {
                    objectName: "operationsFailed"
                    anchors.centerIn: parent
                    visible: screen.vm.state === "failed"
                    glyph: "warning"
                    title: screen.vm.texts.operationsFailed
                    action: screen.vm.texts.retry
                    actionName: "operationsRetry"
                    onActed: screen.vm.reload()
                }
            }

            OperationPanel {
                Layout.preferredWidth: Theme.side(400)
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

        objectName: "operationCancelDialog"
        texts: screen.vm.texts
        title: screen.vm.texts.operationCancelTitle
        text: screen.vm.cancelQuestion
        confirmText: screen.vm.texts.operationCancelConfirm
        cancelText: screen.vm.texts.operationCancelKeep
        onAccepted: screen.vm.cancel()
    }
}
