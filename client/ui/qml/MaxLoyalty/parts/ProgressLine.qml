import QtQuick
import MaxLoyalty

// A thin line of progress: something is under way, nobody knows for how long (CSH-86).
Rectangle {
    id: track

    implicitHeight: Theme.spaceXs
    radius: height / 2
    color: Theme.raised
    clip: true

    Rectangle {
        id: runner

        width: parent.width / 4
        height: parent.height
        radius: height / 2
        color: Theme.accent

        NumberAnimation on x {
            running: track.visible && !Theme.isStill
            loops: Animation.Infinite
            from: -runner.width
            to: track.width
            duration: Theme.sweep
        }
    }
}
