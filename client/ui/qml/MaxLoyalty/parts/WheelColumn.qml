pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import MaxLoyalty

// One wheel of lines: turned by a finger, tapped, or moved by the arrow keys.
//
//   name    string        Accessible.name
//   labels  list<string>  its lines
//   index   int           the line in the middle
//   isSet   bool          false: nothing is chosen yet, the line only waits there
//   turned(index) signal  a person turned it; the view-model says where it comes to rest
// Lines are `<objectName>_<index>`.
ListView {
    id: wheel

    property string name
    property list<string> labels
    property int index
    property bool isSet: false
    readonly property int lineHeight: Theme.targetMin

    signal turned(int index)

    clip: true
    cacheBuffer: 0
    activeFocusOnTab: true
    model: labels
    snapMode: ListView.SnapToItem
    highlightRangeMode: ListView.StrictlyEnforceRange
    preferredHighlightBegin: (height - lineHeight) / 2
    preferredHighlightEnd: (height + lineHeight) / 2
    highlightMoveDuration: Theme.quick
    boundsBehavior: Flickable.StopAtBounds
    Accessible.role: Accessible.SpinBox
    Accessible.name: name
    Accessible.description: labels[index] ?? ""
    onIndexChanged: wheel.settle()
    onLabelsChanged: soon.restart()
    onHeightChanged: soon.restart()
    onMovementEnded: wheel.turn(currentIndex)
    Component.onCompleted: wheel.rest()
    Keys.onUpPressed: wheel.turn(index - 1)
    Keys.onDownPressed: wheel.turn(index + 1)

    // Other words or another height move the lines from under the middle, and the view takes for
    // chosen what came there: once they have their places, the date of the form comes back.
    Timer {
        id: soon

        interval: 0
        onTriggered: wheel.rest()
    }

    highlight: Rectangle {
        radius: Theme.radiusM
        color: Theme.raised

        FocusRing {
            isShown: wheel.activeFocus
        }
    }

    delegate: T.AbstractButton {
        id: line

        required property int index
        required property string modelData

        objectName: `${wheel.objectName}_${line.index}`
        width: wheel.width
        height: wheel.lineHeight
        focusPolicy: Qt.NoFocus
        text: modelData
        Accessible.name: text
        onClicked: wheel.turn(line.index)

        contentItem: AppText {
            horizontalAlignment: Text.AlignHCenter
            text: line.text
            wrapMode: Text.NoWrap
            fontSizeMode: Text.Fit
            minimumPixelSize: Theme.fontLeast
            font.pixelSize: Theme.fontLarge
            font.weight: wheel.isSet && line.ListView.isCurrentItem ? Theme.weightStrong : Theme.weightNormal
            color: wheel.isSet && line.ListView.isCurrentItem ? Theme.text : Theme.textFaint
        }
    }

    function turn(index: int): void {
        if (index >= 0 && index < count)
            turned(index);
        settle();
    }

    function settle(): void {
        currentIndex = index;
    }

    function rest(): void {
        positionViewAtIndex(index, ListView.SnapPosition);
        settle();
    }
}
