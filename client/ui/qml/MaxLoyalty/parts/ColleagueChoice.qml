pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import MaxLoyalty
import MaxLoyalty.ViewModels

// Who takes the shift over.
//
//   vm  ShiftViewModel
Panel {
    id: panel

    required property ShiftViewModel vm

    implicitWidth: 0 // as large as the screen has room
    implicitHeight: 0

    ColumnLayout {
        anchors.fill: parent
        spacing: Theme.spaceM

        AppText {
            Layout.fillWidth: true
            text: panel.vm.texts.shiftHandOverTitle
            font.pixelSize: Theme.fontTitle
            font.weight: Theme.weightStrong
            wrapMode: Text.Wrap
            Accessible.role: Accessible.Heading
            Accessible.name: text
        }

        AppText {
            Layout.fillWidth: true
            text: panel.vm.texts.shiftHandOverText
            color: Theme.textMuted
            wrapMode: Text.Wrap
        }

        GridView {
            id: tiles

            readonly property int columns: Math.max(1, Math.floor(width / Theme.side(300)))

            Layout.fillWidth: true
            Layout.fillHeight: true
            clip: true
            model: panel.vm.colleagues
            cellWidth: Math.floor(width / columns)
            cellHeight: Theme.tile + Theme.spaceM
            boundsBehavior: Flickable.StopAtBounds
            cacheBuffer: 0

            ScrollMark {
                parent: tiles
                flickable: tiles
            }

            delegate: Item {
                id: cell

                required property int index
                required property string name
                required property string role
                required property string initials

                width: tiles.cellWidth
                height: tiles.cellHeight

                StaffTile {
                    objectName: `shiftColleague_${cell.index}`
                    width: parent.width - Theme.spaceM
                    height: parent.height - Theme.spaceM
                    enabled: !panel.vm.isBusy
                    name: cell.name
                    role: cell.role
                    initials: cell.initials
                    isLocked: false
                    onClicked: panel.vm.handOver(cell.index)
                }
            }
        }

        AppButton {
            objectName: "shiftKeep"
            text: panel.vm.texts.cancel
            onClicked: panel.vm.keepShift()
        }
    }
}
