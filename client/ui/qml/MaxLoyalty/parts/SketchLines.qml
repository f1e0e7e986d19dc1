pragma ComponentBehavior: Bound

import QtQuick
import MaxLoyalty

// Three lines that stand for words.
//
//   unit  real   a hundredth of the whole sketch's height
//   ink   color
Column {
    id: lines

    required property real unit
    property color ink: Theme.edge

    spacing: unit * 4

    Repeater {
        model: [0.7, 1, 0.55]

        Rectangle {
            required property real modelData

            width: lines.width * modelData
            height: lines.unit * 2
            radius: height / 2
            color: lines.ink
        }
    }
}
