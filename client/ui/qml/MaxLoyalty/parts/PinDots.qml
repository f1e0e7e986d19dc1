pragma ComponentBehavior: Bound

import QtQuick
import MaxLoyalty

// How much of a PIN is typed, never what; shakes its head at a wrong one.
//
//   filled  int   digits typed so far
//   length  int   digits of a PIN
//   shake() function
Row {
    id: dots

    property int filled: 0
    property int length: 4

    spacing: Theme.spaceL

    transform: Translate {
        id: shift
    }

    SequentialAnimation {
        id: shaking

        loops: 2

        NumberAnimation {
            target: shift
            property: "x"
            to: Theme.spaceM
            duration: Theme.quick / 3
        }

        NumberAnimation {
            target: shift
            property: "x"
            to: -Theme.spaceM
            duration: Theme.quick / 3
        }

        NumberAnimation {
            target: shift
            property: "x"
            to: 0
            duration: Theme.quick / 3
        }
    }

    Repeater {
        model: dots.length

        Rectangle {
            required property int index

            width: Theme.px(24)
            height: width
            radius: width / 2
            color: index < dots.filled ? Theme.accent : "transparent"
            border.width: Theme.lineStrong
            border.color: index < dots.filled ? Theme.accent : Theme.textFaint
        }
    }

    function shake(): void {
        shaking.restart();
    }
}
