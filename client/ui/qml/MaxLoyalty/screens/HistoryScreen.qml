pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import MaxLoyalty
import MaxLoyalty.ViewModels

// A guest's past, and where his points came from, for those who may see it (RBC-12).
Item {
    id: screen

    required property HistoryViewModel vm

    ColumnLayout {
        anchors.fill: parent
        anchors.margins: Theme.spaceL
        spacing: Theme.spaceM

        ScreenHeader {
            Layout.fillWidth: true
            title: `${screen.vm.texts.history} · ${screen.vm.guest}`
            note: screen.vm.balance
            backName: screen.vm.texts.back
            onBack: screen.vm.goBack()
        }

        Choice {
            Layout.fillWidth: true
            prefix: "historyTab"
            values: screen.vm.tabs
            labels: screen.vm.tabTexts
            current: screen.vm.tab
            onChosen: tab => screen.vm.chooseTab(tab)
        }

        AppText {
            objectName: "historyNote"
            Layout.fillWidth: true
            text: screen.vm.note
            color: screen.vm.isSilent ? Theme.warning : Theme.textMuted
        }

        Item {
            Layout.fillWidth: true
            Layout.fillHeight: true

            ListView {
                id: list

                objectName: "historyList"
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

                delegate: HistoryLine {
                    required property int index

                    objectName: `historyLine_${index}`
                    width: list.width
                }
            }

            Skeleton {
                objectName: "historyLoading"
                anchors.fill: parent
                visible: screen.vm.state === "loading"
            }

            EmptyState {
                objectName: "historyEmpty"
                anchors.centerIn: parent
                visible: screen.vm.state === "empty" || screen.vm.state === "silent"
                glyph: screen.vm.state === "empty" ? "list" : "warning"
                title: screen.vm.nothing
            }
        }

        RowLayout {
            Layout.fillWidth: true
            visible: screen.vm.state !== "loading" && (screen.vm.hasMore || screen.vm.isSilent)
            spacing: Theme.spaceM

            AppButton {
                objectName: "historyMore"
                Layout.fillWidth: true
                visible: screen.vm.hasMore
                text: screen.vm.texts.historyMore
                onClicked: screen.vm.more()
            }

            AppButton {
                objectName: "historyRetry"
                Layout.fillWidth: true
                visible: screen.vm.isSilent
                isBusy: screen.vm.isBusy
                text: screen.vm.texts.historyRetry
                onClicked: screen.vm.load()
            }
        }
    }
}
