pragma ComponentBehavior: Bound

import QtQuick
import MaxLoyalty

// What a list looks like while it is being read: five grey rows and a thin line of progress (CSH-86).
//
//   rows       int  how many
//   rowHeight  int
Column {
    id: skeleton

    property int rows: 5
    property int rowHeight: Theme.px(84)

    spacing: Theme.spaceS

    ProgressLine {
        width: parent.width
    }

    Repeater {
        model: skeleton.rows

        Rectangle {
            id: bone

            required property int index

            width: skeleton.width
            height: skeleton.rowHeight
            radius: Theme.radiusM
            color: Theme.surface

            Column {
                x: Theme.spaceL
                anchors.verticalCenter: parent.verticalCenter
                spacing: Theme.spaceS

                Rectangle {
                    width: skeleton.width * (0.42 - 0.05 * (bone.index % 3))
                    height: Theme.fontBody
                    radius: Theme.radiusS
                    color: Theme.raised
                }

                Rectangle {
                    width: skeleton.width * 0.24
                    height: Theme.fontCaption
                    radius: Theme.radiusS
                    color: Theme.raised
                }
            }
        }
    }
}
