pragma ComponentBehavior: Bound

import QtQuick
import MaxLoyalty
import MaxLoyalty.ViewModels

// How far the tour has come: a dot for each step, the present one long.
//
//   vm  TourViewModel
Item {
    id: dots

    required property TourViewModel vm

    objectName: "tourDots"
    implicitWidth: row.implicitWidth
    implicitHeight: row.implicitHeight
    Accessible.role: Accessible.StaticText
    Accessible.name: vm.place

    Row {
        id: row

        anchors.centerIn: parent
        spacing: Theme.spaceS

        Repeater {
            model: dots.vm.steps

            Rectangle {
                required property int index
                readonly property bool isPresent: index === dots.vm.number

                width: isPresent ? Theme.spaceL : Theme.spaceS
                height: Theme.spaceS
                radius: height / 2
                color: isPresent ? Theme.accent : Theme.edge
            }
        }
    }
}
