pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import MaxLoyalty
import MaxLoyalty.ViewModels

// Another till's work: files within reach, codes by camera, and what the server said (design §3).
Item {
    id: screen

    required property CarryViewModel vm

    ColumnLayout {
        anchors.fill: parent
        anchors.margins: Theme.spaceL
        spacing: Theme.spaceM

        ScreenHeader {
            Layout.fillWidth: true
            title: screen.vm.texts.carryTitle
            backName: screen.vm.texts.back
            onBack: screen.vm.goBack()

            AppButton {
                objectName: "carryRefresh"
                glyph: "refresh"
                visible: !screen.vm.isDone
                text: screen.vm.texts.carryRefresh
                onClicked: screen.vm.reload()
            }
        }

        AppText {
            Layout.fillWidth: true
            visible: !screen.vm.isDone
            text: screen.vm.texts.carryText
            font.pixelSize: Theme.fontLarge
            color: Theme.textMuted
        }

        Item {
            Layout.fillWidth: true
            Layout.fillHeight: true

            ListView {
                id: list

                objectName: "carryFiles"
                anchors.fill: parent
                visible: screen.vm.hasFiles && !screen.vm.isDone
                clip: true
                spacing: Theme.spaceS
                model: screen.vm.rows
                boundsBehavior: Flickable.StopAtBounds
                cacheBuffer: 0

                ScrollMark {
                    parent: list
                    flickable: list
                }

                delegate: SectionRow {
                    required property int index
                    required property string place

                    objectName: `carryFile_${index}`
                    width: list.width
                    glyph: "receipt"
                    note: place
                    canOpen: !screen.vm.isBusy
                    onClicked: screen.vm.deliver(index)
                }
            }

            EmptyState {
                objectName: "carryEmpty"
                anchors.centerIn: parent
                visible: !screen.vm.hasFiles && !screen.vm.isDone
                glyph: "receipt"
                title: screen.vm.texts.carryEmptyTitle
                text: screen.vm.texts.carryEmptyText
            }

            CarryDone {
                anchors.fill: parent
                visible: screen.vm.isDone
                vm: screen.vm
            }
        }

        AppText {
            objectName: "carryProgress"
            Layout.fillWidth: true
            visible: text !== "" && !screen.vm.isDone
            text: screen.vm.progress
            font.pixelSize: Theme.fontTitle
            font.weight: Theme.weightStrong
        }

        AppButton {
            objectName: "carryRead"
            Layout.fillWidth: true
            kind: "primary"
            glyph: "camera"
            leastHeight: Theme.px(80)
            visible: !screen.vm.isDone
            isBusy: screen.vm.isBusy
            text: screen.vm.texts.carryRead
            onClicked: screen.vm.readCodes()
        }
    }
}
