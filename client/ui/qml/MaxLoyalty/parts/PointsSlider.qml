import QtQuick
import QtQuick.Templates as T
import MaxLoyalty

// How many points, from none to the most that may be; the thumb is a finger wide.
//
//   value, to  int    bind `value` to the view-model: moving the thumb only asks
//   name       string Accessible.name
//   picked(points) signal
T.Slider {
    id: slider

    property string name

    signal picked(int points)

    implicitHeight: Theme.target
    implicitWidth: Theme.px(320)
    from: 0
    stepSize: 1
    snapMode: T.Slider.SnapAlways
    leftPadding: Theme.spaceM
    rightPadding: Theme.spaceM
    Accessible.name: name
    focusPolicy: Qt.TabFocus
    onMoved: slider.picked(Math.round(slider.value))

    background: Rectangle {
        x: slider.leftPadding
        y: (slider.height - height) / 2
        width: slider.availableWidth
        height: Theme.spaceS + Theme.spaceXs
        radius: height / 2
        color: Theme.raised

        Rectangle {
            width: slider.visualPosition * parent.width
            height: parent.height
            radius: height / 2
            color: slider.enabled ? Theme.accent : Theme.textFaint
        }
    }

    handle: Rectangle {
        x: slider.leftPadding + slider.visualPosition * (slider.availableWidth - width)
        y: (slider.height - height) / 2
        width: Theme.px(44)
        height: width
        radius: width / 2
        color: slider.enabled ? slider.pressed ? Theme.accentPressed : Theme.accent : Theme.textFaint

        FocusRing {
            radius: width / 2
            isShown: slider.visualFocus
        }
    }
}
