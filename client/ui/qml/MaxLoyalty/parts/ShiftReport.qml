pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import MaxLoyalty
import MaxLoyalty.ViewModels

// The chosen report of a shift as a table, or why there is none.
//
//   vm  ShiftViewModel
Panel {
    id: panel

    required property ShiftViewModel vm

    implicitWidth: 0 // as large as the screen has room
    implicitHeight: 0

    ColumnLayout {
        anchors.fill: parent
        visible: panel.vm.hasRows
        spacing: Theme.spaceS

        ReportLineRow {
            Layout.fillWidth: true
            isHead: true
            isSection: false
            label: panel.vm.texts.shiftColumnKind
            count: panel.vm.texts.shiftColumnCount
            points: panel.vm.texts.shiftColumnPoints
            checks: panel.vm.texts.shiftColumnChecks
        }

        Item {
            Layout.fillWidth: true
            Layout.fillHeight: true

            ListView {
                id: table

                objectName: "shiftTable"
                anchors.fill: parent
                clip: true
                model: panel.vm.rows
                boundsBehavior: Flickable.StopAtBounds
                cacheBuffer: 0

                delegate: ReportLineRow {
                    width: table.width
                }
            }

            ScrollMark {
                x: table.width + Theme.spaceXs
                flickable: table
            }
        }

        Banner {
            objectName: "shiftWaiting"
            Layout.fillWidth: true
            visible: title !== ""
            glyph: "clock"
            title: panel.vm.waitingNote
            text: Theme.isFolded ? "" : panel.vm.texts.shiftWaitingText // the table needs the room
        }
    }

    EmptyState {
        objectName: "shiftEmpty"
        anchors.centerIn: parent
        visible: panel.vm.state === "ready" && !panel.vm.hasRows
        glyph: "clock"
        title: panel.vm.isOpen ? panel.vm.texts.shiftNothing : panel.vm.hasReport ? panel.vm.texts.shiftNothingAtAll : panel.vm.texts.shiftMissingTitle
        text: panel.vm.hasReport ? "" : panel.vm.texts.shiftMissingPast
    }

    EmptyState {
        objectName: "shiftFailed"
        anchors.centerIn: parent
        visible: panel.vm.state === "failed"
        glyph: "warning"
        title: panel.vm.texts.shiftFailed
        action: panel.vm.texts.retry
        actionName: "shiftRetry"
        onActed: panel.vm.reload()
    }

    Skeleton {
        anchors.fill: parent
        visible: panel.vm.state === "loading"
    }
}
