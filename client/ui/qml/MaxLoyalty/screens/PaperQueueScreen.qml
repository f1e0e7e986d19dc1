pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import MaxLoyalty
import MaxLoyalty.ViewModels

// What waits for the printer or for a person, and what can be done about each.
Item {
    id: screen

    required property PaperQueueViewModel vm

    ColumnLayout {
        anchors.fill: parent
        anchors.margins: Theme.spaceL
        spacing: Theme.spaceM

        ScreenHeader {
            Layout.fillWidth: true
            title: screen.vm.texts.queueTitle
            backName: screen.vm.texts.back
            onBack: screen.vm.goBack()
        }

        ScrollColumn {
            Layout.fillWidth: true
            Layout.fillHeight: true

            EmptyState {
                objectName: "queueEmpty"
                Layout.fillWidth: true
                Layout.fillHeight: true
                visible: screen.vm.isEmpty
                glyph: "check"
                title: screen.vm.texts.queueEmpty
                text: screen.vm.texts.queueEmptyText
            }

            Repeater {
                model: screen.vm.rows

                PaperRow {
                    id: row

                    required property int index

                    objectName: `queue_${index}`
                    Layout.fillWidth: true
                    isBusy: screen.vm.isBusy
                    onFirstTapped: screen.vm.first(row.index)
                    onSecondTapped: screen.vm.second(row.index)
                }
            }

            Item {
                Layout.fillHeight: true
                visible: !screen.vm.isEmpty
            }
        }
    }
}
