import QtQuick
import MaxLoyalty

// A screen that is not shown now, drawn small: no words, only where things are, and what is lit of it.
//
//   subject  string  check | done | empty for none
//   room     real    how high it may be
Rectangle {
    id: sketch

    required property string subject
    required property real room
    readonly property real unit: Math.max(1, height / 100)

    objectName: "tourSketch"
    height: Math.max(0, Math.min(room, Theme.px(420)))
    width: Math.min(height * 1.6, parent.width)
    visible: subject !== ""
    radius: Theme.radiusM
    color: Theme.background
    border.width: Theme.lineStrong
    border.color: Theme.edge
    Accessible.ignored: true

    SketchOfCheck {
        anchors.fill: parent
        anchors.margins: sketch.unit * 5
        visible: sketch.subject === "check"
        unit: sketch.unit
    }

    SketchOfDone {
        anchors.fill: parent
        anchors.margins: sketch.unit * 5
        visible: sketch.subject === "done"
        unit: sketch.unit
    }
}
